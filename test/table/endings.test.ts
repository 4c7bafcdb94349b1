import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RideStep } from '../../lambda/domain/rides.ts';
import { findAvailable } from '../../lambda/table/availability.ts';
import { bookRide } from '../../lambda/table/bookings.ts';
import { openRidesRequestedBefore } from '../../lambda/table/open-rides.ts';
import { endRide } from '../../lambda/table/rides.ts';
import { readUnicorn, writeUnicorn } from '../../lambda/table/unicorns.ts';
import { startTable } from './support.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await startTable();
});
afterAll(() => stop());

const steps: readonly RideStep[] = ['cancel', 'complete', 'expire'];
const ends = { cancel: 'cancelled', complete: 'completed', expire: 'expired' } as const;

/** Each ride has a unicorn of its own, so far from the others that nobody else would be booked. */
async function booked(number: number) {
  const location = { latitude: -80 + (number % 40) * 4, longitude: -170 + Math.floor(number / 40) * 10 };
  const unicornId = `unicorn-${number}`;
  await writeUnicorn({
    unicornId,
    name: 'Rocinante',
    color: 'grey',
    gender: 'male',
    location,
    status: 'available',
    updatedAt: new Date().toISOString(),
  });
  const outcome = await bookRide({ riderId: `rider-${number}`, trip: { pickupLocation: location } });
  if (typeof outcome !== 'object') throw new Error(`Nothing was booked: ${outcome}`);
  expect(outcome.ride.unicorn.unicornId).toBe(unicornId);
  return { rideId: outcome.ride.rideId, unicornId, location };
}

/** A step begins after a random number of turns of the event loop. */
async function afterTurns(most: number): Promise<void> {
  for (let left = Math.floor(Math.random() * most); left > 0; left -= 1) await new Promise(setImmediate);
}

test('of cancel, complete and expire at one moment, one ends the ride, and the unicorn is free once: 200 times', async () => {
  const winners = new Set<string>();
  for (let batch = 0; batch < 20; batch += 1) {
    await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const { rideId, unicornId, location } = await booked(batch * 10 + index);
        const outcomes = await Promise.all(
          steps.map(async (step) => {
            await afterTurns(12);
            return { step, outcome: await endRide(rideId, step, () => true) };
          }),
        );
        const won = outcomes.filter(({ outcome }) => outcome !== 'illegal');
        expect(won).toHaveLength(1);
        const [{ step, outcome } = { step: 'cancel' as const, outcome: 'not found' }] = won;
        expect(outcome).toMatchObject({ status: ends[step] });
        expect((await readUnicorn(unicornId))?.value).toMatchObject({ status: 'available', location });
        expect(await findAvailable(location, 5)).toHaveLength(1);
        winners.add(step);
      }),
    );
  }
  // Otherwise nothing was interleaved.
  expect([...winners].sort()).toEqual([...steps].sort());
  expect(await openRidesRequestedBefore('9999', 10)).toEqual([]);
});

test('open rides come oldest first, at most as many as asked for, and none that is too young or has ended', async () => {
  const rides = [];
  for (let number = 300; number < 312; number += 1) rides.push(await booked(number));
  const ids = rides.map(({ rideId }) => rideId);
  await endRide(ids[1] ?? '', 'cancel', () => true);
  const open = ids.filter((_, index) => index !== 1);

  expect(await openRidesRequestedBefore('9999', 100)).toEqual(open);
  expect(await openRidesRequestedBefore('9999', 5)).toEqual(open.slice(0, 5));
  expect(await openRidesRequestedBefore('2000', 100)).toEqual([]);
});
