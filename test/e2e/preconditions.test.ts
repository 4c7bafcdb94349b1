import { describe, expect, test } from 'vitest';
import { bookUnicorn } from './support/bookings.ts';
import { newUnicornId, operator, person } from './support/people.ts';
import { expectProblem } from './support/problems.ts';
import { unicornInput } from './support/shapes.ts';

const boss = await operator();

const kinds = [
  {
    kind: 'user',
    body: { name: 'Alice' },
    other: { name: 'Alicia' },
    newPath: async () => `/users/${(await person()).userId}`,
  },
  {
    kind: 'unicorn',
    body: unicornInput(),
    other: unicornInput({ name: 'Shadowfax' }),
    newPath: async () => `/unicorns/${newUnicornId()}`,
  },
] as const;

const malformed = ['abc', '"', '"a', 'a"', "'a'", '*, "a"', '"a", *', '**', '"a" "b"', 'w/"a"', 'W/a', 'W/*', 'W/ "a"'];

describe.for(kinds)('the entity tag of a $kind', ({ body: bare, other: otherBare, newPath, kind }) => {
  /** Users get an e-mail of their own: operators put them. */
  const withEmail = (path: string, members: object) =>
    kind === 'user' ? { ...members, email: `${path.split('/').at(-1)}@example.com` } : members;
  const bodyOf = (path: string) => withEmail(path, bare);
  const otherOf = (path: string) => withEmail(path, otherBare);

  /** One that is there, and its tag. */
  async function made(): Promise<{ path: string; etag: string; body: object }> {
    const path = await newPath();
    const answer = await boss.put(path, bodyOf(path));
    expect(answer.status, answer.text).toBe(201);
    return { path, etag: answer.headers.etag ?? '', body: bodyOf(path) };
  }

  test.concurrent('is strong, stays while nothing changes, and changes with every PUT', async () => {
    const { path, etag, body } = await made();
    expect(etag).toMatch(/^"[^"\s]+"$/);
    expect((await boss.get(path)).headers.etag).toBe(etag);
    expect((await boss.get(path)).headers.etag).toBe(etag);
    const same = await boss.put(path, body);
    expect(same.headers.etag).toMatch(/^"[^"\s]+"$/);
    expect(same.headers.etag).not.toBe(etag);
    expect((await boss.get(path)).headers.etag).toBe(same.headers.etag);
    await boss.delete(path);
    expect((await boss.put(path, body)).headers.etag).not.toBe(etag);
  });

  test.concurrent('answers 304 to a reader who has it', async () => {
    const { path, etag } = await made();
    const lists = [etag, `W/${etag}`, '*', `"a,b", ${etag}`, `"a" , W/"b",${etag},"c"`, `,, ${etag} ,`];
    for (const noneMatch of lists) {
      const answer = await boss.get(path, { 'if-none-match': noneMatch });
      expect(answer.status, noneMatch).toBe(304);
      expect(answer.text).toBe('');
      expect(answer.headers.etag).toBe(etag);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.headers['x-request-id']).toMatch(/\S/);
    }
    expect((await boss.get(path, { 'if-none-match': ['"a"', etag] })).status).toBe(304);
  });

  test.concurrent('answers 200 to a reader who has another', async () => {
    const { path, etag } = await made();
    const others = [
      '"a"',
      'W/"a"',
      '""',
      `"a", "${etag.slice(1, -1)}x"`,
      `"${etag.slice(1, -2)}"`,
      etag.toUpperCase() === etag ? etag.toLowerCase() : etag.toUpperCase(),
    ];
    for (const noneMatch of others) {
      const answer = await boss.get(path, { 'if-none-match': noneMatch });
      expect(answer.status, noneMatch).toBe(200);
      expect(answer.headers.etag).toBe(etag);
    }
  });

  test.concurrent.for(malformed)('%s is no list of tags for If-None-Match', async (noneMatch) => {
    const path = await newPath();
    const fault = { header: 'If-None-Match' };
    const headers = { 'if-none-match': noneMatch };
    expectProblem(await boss.get(path, headers), 400, 'invalid-request', fault);
    expectProblem(await boss.put(path, bodyOf(path), headers), 400, 'invalid-request', fault);
  });

  test.concurrent.for(malformed)('%s is no list of tags for If-Match', async (match) => {
    const { path, etag } = await made();
    const fault = { header: 'If-Match' };
    expectProblem(await boss.put(path, otherOf(path), { 'if-match': match }), 400, 'invalid-request', fault);
    expectProblem(await boss.delete(path, { 'if-match': match }), 400, 'invalid-request', fault);
    expect((await boss.get(path)).headers.etag).toBe(etag);
  });

  test.concurrent('lets who has it replace', async () => {
    for (const list of ['TAG', '*', '"a", TAG', 'W/"b",TAG , "c"', ',TAG,']) {
      const { path, etag } = await made();
      const answer = await boss.put(path, otherOf(path), { 'if-match': list.replace('TAG', etag) });
      expect(answer.status, list).toBe(200);
      expect(answer.json()).toMatchObject(otherOf(path));
    }
  });

  test.concurrent('keeps who has another, or a weak one, from replacing and removing', async () => {
    const { path, etag } = await made();
    for (const match of ['"a"', `W/${etag}`, `"a", W/${etag}`, '""', `"${etag.slice(1, -2)}"`]) {
      expectProblem(await boss.put(path, otherOf(path), { 'if-match': match }), 412, 'precondition-failed');
      expectProblem(await boss.delete(path, { 'if-match': match }), 412, 'precondition-failed');
    }
    const kept = await boss.get(path);
    expect(kept.headers.etag).toBe(etag);
    expect(kept.json()).toMatchObject(bodyOf(path));
  });

  test.concurrent('does not match where nothing is', async () => {
    const path = await newPath();
    for (const match of ['*', '"a"', 'W/"a"']) {
      expectProblem(await boss.put(path, bodyOf(path), { 'if-match': match }), 412, 'precondition-failed');
      expectProblem(await boss.delete(path, { 'if-match': match }), 412, 'precondition-failed');
    }
    expectProblem(await boss.get(path), 404, 'not-found');
    const { path: gone, etag } = await made();
    await boss.delete(gone);
    expectProblem(await boss.put(gone, bodyOf(gone), { 'if-match': etag }), 412, 'precondition-failed');
    expectProblem(await boss.delete(gone, { 'if-match': etag }), 412, 'precondition-failed');
  });

  test.concurrent('If-None-Match: * creates, and never replaces', async () => {
    const path = await newPath();
    const headers = { 'if-none-match': '*' };
    const created = await boss.put(path, bodyOf(path), headers);
    expect(created.status).toBe(201);
    expectProblem(await boss.put(path, otherOf(path), headers), 412, 'precondition-failed');
    expect((await boss.get(path)).headers.etag).toBe(created.headers.etag);
  });

  test.concurrent('lets who has it remove', async () => {
    for (const list of ['TAG', '*', '"a",TAG']) {
      const { path, etag } = await made();
      const answer = await boss.delete(path, { 'if-match': list.replace('TAG', etag) });
      expect(answer.status, list).toBe(204);
      expectProblem(await boss.get(path), 404, 'not-found');
    }
  });

  test.concurrent('lets one of 20 at once replace, and tells the others', async () => {
    const { path, etag } = await made();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => boss.put(path, otherOf(path), { 'if-match': etag })),
    );
    const [written, ...refused] = answers.sort((one, other) => one.status - other.status);
    expect(written?.status).toBe(200);
    for (const answer of refused) expectProblem(answer, 412, 'precondition-failed');
    expect((await boss.get(path)).headers.etag).toBe(written?.headers.etag);
  });

  test.concurrent('is that of one of the PUTs where many PUT and DELETE at once, or there is nothing', async () => {
    const { path } = await made();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, number) => (number % 2 === 0 ? boss.put(path, otherOf(path)) : boss.delete(path))),
    );
    for (const { status, text } of answers) expect([200, 201, 204], text).toContain(status);
    const { status, headers } = await boss.get(path);
    if (status === 404) expect((await boss.put(path, bodyOf(path))).status).toBe(201);
    else expect(answers.map((answer) => answer.headers.etag)).toContain(headers.etag);
  });

  test.concurrent('lets one of 20 at once create', async () => {
    const path = await newPath();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => boss.put(path, bodyOf(path), { 'if-none-match': '*' })),
    );
    const [created, ...refused] = answers.sort((one, other) => one.status - other.status);
    expect(created?.status).toBe(201);
    for (const answer of refused) expectProblem(answer, 412, 'precondition-failed');
  });
});

test.concurrent("a booking and a ride's end change the unicorn's entity tag", async () => {
  const rider = await person();
  const { path, ride } = await bookUnicorn(rider, boss);
  const tags = [(await rider.get(path)).headers.etag];
  await rider.post(`/rides/${ride.rideId}/cancel`);
  tags.push((await rider.get(path)).headers.etag);
  await rider.post(`/rides/${ride.rideId}/cancel`);
  tags.push((await rider.get(path)).headers.etag);
  expect(tags[1]).not.toBe(tags[0]);
  expect(tags[2]).toBe(tags[1]);
});
