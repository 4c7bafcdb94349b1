import { expect, test } from 'vitest';
import { anyone, operator, type Person, person, unique } from './support/people.ts';
import { expectProblem } from './support/problems.ts';
import type { User } from './support/shapes.ts';

const boss = await operator();
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const whole = { name: ' Alice ', phone: '+15550100', home: { latitude: 47.6, longitude: -122.31 } };

const pathOf = ({ userId }: Pick<Person, 'userId'>) => `/users/${userId}`;

/** Somebody with a profile. */
async function profiled(body: object = { name: 'Somebody' }): Promise<Person> {
  const someone = await person();
  const answer = await someone.post('/users', body);
  expect(answer.status, answer.text).toBe(201);
  return someone;
}

test.concurrent('POST makes the profile of the caller, with the e-mail of the token', async () => {
  const alice = await person();
  const answer = await alice.post('/users', whole);
  expect(answer.status).toBe(201);
  expect(answer.headers.location).toBe(pathOf(alice));
  expect(answer.headers.etag).toMatch(/^"[^"]+"$/);
  const user = answer.json<User>();
  expect(user).toEqual({
    userId: alice.userId,
    ...whole,
    name: 'Alice',
    email: alice.email,
    createdAt: time,
    updatedAt: user.createdAt,
  });

  for (const reader of [alice, alice.byAccessToken, boss]) {
    const read = await reader.get(pathOf(alice));
    expect(read.status).toBe(200);
    expect(read.json()).toEqual(user);
    expect(read.headers.etag).toBe(answer.headers.etag);
  }
});

test.concurrent('a profile has no member that nobody gave', async () => {
  const alice = await profiled({ name: 'Alice' });
  const members = Object.keys((await alice.get(pathOf(alice))).json<User>());
  expect(members.sort()).toEqual(['createdAt', 'email', 'name', 'updatedAt', 'userId']);
});

test.concurrent("only the user and operators see a profile, and only the token's owner is asked", async () => {
  const [alice, bob] = await Promise.all([profiled(), profiled()]);
  expect((await anyone.get(pathOf(alice))).status).toBe(401);
  for (const stranger of [bob, bob.byAccessToken]) {
    expectProblem(await stranger.get(pathOf(alice)), 403, 'forbidden');
    expectProblem(await stranger.put(pathOf(alice), { name: 'Mallory' }), 403, 'forbidden');
    expectProblem(await stranger.delete(pathOf(alice)), 403, 'forbidden');
    expectProblem(await stranger.get('/users'), 403, 'forbidden');
  }
  expect((await alice.get(pathOf(alice))).status).toBe(200);
});

test.concurrent.for([
  ['POST', '/users'],
  ['PUT', undefined],
] as const)("%s: an e-mail given is the token's own, whatever its letters' case", async ([method, path]) => {
  const alice = await person();
  const body = JSON.stringify({ name: 'Alice', email: alice.email.toUpperCase() });
  const headers = { 'content-type': 'application/json' };
  const answer = await alice.send(method, path ?? pathOf(alice), { headers, body });
  expect(answer.status).toBe(201);
  expect(answer.json<User>().email).toBe(alice.email);
});

test.concurrent("nobody but an operator gives an e-mail that is not their token's", async () => {
  const alice = await person();
  const email = `${unique()}@example.com`;
  expectProblem(await alice.post('/users', { name: 'Alice', email }), 403, 'forbidden');
  expectProblem(await alice.put(pathOf(alice), { name: 'Alice', email }), 403, 'forbidden');
  expectProblem(await alice.get(pathOf(alice)), 404, 'not-found');

  const chief = await operator();
  const answer = await chief.post('/users', { name: 'Chief', email });
  expect(answer.status).toBe(201);
  expect(answer.json<User>().email).toBe(email);
});

test.concurrent('an access token proves no e-mail', async () => {
  const [alice, chief] = await Promise.all([person(), operator()]);
  const bodiless = { name: 'Alice' };
  const missing = { pointer: '/email' };
  for (const someone of [alice, chief]) {
    expectProblem(await someone.byAccessToken.post('/users', bodiless), 400, 'invalid-request', missing);
    expectProblem(await someone.byAccessToken.put(pathOf(someone), bodiless), 400, 'invalid-request', missing);
    const faulty = await someone.byAccessToken.post('/users?x=1', { phone: 1, y: 2 });
    const others = [{ parameter: 'x' }, { pointer: '/name' }, { pointer: '/phone' }, { pointer: '/y' }];
    expectProblem(faulty, 400, 'invalid-request', missing, ...others);
    expectProblem(await someone.byAccessToken.post('/users', []), 400, 'invalid-request', { pointer: '' });
  }
  const withEmail = { ...bodiless, email: alice.email };
  expectProblem(await alice.byAccessToken.post('/users', withEmail), 403, 'forbidden');
  expectProblem(await alice.byAccessToken.put(pathOf(alice), withEmail), 403, 'forbidden');
  expect((await chief.byAccessToken.post('/users', { name: 'Chief', email: chief.email })).status).toBe(201);
});

test.concurrent('an operator who puts someone else gives the e-mail', async () => {
  const [alice, chief] = await Promise.all([person(), operator()]);
  expectProblem(await chief.put(pathOf(alice), { name: 'Alice' }), 400, 'invalid-request', { pointer: '/email' });
  const email = `${unique()}@example.com`;
  const answer = await chief.put(pathOf(alice), { name: 'Alice', email });
  expect(answer.status).toBe(201);
  expect(answer.headers.location).toBe(pathOf(alice));
  expect(answer.json()).toMatchObject({ userId: alice.userId, email });
  expect((await chief.put(pathOf(chief), { name: 'Chief' })).json<User>().email).toBe(chief.email);
});

test.concurrent('a second profile is refused, also where its e-mail is free', async () => {
  const alice = await profiled();
  expectProblem(await alice.post('/users', { name: 'Alice' }), 409, 'user-exists');
  const chief = await operator();
  expect((await chief.post('/users', { name: 'Chief' })).status).toBe(201);
  const other = { name: 'Chief', email: `${unique()}@example.com` };
  expectProblem(await chief.post('/users', other), 409, 'user-exists');
  expect((await chief.get(pathOf(chief))).json<User>().email).toBe(chief.email);
});

test.concurrent('of 20 at once for one profile, one makes it', async () => {
  const alice = await person();
  const answers = await Promise.all(Array.from({ length: 20 }, () => alice.post('/users', { name: 'Alice' })));
  const [made, ...others] = answers.sort((one, other) => one.status - other.status);
  expect(made?.status).toBe(201);
  for (const other of others) expectProblem(other, 409, 'user-exists');
});

test.concurrent('PUT replaces: what the body lacks goes, and createdAt stays', async () => {
  const alice = await person();
  const created = await alice.put(pathOf(alice), whole);
  expect(created.status).toBe(201);
  expect(created.headers.location).toBe(pathOf(alice));
  const replaced = await alice.put(pathOf(alice), { name: 'Alicia' });
  expect(replaced.status).toBe(200);
  expect(replaced.headers.location).toBeUndefined();
  const before = created.json<User>();
  const user = replaced.json<User>();
  expect(user).toEqual({
    userId: alice.userId,
    name: 'Alicia',
    email: alice.email,
    createdAt: before.createdAt,
    updatedAt: time,
  });
  expect(user.updatedAt >= before.updatedAt).toBe(true);
  expect((await alice.get(pathOf(alice))).json()).toEqual(user);
  expect((await alice.put(pathOf(alice), whole)).json()).toMatchObject({ ...whole, name: 'Alice' });
});

test.concurrent('20 PUTs at once make one profile and replace it 19 times', async () => {
  const alice = await person();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, number) => alice.put(pathOf(alice), { name: `Alice ${number}` })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
  const kept = (await alice.get(pathOf(alice))).json<User>();
  expect(answers.map((answer) => answer.json<User>())).toContainEqual(kept);
});

test.concurrent('DELETE removes a profile, and removing what is not there is no error', async () => {
  const alice = await profiled(whole);
  const created = (await alice.get(pathOf(alice))).json<User>();
  const removed = await alice.delete(pathOf(alice));
  expect(removed.status).toBe(204);
  expect(removed.text).toBe('');
  expect(removed.headers['x-request-id']).toMatch(/\S/);
  expectProblem(await alice.get(pathOf(alice)), 404, 'not-found');
  expect((await boss.delete(pathOf(alice))).status).toBe(204);

  const again = await alice.put(pathOf(alice), { name: 'Alice' });
  expect(again.status).toBe(201);
  expect(again.json<User>().createdAt >= created.createdAt).toBe(true);
  expect(again.json()).not.toHaveProperty('phone');
});

test.concurrent.for(['a'.repeat(129), 'a.b', 'a%20b', '%00', '%F0%9F%A6%84', '.', '..', 'USER%23x', '%C3%28'])(
  'a userId that no token has is refused by every method: %s',
  async (userId) => {
    const email = `${unique()}@example.com`;
    const fault = { parameter: 'userId' };
    expectProblem(await boss.get(`/users/${userId}`), 400, 'invalid-request', fault);
    expectProblem(await boss.put(`/users/${userId}`, { name: 'Sy', email }), 400, 'invalid-request', fault);
    expectProblem(await boss.delete(`/users/${userId}`), 400, 'invalid-request', fault);
  },
);

test.concurrent('a userId has up to 128 characters', async () => {
  const userId = unique().repeat(8);
  const path = `/users/${userId}`;
  expect(userId).toHaveLength(128);
  expectProblem(await boss.get(path), 404, 'not-found');
  expect((await boss.put(path, { name: 'Sy', email: `${unique()}@example.com` })).status).toBe(201);
  expect((await boss.delete(path)).status).toBe(204);
});
