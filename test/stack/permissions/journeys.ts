import { expireRide, forgetCursorKey, importFleet, tellRiders } from './events-journeys.ts';
import type { Person, RunningApp } from './running-app.ts';

/*
 * What people do, so that every function takes each way on which it needs a permission.
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

/** The changes of rides: six are booked, five end, and of one it is said that it was requested long ago. */
export const rideChanges = 12;

/** What people do, one after the other, and what follows from it by itself. */
export async function everything(app: RunningApp): Promise<void> {
  const [alice, bob, operator] = await people(app);
  await Promise.all([keepProfiles(alice, bob, operator), keepFleet(alice, operator), look(alice)]);
  const [open = ''] = await book(alice, bob, operator);
  await readLists(app, alice, bob, operator);
  await Promise.all([expireRide(app, alice, open), importFleet(app, operator)]);
  await tellRiders(app, { booked: 6, cancelled: 2, completed: 2, expired: 1 });
}

/** A list makes the key of its cursors where the table has none yet: so each is the first to need one. */
async function readLists(app: RunningApp, alice: Person, bob: Person, operator: Person): Promise<void> {
  for (const { call, sub } of [alice, bob]) {
    await call(200, `GET /users/${sub}/rides?limit=1`);
    for (const status of ['booked', 'cancelled']) await call(200, `GET /users/${sub}/rides?status=${status}`);
  }
  await forgetCursorKey(app);
  await readPages(operator, 'GET /users', 2);
  await forgetCursorKey(app);
  await readPages(operator, 'GET /fleet', 2);
}

/** What needs no permission at all. */
async function look(someone: Person): Promise<void> {
  const routes = ['GET /hello', 'GET /openapi.json', 'GET /docs', 'GET /quotes?from=47.6,-122.31&to=47.5,-122.3'];
  await Promise.all(routes.map((route) => someone.call(200, route)));
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

/** @returns the ids of rides that are left open */
async function book(alice: Person, bob: Person, operator: Person): Promise<string[]> {
  const open: string[] = [];
  for (const [rider, pickupLocation] of [
    [alice, seattle],
    [bob, seoul],
  ] as const) {
    const { latitude, longitude } = pickupLocation;
    const key = { 'idempotency-key': 'intention-1' };
    const first = await rider.call(201, 'POST /rides', { pickupLocation }, key);
    await rider.call(201, 'POST /rides', { pickupLocation }, key);
    const workshop = { PickupLocation: { Latitude: latitude, Longitude: longitude } };
    open.push(String((await rider.call(201, 'POST /ride', workshop)).body?.RideId));
    const second = await rider.call(201, 'POST /rides', { pickupLocation, destination: seattle });
    await rider.call(200, `GET /rides/${first.body?.rideId}`);
    await rider.call(200, `POST /rides/${first.body?.rideId}/cancel`);
    await operator.call(200, `POST /rides/${second.body?.rideId}/complete`);
  }
  return open;
}

async function readPages(reader: Person, route: string, pages: number): Promise<void> {
  let cursor = '';
  for (let page = 0; page < pages; page += 1) {
    const { body } = await reader.call(200, `${route}?limit=1${cursor}`);
    cursor = `&cursor=${body?.nextCursor}`;
  }
}
