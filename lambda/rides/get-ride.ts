import * as z from 'zod/mini';
import { handle } from '../http/handle.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { refuse } from '../http/problems.ts';
import { Ride } from '../schemas/rides.ts';
import { readRide } from '../table/rides.ts';
import { mayKnow } from './visibility.ts';

export const getRide = defineOperation({
  name: 'GetRide',
  route: 'GET /rides/{rideId}',
  summary: 'Read a ride',
  description: 'For its rider and operators; for everyone else there is no such ride.',
  auth: 'signed-in',
  path: z.object({ rideId: z.string() }),
  responses: { 200: { description: 'The ride', body: Ride } },
  problems: ['not-found'],
  table: [allow('GetItem', { keys: 'RIDE#*' })],
});

export const handler = handle(getRide, async ({ path, caller }) => {
  const ride = await readRide(path.rideId);
  if (ride === undefined || !mayKnow(caller, ride.value)) return refuse('not-found', 'There is no such ride.');
  return { status: 200, body: ride.value };
});
