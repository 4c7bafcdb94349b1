import { setTimeout as pause } from 'node:timers/promises';
import { sampleFleet } from '../../../bin/sample-fleet.ts';
import type { LocalRun } from '../../support/local-run.ts';
import type { Client } from './load.ts';

const places = sampleFleet().map(({ location }) => location);

/** Where a rider waits: in another city with each turn. */
export const placeOf = (turn: number) => places[(turn * 89) % places.length] ?? { latitude: 47.6, longitude: -122.31 };

/** The messages that a ride has: that it is booked, and that it is cancelled. */
export const stepsOfRide = 2;

/**
 * A rider who books a ride, and cancels it, so that the next one finds the same fleet.
 *
 * @returns milliseconds that the booking took
 */
export async function ride(client: Client, { tokens }: LocalRun, turn: number): Promise<number> {
  const token = tokens?.rider ?? '';
  const begun = performance.now();
  const booking = { method: 'POST', path: '/rides', token, body: { pickupLocation: placeOf(turn) } };
  const { body } = await client.send(booking, 201);
  const took = performance.now() - begun;
  const { rideId }: { rideId: string } = JSON.parse(body);
  await client.send({ method: 'POST', path: `/rides/${rideId}/cancel`, token }, 200);
  return took;
}

/**
 * Riders who come at a steady rate, whether those before them are done or not.
 *
 * @param perSecond riders
 * @returns milliseconds that each booking took
 */
export function ridesAt(perSecond: number, count: number, book: (turn: number) => Promise<number>): Promise<number[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, turn) => {
      await pause((turn * 1000) / perSecond);
      return book(turn);
    }),
  );
}
