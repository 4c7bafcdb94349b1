import { type Api, dataOf, type Ride } from '../api/client.ts';
import { Failure } from '../api/failure.ts';
import { type Intention, settle } from './intention.ts';

/** How often a booking whose answer was lost is asked for again by itself, and milliseconds before the first time. */
const retries = 3;
const firstPause = 400;

/**
 * Books the ride of an intention: once, however often it is asked for. The intention is settled with the first answer that
 * says how it went; where none came, it stays open.
 *
 * @param wasSent whether it was asked for before, and no answer came
 * @throws Failure where nothing was booked, or nobody can tell
 */
export async function book(api: Api, store: Storage, intention: Intention, wasSent: boolean): Promise<Ride> {
  const { key, pickupLocation, destination } = intention;
  let isOpen = wasSent;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const ride = await dataOf(
        api.POST('/rides', {
          params: { header: { 'Idempotency-Key': key } },
          body: { pickupLocation, ...(destination !== undefined && { destination }) },
        }),
      );
      settle(store);
      return ride;
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('unknown', {}, { cause: error });
      isOpen ||= failure.isOpen;
      if (failure.mayPass && failure.kind !== 'offline' && attempt < retries) {
        await pause(firstPause * 2 ** attempt);
        continue;
      }
      // What the gateway refuses never reached the rides: that says nothing of what was asked before.
      const isGateways = failure.kind === 'throttled' || failure.kind === 'signed-out';
      if (!failure.isOpen && !(isOpen && isGateways)) settle(store);
      throw failure;
    }
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((wake) => setTimeout(wake, milliseconds));
