import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import { quote, travelTime } from '../domain/fares.ts';
import { Ride, type RideInput } from '../schemas/rides.ts';
import { type Available, findAvailable } from './availability.ts';
import { Contention } from './failures.ts';
import { keepAnswer, type Once, readAnswer } from './idempotency.ts';
import { addRide } from './rides.ts';
import { transact } from './transactions.ts';
import { takeUnicorn } from './unicorns.ts';

export interface Booking {
  readonly riderId: string;
  readonly trip: RideInput;
  /** Where the client sent an idempotency key. */
  readonly once?: Once | undefined;
}

export type BookingOutcome =
  | { readonly ride: Ride; readonly replayed: boolean }
  | 'no unicorn available'
  | 'key reused';

/** How many of the nearest are looked at in each round: more as the place proves crowded with other requests. */
const rounds = [5, 10, 20, 40, 40, 40];
/** Milliseconds between rounds, at most. */
const longestPause = 50;

/**
 * Books the nearest available unicorn: one transaction takes the unicorn, on condition that nothing about it has changed
 * since it was found, writes the ride, and keeps the answer under the idempotency key. Where another request was quicker,
 * the next nearest is tried.
 *
 * @throws Contention when there are unicorns, but others changed each of them first for as long as a call can wait
 */
export async function bookRide(booking: Booking): Promise<BookingOutcome> {
  const earlier = booking.once && (await replay(booking.once));
  if (earlier !== undefined) return earlier;

  const taken = new Set<string>();
  for (const breadth of rounds) {
    // The index is a moment behind: it may still show those that are known to be taken.
    const found = await findAvailable(booking.trip.pickupLocation, breadth + taken.size);
    const candidates = found.filter(({ unicorn }) => !taken.has(unicorn.unicornId));
    if (candidates.length === 0) {
      // The last one may have gone to this very request, sent twice at once.
      return (booking.once && (await replay(booking.once))) ?? 'no unicorn available';
    }

    for (const candidate of candidates) {
      const outcome = await tryToBook(booking, candidate);
      if (outcome === 'taken') taken.add(candidate.unicorn.unicornId);
      else if (outcome !== 'changed') return outcome;
    }
    await pause(Math.random() * longestPause);
  }
  throw new Contention('Others took or changed every unicorn that was tried.');
}

/** Books one unicorn, or says what another request did to it meanwhile. */
async function tryToBook(
  { riderId, trip, once }: Booking,
  { unicorn, etag, distance }: Available,
): Promise<BookingOutcome | 'taken' | 'changed'> {
  const ride = newRide(riderId, trip, unicorn, Math.round(distance));
  const refusals = await transact([
    takeUnicorn(unicorn.unicornId, etag, ride.rideId, ride.requestedAt),
    addRide({ value: ride, unicornLocation: unicorn.location }),
    ...(once ? [keepAnswer(once, ride)] : []),
  ]);
  if (refusals === undefined) return { ride, replayed: false };

  const [unicornTaken, , answered] = refusals;
  if (once && answered?.failed) return (await replay(once)) ?? 'changed';
  return unicornTaken?.item?.status?.S === 'available' ? 'changed' : 'taken';
}

async function replay(request: Once): Promise<BookingOutcome | undefined> {
  const answer = await readAnswer(request);
  if (answer === undefined || answer === 'key reused') return answer;
  return { ride: z.parse(Ride, JSON.parse(answer)), replayed: true };
}

function newRide(riderId: string, trip: RideInput, unicorn: Available['unicorn'], distance: number): Ride {
  const { unicornId, name, color, gender } = unicorn;
  return {
    rideId: randomUUID(),
    riderId,
    status: 'booked',
    ...trip,
    unicorn: { unicornId, name, color, gender },
    distance,
    eta: travelTime(distance),
    ...(trip.destination && { fare: quote(trip.pickupLocation, trip.destination).fare }),
    requestedAt: new Date().toISOString(),
  };
}
