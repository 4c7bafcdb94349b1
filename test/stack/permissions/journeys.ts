import type { Person, RunningApp } from './running-app.ts';

/*
 * What people do, so that every function takes each way on which it needs a permission. A list makes the key of its
 * cursors where the table has none yet: so each of the lists is the first in a table of its own.
 */

const seattle = { latitude: 47.6, longitude: -122.31 };
const seoul = { latitude: 37.57, longitude: 126.98 };

const unicorn = (location: object) => ({
  name: 'Rocinante',
  color: 'grey',
  gender: 'female',
  location,
  status: 'available',
});

/** Profiles, the fleet, rides, and the lists of rides. */
export async function ride(app: RunningApp): Promise<void> {
  const [alice, bob, operator] = await people(app);
  await Promise.all([keepProfiles(alice, bob, operator), keepFleet(alice, operator)]);
  await book(alice, bob, operator);
  for (const rider of [alice, bob]) {
    const { sub } = rider;
    await rider.call(200, `GET /users/${sub}/rides?limit=1`);
    for (const status of ['booked', 'cancelled']) await rider.call(200, `GET /users/${sub}/rides?status=${status}`);
  }
}

/** The operators' list of users, page by page. */
export async function listUsers(app: RunningApp): Promise<void> {
  const [alice, bob, operator] = await people(app);
  await Promise.all([alice, bob].map((user) => user.call(201, 'POST /users', { name: 'Someone' })));
  await readPages(operator, 'GET /users', 2);
}

/** The operators' list of the fleet, page by page. */
export async function listFleet(app: RunningApp): Promise<void> {
  const [, , operator] = await people(app);
  await Promise.all(['one', 'two'].map((id) => operator.call(201, `PUT /unicorns/${id}`, unicorn(seoul))));
  await readPages(operator, 'GET /fleet', 2);
}

/** What needs no permission at all. */
export async function look(app: RunningApp): Promise<void> {
  const [alice] = await people(app);
  const routes = ['GET /hello', 'GET /openapi.json', 'GET /docs', 'GET /quotes?from=47.6,-122.31&to=47.5,-122.3'];
  await Promise.all(routes.map((route) => alice.call(200, route)));
}

async function people(app: RunningApp): Promise<[Person, Person, Person]> {
  return Promise.all([app.person('alice'), app.person('bob'), app.person('olivia', 'operators')]);
}

async function keepProfiles(alice: Person, bob: Person, operator: Person): Promise<void> {
  await Promise.all([alice, bob].map((user) => user.call(201, 'POST /users', { name: 'Someone' })));
  const carol = { name: 'Carol', email: 'carol@example.com' };
  await alice.call(200, `GET /users/${alice.sub}`);
  await operator.call(200, `PUT /users/${alice.sub}`, { name: 'Alice', email: 'alice.new@example.com' });
  await operator.call(201, 'PUT /users/carol', carol);
  await operator.call(409, `PUT /users/${alice.sub}`, { name: 'Alice', email: carol.email });
  await bob.call(204, `DELETE /users/${bob.sub}`);
}

async function keepFleet(rider: Person, operator: Person): Promise<void> {
  const places = [seattle, seattle, seattle, seoul, seoul, seoul];
  await Promise.all(places.map((place, number) => operator.call(201, `PUT /unicorns/u${number}`, unicorn(place))));
  await operator.call(201, 'PUT /unicorns/gone', unicorn(seoul));
  await operator.call(200, 'PUT /unicorns/gone', unicorn(seattle));
  await rider.call(200, 'GET /unicorns/gone');
  await operator.call(204, 'DELETE /unicorns/gone');
  for (const place of ['47.6,-122.31', '37.57,126.98']) await rider.call(200, `GET /unicorns?near=${place}`);
}

async function book(alice: Person, bob: Person, operator: Person): Promise<void> {
  for (const [rider, pickupLocation] of [
    [alice, seattle],
    [bob, seoul],
  ] as const) {
    const { latitude, longitude } = pickupLocation;
    const key = { 'idempotency-key': 'intention-1' };
    const first = await rider.call(201, 'POST /rides', { pickupLocation }, key);
    await rider.call(201, 'POST /rides', { pickupLocation }, key);
    await rider.call(201, 'POST /ride', { PickupLocation: { Latitude: latitude, Longitude: longitude } });
    const second = await rider.call(201, 'POST /rides', { pickupLocation, destination: seattle });
    await rider.call(200, `GET /rides/${first.body?.rideId}`);
    await rider.call(200, `POST /rides/${first.body?.rideId}/cancel`);
    await operator.call(200, `POST /rides/${second.body?.rideId}/complete`);
  }
}

async function readPages(reader: Person, route: string, pages: number): Promise<void> {
  let cursor = '';
  for (let page = 0; page < pages; page += 1) {
    const { body } = await reader.call(200, `${route}?limit=1${cursor}`);
    cursor = `&cursor=${body?.nextCursor}`;
  }
}
