import type { Location } from '../../../lambda/domain/geography.ts';
import type { ApiRequest } from '../tools/load.ts';
import type { Cost, MeteredRun } from './metered-run.ts';
import { bookingName, grounds, keyedBookingName, searchName, type World } from './world.ts';

/** What the requests of one kind cost, one after the other. */
export type Costs = ReadonlyMap<string, readonly Cost[]>;

/**
 * Makes every kind of request that touches the table, each several times, and writes down what it costs.
 *
 * @param rider who has the world's rides
 */
export async function measureCases(run: MeteredRun, world: World, rider: string, repetitions: number): Promise<Costs> {
  const riderToken = await run.tokenFor(rider);
  const operator = await run.tokenFor('operator', 'operators');
  const costs = new Map<string, Cost[]>();
  const measure = async (name: string, request: ApiRequest, expected: number, token = operator) => {
    const { cost, body } = await run.send({ ...request, token }, expected);
    costs.set(name, [...(costs.get(name) ?? []), cost]);
    return body;
  };
  const book = async (name: string, from: Location, headers: Record<string, string> = {}) => {
    const request = { method: 'POST', path: '/rides', headers, body: { pickupLocation: from } };
    const { rideId }: { rideId: string } = JSON.parse(await measure(name, request, 201, riderToken));
    return `/rides/${rideId}`;
  };

  const sub = subOf(riderToken);
  // The lists' secret is read once by each execution environment: not by the requests that are measured.
  const lists = ['/users', '/fleet', `/users/${sub}/rides`, `/users/${sub}/rides?status=booked`];
  for (const path of lists) await run.send({ path, token: operator }, 200);

  for (let turn = 0; turn < repetitions; turn += 1) {
    await measure('GET /users/{userId}', { path: `/users/user-${turn}` }, 200);
    await measure('GET /users, 25 of them', { path: '/users' }, 200);
    await measure('GET /users/{userId}/rides, 25 of them', { path: `/users/${sub}/rides` }, 200);
    await measure('GET /users/{userId}/rides?status=, 25 of them', { path: `/users/${sub}/rides?status=booked` }, 200);
    await measure('GET /unicorns/{unicornId}', { path: `/unicorns/lonely-${turn}` }, 200);
    await measure('GET /fleet, 25 of them', { path: '/fleet' }, 200);
    const ride = world.rides[turn]?.rideId ?? '';
    await measure('GET /rides/{rideId}', { path: `/rides/${ride}` }, 200);

    const user = { name: 'Bob', email: `bob-${turn}@example.com` };
    const bob = await run.tokenFor(`bob-${turn}`, 'operators');
    const userPath = `/users/${subOf(bob)}`;
    await measure('POST /users', { method: 'POST', path: '/users', body: user }, 201, bob);
    await measure('PUT /users/{userId}', { method: 'PUT', path: userPath, body: { ...user, name: 'Robert' } }, 200);
    const moved = { ...user, email: `robert-${turn}@example.com` };
    await measure('PUT /users/{userId}, another e-mail', { method: 'PUT', path: userPath, body: moved }, 200);
    await measure('DELETE /users/{userId}', { method: 'DELETE', path: userPath }, 204);

    const unicornPath = `/unicorns/new-${turn}`;
    const unicorn = { name: 'Comet', color: 'black', gender: 'female', status: 'available' };
    const put = (place: number) => {
      const body = { ...unicorn, location: { latitude: -60, longitude: place } };
      return { method: 'PUT', path: unicornPath, body };
    };
    await measure('PUT /unicorns/{unicornId}, new', put(turn), 201);
    await measure('PUT /unicorns/{unicornId}, elsewhere', put(turn + 90), 200);
    await measure('DELETE /unicorns/{unicornId}', { method: 'DELETE', path: unicornPath }, 204);
  }

  for (const ground of grounds) {
    for (const [turn, from] of world.questions[ground].entries()) {
      const near = `/unicorns?near=${from.latitude.toFixed(9)},${from.longitude.toFixed(9)}`;
      await measure(searchName(ground), { path: near }, 200, riderToken);
      const path = await book(bookingName(ground), from);
      const end = turn % 2 ? 'cancel' : 'complete';
      await measure(`POST /rides/{rideId}/${end}`, { method: 'POST', path: `${path}/${end}` }, 200);
    }
  }
  for (const [turn, from] of world.questions['a crowded city'].entries()) {
    const key = { 'idempotency-key': `key-${turn}` };
    await book(keyedBookingName, from, key);
    await book('POST /rides, replayed', from, key);
  }
  return costs;
}

/** The subject of a token. */
export function subOf(token: string): string {
  const { sub }: { sub: string } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return sub;
}
