import { expect, test } from 'vitest';
import { bookUnicorn } from '../support/bookings.ts';
import { anyone, newUnicornId, operator, person } from '../support/people.ts';
import { expectProblem } from '../support/problems.ts';
import { unicornInput } from '../support/shapes.ts';

const [boss, alice, bob] = await Promise.all([operator(), person(), person()]);
const broken = { headers: { 'content-type': 'text/plain', 'if-match': 'x' }, body: '{' };
const large = { headers: { 'content-type': 'text/plain', 'if-match': 'x' }, body: 'x'.repeat(70_000) };

test.concurrent.for([
  ['PUT', '/unicorns/no%20id?x=1'],
  ['DELETE', '/unicorns/no%20id?x=1'],
  ['GET', '/fleet?limit=0&x=1'],
  ['GET', '/users?limit=0&x=1'],
  ['GET', `/users/${bob.userId}?x=1`],
  ['GET', '/users/%00'],
  ['PUT', `/users/${bob.userId}?x=1`],
  ['DELETE', `/users/${bob.userId}?x=1`],
  ['DELETE', `/users/${bob.userId.toUpperCase()}`],
  ['GET', `/users/${bob.userId}/rides?limit=0`],
] as const)('%s %s: 401 comes before 403, and that before all that is wrong', async ([method, path]) => {
  for (const sent of [broken, large]) {
    const unknown = await anyone.send(method, path, sent);
    expect(unknown.status).toBe(401);
    expect(unknown.json()).toEqual({ message: 'Unauthorized' });
    expectProblem(await alice.send(method, path, sent), 403, 'forbidden');
    expectProblem(await alice.byAccessToken.send(method, path, sent), 403, 'forbidden');
  }
});

test('413 comes before 415, and that before the faults of the rest', async () => {
  expectProblem(await boss.send('PUT', '/unicorns/no%20id?x=1', large), 413, 'payload-too-large');
  expectProblem(await boss.send('PUT', '/unicorns/no%20id?x=1', broken), 415, 'unsupported-media-type');
});

test('400 comes before 404', async () => {
  const nobody = `/users/${bob.userId}`;
  expectProblem(await bob.get(nobody), 404, 'not-found');
  expectProblem(await bob.get(`${nobody}?x=1`), 400, 'invalid-request', { parameter: 'x' });
  expectProblem(await bob.get(nobody, { 'if-none-match': 'x' }), 400, 'invalid-request', { header: 'If-None-Match' });

  const nothing = `/unicorns/${newUnicornId()}`;
  expectProblem(await bob.get(nothing), 404, 'not-found');
  expectProblem(await bob.get(`${nothing}?x=1`), 400, 'invalid-request', { parameter: 'x' });
});

test('404 comes before what a condition would say', async () => {
  const conditions = { 'if-none-match': '*' };
  expectProblem(await bob.get(`/users/${bob.userId}`, conditions), 404, 'not-found');
  expectProblem(await bob.get(`/unicorns/${newUnicornId()}`, conditions), 404, 'not-found');
});

test('400 comes before 412', async () => {
  const path = `/unicorns/${newUnicornId()}`;
  const stale = { 'if-match': '"stale"' };
  expectProblem(await boss.put(path, { ...unicornInput(), name: '' }, stale), 400, 'invalid-request', {
    pointer: '/name',
  });
  expectProblem(await boss.put(path, unicornInput(), stale), 412, 'precondition-failed');
  expectProblem(await boss.delete(`${path}?x=1`, stale), 400, 'invalid-request', { parameter: 'x' });
  expectProblem(await boss.delete(path, stale), 412, 'precondition-failed');
});

test("400 comes before the 403 of another's e-mail, and that before 412 and 409", async () => {
  const [owner, other] = await Promise.all([person(), person()]);
  expect((await other.post('/users', { name: 'Other' })).status).toBe(201);
  const body = { name: 'Owner', email: other.email };
  const stale = { 'if-match': '"stale"' };
  const path = `/users/${owner.userId}`;
  expectProblem(await owner.put(path, { ...body, name: '' }, stale), 400, 'invalid-request', { pointer: '/name' });
  expectProblem(await owner.put(path, body, stale), 403, 'forbidden');
  expectProblem(await owner.post('/users', body), 403, 'forbidden');
  expectProblem(await boss.put(path, body, stale), 412, 'precondition-failed');
  expectProblem(await boss.put(path, body), 409, 'email-taken');
});

test('412 comes before the 409 of a unicorn on a ride', async () => {
  const { path, ride } = await bookUnicorn(alice, boss);
  const stale = { 'if-match': '"stale"' };
  expectProblem(await boss.put(path, unicornInput(), stale), 412, 'precondition-failed');
  expectProblem(await boss.put(path, unicornInput(), { 'if-none-match': '*' }), 412, 'precondition-failed');
  expectProblem(await boss.put(path, unicornInput()), 409, 'unicorn-on-ride');
  expectProblem(await boss.delete(path, stale), 412, 'precondition-failed');
  expectProblem(await boss.delete(path), 409, 'unicorn-on-ride');
  expect((await alice.post(`/rides/${ride.rideId}/cancel`)).status).toBe(200);
  expect((await boss.delete(path)).status).toBe(204);
});

test('an existing profile comes before a taken e-mail', async () => {
  const [one, other] = await Promise.all([person(), operator()]);
  expect((await one.post('/users', { name: 'One' })).status).toBe(201);
  expect((await other.post('/users', { name: 'Other' })).status).toBe(201);
  expectProblem(await other.post('/users', { name: 'Other', email: one.email }), 409, 'user-exists');
  expectProblem(await boss.post('/users', { name: 'Boss', email: one.email }), 409, 'email-taken');
});
