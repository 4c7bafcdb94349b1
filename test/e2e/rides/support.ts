import { expect } from 'vitest';
import { type Client, newUnicornId, operator, type Person } from '../support/people.ts';
import { eventually } from '../support/problems.ts';
import { type Location, type Page, type Ride, type Unicorn, unicornInput } from '../support/shapes.ts';

/** A unicorn as seen from somewhere: metres, seconds. */
export interface Nearby extends Unicorn {
  readonly distance: number;
  readonly eta: number;
}

/** Metres: the sphere that the API's contract names. */
const earthRadius = 6_371_008.8;

/**
 * Gives places on a parallel of the southern ocean, each farther from the others than a booking reaches. Every test file
 * has a parallel of its own, and none of the places has anybody else's unicorns about: other targets hold more than the
 * tests have made, also what another run has left.
 */
export function placesOn(latitude: -41 | -44 | -50 | -53 | -56 | -59 | -62 | -65 | -68 | -71): () => Promise<Location> {
  const parallel = latitude + Math.random();
  let longitude = -175;
  return async () => {
    for (;;) {
      longitude += 3;
      if (longitude > 175) throw new Error('There is no place left on this parallel.');
      const place = { latitude: parallel, longitude };
      if ((await find(await fleetOperator(), place, 1)).length === 0) return place;
    }
  };
}

/** The place so many metres north (or south, below 0) of another, on the same meridian: exact to a micrometre. */
export function metresNorth({ latitude, longitude }: Location, metres: number): Location {
  return { latitude: latitude + (metres / earthRadius) * (180 / Math.PI), longitude };
}

/** Puts available unicorns at these places, and waits until they can be found. */
export async function stationed(
  by: Client,
  locations: readonly Location[],
  members: Parameters<typeof unicornInput>[0] = {},
): Promise<Unicorn[]> {
  const unicorns = await Promise.all(
    locations.map(async (location) => {
      const unicornId = members.unicornId ?? newUnicornId();
      return putUnicorn(by, unicornId, { status: 'available', ...members, location });
    }),
  );
  await Promise.all(unicorns.map((unicorn) => untilFound(by, unicorn)));
  return unicorns;
}

/** Puts one unicorn, and does not wait until it can be found. */
export async function putUnicorn(
  by: Client,
  unicornId: string,
  members: Parameters<typeof unicornInput>[0],
): Promise<Unicorn> {
  const { unicornId: _, ...body } = { unicornId, ...unicornInput(members) };
  const answer = await by.put(`/unicorns/${unicornId}`, body);
  expect([200, 201], answer.text).toContain(answer.status);
  return answer.json<Unicorn>();
}

/** Waits until a unicorn is found where it stands. */
export async function untilFound(by: Client, { unicornId, location }: Pick<Unicorn, 'unicornId' | 'location'>) {
  await eventually(async () => expect(idsOf(await find(by, location, 20))).toContain(unicornId));
}

/** The nearest unicorns as the API finds them. */
export async function find(by: Client, { latitude, longitude }: Location, limit?: number): Promise<readonly Nearby[]> {
  const answer = await by.get(
    `/unicorns?near=${plain(latitude)},${plain(longitude)}${limit === undefined ? '' : `&limit=${limit}`}`,
  );
  expect(answer.status, answer.text).toBe(200);
  return answer.json<Page<Nearby>>().items;
}

/** A number in plain decimal digits, as queries take them. */
const plain = (degrees: number): string => degrees.toFixed(15).replace(/\.?0+$/, '');

export const idsOf = (unicorns: readonly { readonly unicornId: string }[]) =>
  unicorns.map(({ unicornId }) => unicornId);

/** Books a ride that there is a unicorn for. */
export async function book(by: Client, pickupLocation: Location, destination?: Location): Promise<Ride> {
  const answer = await by.post('/rides', { pickupLocation, destination });
  expect(answer.status, answer.text).toBe(201);
  return answer.json<Ride>();
}

/** A unicorn as it is now, with its entity tag. */
export async function lookAt(by: Client, unicornId: string): Promise<Unicorn & { readonly etag: string | undefined }> {
  const answer = await by.get(`/unicorns/${unicornId}`);
  expect(answer.status, answer.text).toBe(200);
  return { ...answer.json<Unicorn>(), etag: answer.headers.etag };
}

let shared: Promise<Person> | undefined;

/** The operator of a test file: makes the unicorns. */
export function fleetOperator(): Promise<Person> {
  shared ??= operator();
  return shared;
}
