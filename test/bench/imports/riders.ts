import { setTimeout as pause } from 'node:timers/promises';
import type { LocalRun } from '../../support/local-run.ts';
import type { Client } from '../tools/load.ts';
import { ride } from '../tools/riders.ts';

export const riders = 50;
/** Milliseconds that a rider waits from one ride to the next: together they book ten a second. */
const between = 5_000;

/**
 * Riders who book and cancel, each again and again, until an end that is awaited.
 *
 * @param end which fails when they are to stop at once, too
 * @returns what became of the end, and milliseconds of each booking until then
 */
export async function rideUntil<Result>(client: Client, run: LocalRun, end: Promise<Result>) {
  const bookings: number[] = [];
  const stop = new AbortController();
  const rideOn = async (rider: number) => {
    await pauseUnless(stop.signal, (rider * between) / riders);
    for (let turn = rider; !stop.signal.aborted; turn += riders) {
      bookings.push(await ride(client, run, turn));
      await pauseUnless(stop.signal, between);
    }
  };
  const riding = Promise.all(Array.from({ length: riders }, (_, rider) => rideOn(rider)));
  try {
    // Riders end by themselves only when something is wrong. Then that is what is thrown, whatever becomes of the end.
    await Promise.race([end, riding]);
    return { result: await end, bookings };
  } finally {
    stop.abort();
    await riding;
  }
}

/** Waits, or comes back at once where there is nothing to wait for any more. */
async function pauseUnless(signal: AbortSignal, milliseconds: number): Promise<void> {
  if (signal.aborted) return;
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([pause(milliseconds, undefined, { ref: false }), stopped]);
}
