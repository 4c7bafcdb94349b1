import { expect, test } from 'vitest';
import { bookUnicorn } from './support/bookings.ts';
import { anyone, newUnicornId, operator, person, unique } from './support/people.ts';
import { expectProblem } from './support/problems.ts';
import { type Unicorn, unicornInput } from './support/shapes.ts';

const [boss, alice] = await Promise.all([operator(), person()]);
const input = unicornInput();
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

test.concurrent('PUT adds a unicorn, and everybody who has signed in can read it', async () => {
  const unicornId = newUnicornId();
  const path = `/unicorns/${unicornId}`;
  const added = await boss.byAccessToken.put(path, input);
  expect(added.status).toBe(201);
  expect(added.headers.location).toBe(path);
  expect(added.json()).toEqual({ unicornId, ...input, updatedAt: time });
  for (const reader of [alice, alice.byAccessToken, boss]) {
    const read = await reader.get(path);
    expect(read.status).toBe(200);
    expect(read.json()).toEqual(added.json());
    expect(read.headers.etag).toBe(added.headers.etag);
  }
  expect((await anyone.get(path)).status).toBe(401);
});

test.concurrent('PUT replaces the whole unicorn', async () => {
  const path = `/unicorns/${newUnicornId()}`;
  const added = (await boss.put(path, input)).json<Unicorn>();
  const other = {
    name: 'Shadowfax',
    color: 'silver',
    gender: 'female',
    location: { latitude: 0, longitude: 180 },
    status: 'resting',
  };
  const replaced = await boss.put(path, other);
  expect(replaced.status).toBe(200);
  expect(replaced.headers.location).toBeUndefined();
  expect(replaced.json()).toEqual({ unicornId: added.unicornId, ...other, updatedAt: time });
  expect(replaced.json<Unicorn>().updatedAt >= added.updatedAt).toBe(true);
  expect((await alice.get(path)).json()).toEqual(replaced.json());
});

test.concurrent('only operators add, replace and remove', async () => {
  const path = `/unicorns/${newUnicornId()}`;
  expect((await anyone.put(path, input)).status).toBe(401);
  expect((await anyone.delete(path)).status).toBe(401);
  for (const rider of [alice, alice.byAccessToken]) {
    expectProblem(await rider.put(path, input), 403, 'forbidden');
    expectProblem(await rider.delete(path), 403, 'forbidden');
  }
  expectProblem(await alice.get(path), 404, 'not-found');
});

test.concurrent('DELETE removes a unicorn, and removing what is not there is no error', async () => {
  const path = `/unicorns/${newUnicornId()}`;
  expect((await boss.delete(path)).status).toBe(204);
  expect((await boss.put(path, input)).status).toBe(201);
  const removed = await boss.delete(path);
  expect(removed.status).toBe(204);
  expect(removed.text).toBe('');
  expectProblem(await alice.get(path), 404, 'not-found');
  expect((await boss.delete(path)).status).toBe(204);
  expect((await boss.put(path, input)).status).toBe(201);
});

test.concurrent.for([
  'a'.repeat(65),
  'a.b',
  'a%20b',
  'a+b',
  'a:b',
  '%00',
  '%0A',
  'a%0A',
  '%C3%A9',
  '%F0%9F%A6%84',
  '%FF',
  '%D9%A3',
  '%23x',
  '..',
  '.',
  '*',
  '{unicornId}',
  "a'b",
])('%s is no unicornId, whatever the method', async (unicornId) => {
  const path = `/unicorns/${unicornId}`;
  const fault = { parameter: 'unicornId' };
  expectProblem(await alice.get(path), 400, 'invalid-request', fault);
  expectProblem(await boss.put(path, input), 400, 'invalid-request', fault);
  expectProblem(await boss.delete(path), 400, 'invalid-request', fault);
});

test.concurrent('a unicornId of 3,000 characters is refused as any other', async () => {
  const path = `/unicorns/${'a'.repeat(3000)}`;
  expectProblem(await alice.get(path), 400, 'invalid-request', { parameter: 'unicornId' });
  expectProblem(await boss.put(path, input), 400, 'invalid-request', { parameter: 'unicornId' });
  expectProblem(await boss.delete(path), 400, 'invalid-request', { parameter: 'unicornId' });
});

test.concurrent.for([unique(), `_${unique()}-`, `-${unique()}Z`, unique().repeat(4)])(
  '%s is a unicornId, and has its letters’ case',
  async (name) => {
    const unicornId = newUnicornId(name).slice(0, 64);
    const path = `/unicorns/${unicornId}`;
    expect((await boss.put(path, input)).status).toBe(201);
    expect((await alice.get(path)).json<Unicorn>().unicornId).toBe(unicornId);
    expectProblem(await alice.get(`/unicorns/${unicornId.toUpperCase()}`), 404, 'not-found');
    expect((await boss.delete(path)).status).toBe(204);
  },
);

test.concurrent('20 PUTs at once add one unicorn and replace it 19 times', async () => {
  const path = `/unicorns/${newUnicornId()}`;
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, number) => boss.put(path, { ...input, name: `Unicorn ${number}` })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
  expect(new Set(answers.map(({ headers }) => headers.etag)).size).toBe(20);
  const kept = await boss.get(path);
  const written = answers.find(({ headers }) => headers.etag === kept.headers.etag);
  expect(kept.json()).toEqual(written?.json());
});

test.concurrent('a unicorn on a ride shows the ride, and is left alone until that has ended', async () => {
  const { path, ride } = await bookUnicorn(alice, boss);
  const riding = await alice.get(path);
  expect(riding.json()).toMatchObject({ status: 'onRide', rideId: ride.rideId });
  const condition = { 'if-match': riding.headers.etag ?? '' };
  for (const headers of [{}, condition]) {
    expectProblem(await boss.put(path, input, headers), 409, 'unicorn-on-ride');
    expectProblem(await boss.delete(path, headers), 409, 'unicorn-on-ride');
  }
  expect((await alice.get(path)).headers.etag).toBe(riding.headers.etag);

  expect((await alice.post(`/rides/${ride.rideId}/cancel`)).status).toBe(200);
  const free = await alice.get(path);
  expect(free.json()).toMatchObject({ status: 'available', location: ride.pickupLocation });
  expect(free.json()).not.toHaveProperty('rideId');
  expect(free.headers.etag).not.toBe(riding.headers.etag);
  expect((await boss.put(path, input)).status).toBe(200);
});
