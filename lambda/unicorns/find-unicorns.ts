import * as z from 'zod/mini';
import { travelTime } from '../domain/fares.ts';
import { handle } from '../http/handle.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { LatLng, limit } from '../schemas/common.ts';
import { NearbyUnicorn } from '../schemas/unicorns.ts';
import { findAvailable } from '../table/availability.ts';

export const findUnicorns = defineOperation({
  name: 'FindUnicorns',
  route: 'GET /unicorns',
  summary: 'Find the nearest available unicorns',
  description: 'Those within 50 km, nearest first: exact, however crowded the place is.',
  auth: 'signed-in',
  query: z.strictObject({ near: LatLng, limit: limit(20, 5) }),
  responses: {
    200: { description: 'The nearest', body: z.strictObject({ items: z.array(NearbyUnicorn) }) },
  },
  table: [allow('Query', { index: 'availableUnicorns', keys: 'CELL#*' })],
});

export const handler = handle(findUnicorns, async ({ query }) => {
  const found = await findAvailable(query.near, query.limit);
  const items = found.map(({ unicorn, distance }) => ({
    ...unicorn,
    distance: Math.round(distance),
    eta: travelTime(Math.round(distance)),
  }));
  return { status: 200, body: { items } };
});
