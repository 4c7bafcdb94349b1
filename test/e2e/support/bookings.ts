import { expect } from 'vitest';
import { type Client, newUnicornId } from './people.ts';
import { eventually } from './problems.ts';
import { type Ride, unicornInput } from './shapes.ts';

/**
 * Puts a unicorn where no other is, and books it.
 *
 * @returns the unicorn's path, and the ride it is on
 */
export async function bookUnicorn(rider: Client, fleet: Client): Promise<{ path: string; ride: Ride }> {
  const unicornId = newUnicornId();
  // Somewhere in Siberia: no test puts its unicorns there to be found.
  const location = { latitude: 62 + 6 * Math.random(), longitude: 80 + 40 * Math.random() };
  const path = `/unicorns/${unicornId}`;
  const put = await fleet.put(path, unicornInput({ location, status: 'available' }));
  expect(put.status, put.text).toBe(201);
  const ride = await eventually(async () => {
    const answer = await rider.post('/rides', { pickupLocation: location });
    expect(answer.status, answer.text).toBe(201);
    return answer.json<Ride>();
  });
  expect(ride.unicorn.unicornId).toBe(unicornId);
  return { path, ride };
}
