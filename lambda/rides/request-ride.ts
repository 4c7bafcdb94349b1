import * as z from 'zod/mini';
import { handle } from '../http/handle.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { refuse } from '../http/problems.ts';
import { count } from '../http/telemetry.ts';
import { IdempotencyKey } from '../schemas/common.ts';
import { Ride, RideInput } from '../schemas/rides.ts';
import { bookRide } from '../table/bookings.ts';
import { once } from '../table/idempotency.ts';

export const requestRide = defineOperation({
  name: 'RequestRide',
  route: 'POST /rides',
  summary: 'Request the nearest available unicorn',
  description:
    'Books the nearest within 50 km of the pickup. With an Idempotency-Key, a retry within 24 hours books no second one.',
  auth: 'signed-in',
  headers: z.object({ 'idempotency-key': IdempotencyKey }),
  body: RideInput,
  responses: {
    201: {
      description: 'The ride',
      body: Ride,
      headers: { Location: 'Its path', 'Idempotent-Replayed': '`true` where an earlier request booked it' },
    },
  },
  problems: ['no-unicorn-available', 'idempotency-key-reused'],
  table: [
    allow('Query', { index: 'availableUnicorns', keys: 'CELL#*' }),
    allow('UpdateItem', { keys: 'UNICORN#*' }),
    allow('PutItem', { keys: 'RIDE#*' }),
    allow('GetItem', { keys: 'IDEMPOTENCY#RequestRide#*' }),
    allow('PutItem', { keys: 'IDEMPOTENCY#RequestRide#*' }),
  ],
  throttle: { rate: 50, burst: 100 },
});

export const handler = handle(requestRide, async ({ body, headers, caller }) => {
  const outcome = await bookRide({
    riderId: caller.sub,
    trip: body,
    once: once(requestRide.name, caller.sub, headers['idempotency-key'], body),
  });
  if (outcome === 'key reused') return refuse('idempotency-key-reused', 'Use a new key for a new request.');
  if (outcome === 'no unicorn available') {
    count('NoUnicornAvailable');
    return refuse('no-unicorn-available', 'No unicorn is available within 50 km of the pickup.');
  }
  if (!outcome.replayed) count('RideBooked');
  const replayed = outcome.replayed ? { 'idempotent-replayed': 'true' } : {};
  return { status: 201, body: outcome.ride, headers: { location: `/rides/${outcome.ride.rideId}`, ...replayed } };
});
