import * as z from 'zod/mini';
import { handle } from '../http/handle.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { refuse } from '../http/problems.ts';
import { Ride } from '../schemas/rides.ts';
import { endRide } from '../table/rides.ts';
import { mayKnow } from './visibility.ts';

export const completeRide = defineOperation({
  name: 'CompleteRide',
  route: 'POST /rides/{rideId}/complete',
  summary: 'Complete a ride',
  description:
    'The unicorn is available again at the destination, or else at the pickup. Completing again changes nothing.',
  auth: 'operator',
  path: z.object({ rideId: z.string() }),
  responses: { 200: { description: 'The ride', body: Ride } },
  problems: ['not-found', 'illegal-ride-step'],
  table: [
    allow('GetItem', { keys: 'RIDE#*' }),
    allow('UpdateItem', { keys: 'RIDE#*' }),
    allow('UpdateItem', { keys: 'UNICORN#*' }),
  ],
});

export const handler = handle(completeRide, async ({ path, caller }) => {
  const ride = await endRide(path.rideId, 'complete', (found) => mayKnow(caller, found));
  if (ride === 'not found') return refuse('not-found', 'There is no such ride.');
  if (ride === 'illegal') return refuse('illegal-ride-step', 'The ride has ended otherwise.');
  return { status: 200, body: ride };
});
