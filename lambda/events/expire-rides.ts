import { allow } from '../http/operation.ts';
import { count } from '../http/telemetry.ts';
import { openRidesRequestedBefore } from '../table/open-rides.ts';
import { endRide } from '../table/rides.ts';
import { consume, defineConsumer } from './consumer.ts';
import { inParallel } from './in-parallel.ts';

export const expireRides = defineConsumer({
  name: 'ExpireRides',
  summary: 'Closes rides that nobody completed, and frees their unicorns',
  table: [
    allow('Query', { index: 'openRides', keys: 'OPEN#*' }),
    allow('GetItem', { keys: 'RIDE#*' }),
    allow('UpdateItem', { keys: 'RIDE#*' }),
    allow('UpdateItem', { keys: 'UNICORN#*' }),
  ],
  settings: { timeout: 55 },
});

/** Rides that one run closes at most: the next run, a minute later, takes the rest. */
const mostRides = 500;
/** Transactions at once: more would only wait for each other's unicorns. */
const width = 10;
/** Milliseconds that are left to a run when it begins no further ride. */
const reserve = 5_000;

/** Oldest first. A ride that is cancelled or completed at the same moment keeps that end: one transaction wins. */
export const handler = consume(expireRides, async (_event: unknown, { getRemainingTimeInMillis }) => {
  const due = await openRidesRequestedBefore(limitOf(Date.now()), mostRides);
  const failures: unknown[] = [];
  let expired = 0;
  await inParallel(due, width, async (rideId) => {
    if (getRemainingTimeInMillis() < reserve) return;
    try {
      const ride = await endRide(rideId, 'expire', () => true);
      if (typeof ride === 'object') expired += 1;
    } catch (error) {
      // One ride that cannot be closed is no reason to keep the others open.
      failures.push(error);
    }
  });
  if (expired > 0) count('RideExpired', expired);
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} rides could not be closed.`);
  return { answer: undefined, tally: { due: due.length, expired } };
});

/** Rides requested before this time are over. */
function limitOf(now: number): string {
  const minutes = Number(process.env.RIDE_LIMIT_MINUTES);
  if (!(minutes > 0)) throw new Error('The environment variable RIDE_LIMIT_MINUTES is no positive number.');
  return new Date(now - minutes * 60_000).toISOString();
}
