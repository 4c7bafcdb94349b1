import { expect, test } from 'vitest';
import { operator, type Person, person, unique } from './support/people.ts';
import { expectProblem } from './support/problems.ts';
import type { User } from './support/shapes.ts';

const boss = await operator();
const pathOf = ({ userId }: Pick<Person, 'userId'>) => `/users/${userId}`;
const newEmail = () => `${unique()}@example.com`;

/** Gives somebody a profile with an e-mail. */
async function withEmail(email: string): Promise<Person> {
  const someone = await person();
  const answer = await boss.put(pathOf(someone), { name: 'Somebody', email });
  expect(answer.status, answer.text).toBe(201);
  return someone;
}

test.concurrent('an e-mail is one profile’s, whatever its letters’ case', async () => {
  const email = newEmail();
  const [owner, other, chief] = await Promise.all([withEmail(email), person(), operator()]);
  expectProblem(await boss.put(pathOf(other), { name: 'Other', email: email.toUpperCase() }), 409, 'email-taken');
  expectProblem(await chief.post('/users', { name: 'Chief', email }), 409, 'email-taken');
  expectProblem(await boss.get(pathOf(other)), 404, 'not-found');
  expectProblem(await boss.get(pathOf(chief)), 404, 'not-found');
  expect((await owner.get(pathOf(owner))).json<User>().email).toBe(email);
});

test.concurrent('a profile keeps its own e-mail when it is replaced', async () => {
  const email = newEmail();
  const owner = await withEmail(email);
  for (const name of ['One', 'Two']) {
    expect((await boss.put(pathOf(owner), { name, email })).status).toBe(200);
  }
});

test.concurrent('a changed e-mail frees the old one', async () => {
  const [email, next] = [newEmail(), newEmail()];
  const [owner, other] = await Promise.all([withEmail(email), person()]);
  expect((await boss.put(pathOf(owner), { name: 'Owner', email: next })).status).toBe(200);
  expect((await boss.put(pathOf(other), { name: 'Other', email })).status).toBe(201);
  expectProblem(await boss.put(pathOf(owner), { name: 'Owner', email }), 409, 'email-taken');
  expect((await boss.get(pathOf(owner))).json<User>().email).toBe(next);
});

test.concurrent('a change to a taken e-mail changes nothing', async () => {
  const email = newEmail();
  const [owner, other] = await Promise.all([withEmail(newEmail()), withEmail(email)]);
  const before = await owner.get(pathOf(owner));
  expectProblem(await boss.put(pathOf(owner), { name: 'Changed', email }), 409, 'email-taken');
  const after = await owner.get(pathOf(owner));
  expect(after.json()).toEqual(before.json());
  expect(after.headers.etag).toBe(before.headers.etag);
  const free = before.json<User>().email;
  expectProblem(await boss.put(pathOf(other), { name: 'Other', email: free }), 409, 'email-taken');
});

test.concurrent('a removed profile frees its e-mail', async () => {
  const email = newEmail();
  const [owner, other] = await Promise.all([withEmail(email), person()]);
  expect((await owner.delete(pathOf(owner))).status).toBe(204);
  expect((await boss.put(pathOf(other), { name: 'Other', email })).status).toBe(201);
  expect((await owner.delete(pathOf(owner))).status).toBe(204);
  expectProblem(await boss.put(pathOf(owner), { name: 'Owner', email }), 409, 'email-taken');
});

test.concurrent('of 20 profiles that take one e-mail at once, one gets it', async () => {
  const email = newEmail();
  const people = await Promise.all(Array.from({ length: 20 }, person));
  const answers = await Promise.all(people.map((each) => boss.put(pathOf(each), { name: 'One of many', email })));
  const [taken, ...refused] = answers.sort((one, other) => one.status - other.status);
  expect(taken?.status).toBe(201);
  for (const answer of refused) expectProblem(answer, 409, 'email-taken');
});

test.concurrent('of 20 profiles that change to one e-mail at once, one gets it and the others keep theirs', async () => {
  const email = newEmail();
  const people = await Promise.all(Array.from({ length: 20 }, () => withEmail(newEmail())));
  const answers = await Promise.all(people.map((each) => boss.put(pathOf(each), { name: 'One of many', email })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)]);
  const emails = await Promise.all(people.map(async (each) => (await boss.get(pathOf(each))).json<User>().email));
  expect(new Set(emails).size).toBe(20);
  expect(emails.filter((each) => each === email)).toHaveLength(1);
});

test.concurrent('an e-mail that many change to and from at once is free in the end, or one profile’s', async () => {
  const email = newEmail();
  const people = await Promise.all(Array.from({ length: 6 }, () => withEmail(newEmail())));
  await Promise.all(
    people.flatMap((each) =>
      [email, newEmail(), email, newEmail()].map(async (next) => {
        const { status, text } = await boss.put(pathOf(each), { name: 'Restless', email: next });
        expect([200, 409], text).toContain(status);
      }),
    ),
  );
  const emails = await Promise.all(people.map(async (each) => (await boss.get(pathOf(each))).json<User>().email));
  const owners = emails.filter((each) => each === email).length;
  expect(owners).toBeLessThanOrEqual(1);
  const newcomer = await person();
  const { status } = await boss.put(pathOf(newcomer), { name: 'Newcomer', email });
  expect(status).toBe(owners === 1 ? 409 : 201);
});
