import * as z from 'zod/mini';
import { quote } from '../domain/fares.ts';
import { handle } from '../http/handle.ts';
import { defineOperation } from '../http/operation.ts';
import { Fare, LatLng, Location, Whole } from '../schemas/common.ts';

export const getQuote = defineOperation({
  name: 'GetQuote',
  route: 'GET /quotes',
  summary: 'What a ride would cost',
  description: 'Metres, seconds and cents. Time and fare follow from the rounded distance.',
  auth: 'anyone',
  query: z.strictObject({ from: LatLng, to: LatLng }),
  responses: {
    200: {
      description: 'The quote',
      body: z.strictObject({ from: Location, to: Location, distance: Whole, duration: Whole, fare: Fare }),
    },
  },
});

export const handler = handle(getQuote, ({ query: { from, to } }) => ({
  status: 200,
  body: { from, to, ...quote(from, to) },
}));
