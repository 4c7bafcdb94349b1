import { expect, test } from 'vitest';
import { newUnicornId, operator, person, signIn } from './support/people.ts';
import { eventually, expectProblem } from './support/problems.ts';
import { type Page, type Unicorn, type User, unicornInput } from './support/shapes.ts';

const [boss, chief] = await Promise.all([operator(), operator()]);
const unicornIds = await Promise.all(
  Array.from({ length: 12 }, async () => {
    const unicornId = newUnicornId();
    await boss.put(`/unicorns/${unicornId}`, unicornInput());
    return unicornId;
  }),
);
const userIds = await Promise.all(
  Array.from({ length: 12 }, async () => {
    const someone = await person();
    await someone.post('/users', { name: 'Listed' });
    return someone.userId;
  }),
);

/** The first page of a list, which has a next one. */
function firstPage(path: string): Promise<{ cursor: string; items: readonly Partial<Unicorn & User>[] }> {
  return eventually(async () => {
    const { nextCursor = '', items } = (await boss.get(path)).json<Page<Partial<Unicorn & User>>>();
    expect(nextCursor).not.toBe('');
    return { cursor: nextCursor, items };
  });
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

test.concurrent.for(['/fleet', '/users'])(
  'a cursor of %s is refused when one character of it differs',
  async (path) => {
    const { cursor } = await firstPage(`${path}?limit=3`);
    expect(cursor).toMatch(/^[\w-]+$/);
    await Promise.all(
      Array.from(cursor, async (character, position) => {
        // The neighbour differs in the last bit alone, which base64 does not always use.
        const neighbour = alphabet[alphabet.indexOf(character) ^ 1];
        const changed = `${cursor.slice(0, position)}${neighbour}${cursor.slice(position + 1)}`;
        expectProblem(await boss.get(`${path}?limit=3&cursor=${changed}`), 400, 'invalid-cursor');
      }),
    );
    expect((await boss.get(`${path}?limit=3&cursor=${cursor}`)).status).toBe(200);
  },
);

test.concurrent('a cursor is refused when it is cut, lengthened or written otherwise', async () => {
  const { cursor } = await firstPage('/fleet?limit=3');
  const bytes = Buffer.from(cursor, 'base64url');
  const others = [
    '',
    ...[1, 2, 15, 16, 17, 37, 38, 39, 40].map((length) => cursor.slice(0, length)),
    ...[1, 2, 3, 4, 20].map((length) => cursor.slice(0, -length)),
    ...[1, 2, 3, 4].map((length) => cursor.slice(length)),
    ...['A', '=', '==', '%3D', '%20', '%0A', '.', '%00', cursor].map((more) => `${cursor}${more}`),
    ...['%20', '%0A', '-', '='].map((before) => `${before}${cursor}`),
    `${cursor.slice(0, 9)}%20${cursor.slice(9)}`,
    `${cursor.slice(0, 9)}!${cursor.slice(9)}`,
    encodeURIComponent(bytes.toString('base64').replace(/=*$/, '==')),
    bytes.toString('hex'),
    cursor.toLowerCase(),
    [...cursor].reverse().join(''),
    Buffer.from('{"shard":1}').toString('base64url'),
    Buffer.alloc(64).toString('base64url'),
    encodeURIComponent('{"shard":1}'),
    'null',
    '__proto__',
    'A'.repeat(5000),
    '%F0%9F%A6%84',
    '%FF',
  ];
  for (const other of others) {
    expectProblem(await boss.get(`/fleet?limit=3&cursor=${other}`), 400, 'invalid-cursor');
  }
});

test.concurrent('a cursor is good for its caller alone', async () => {
  const { cursor } = await firstPage('/fleet?limit=3');
  expectProblem(await chief.get(`/fleet?limit=3&cursor=${cursor}`), 400, 'invalid-cursor');
  expect((await boss.byAccessToken.get(`/fleet?cursor=${cursor}`)).status).toBe(200);
  const again = await signIn(boss.name, ['operators']);
  expect((await again.get(`/fleet?limit=50&cursor=${cursor}`)).status).toBe(200);
  const rider = await signIn(boss.name, []);
  expectProblem(await rider.get(`/fleet?cursor=${cursor}`), 403, 'forbidden');
});

test.concurrent('a cursor is good for its operation and path alone', async () => {
  const { cursor } = await firstPage('/fleet?limit=3');
  const { cursor: ofUsers } = await firstPage('/users?limit=3');
  expectProblem(await boss.get(`/users?limit=3&cursor=${cursor}`), 400, 'invalid-cursor');
  expectProblem(await boss.get(`/fleet?limit=3&cursor=${ofUsers}`), 400, 'invalid-cursor');
  expectProblem(await boss.get(`/users/${boss.userId}/rides?cursor=${cursor}`), 400, 'invalid-cursor');
});

test.concurrent('a cursor is good for its parameters alone, the limit aside', async () => {
  const { cursor } = await firstPage('/fleet?limit=3');
  const { cursor: ofNames } = await firstPage('/fleet?limit=3&fields=unicornId,name');
  for (const query of [
    `fields=name&cursor=${cursor}`,
    `fields=unicornId,name&cursor=${cursor}`,
    `cursor=${ofNames}`,
    `fields=name&cursor=${ofNames}`,
    `fields=unicornId,name,color&cursor=${ofNames}`,
  ]) {
    expectProblem(await boss.get(`/fleet?limit=3&${query}`), 400, 'invalid-cursor');
  }
  expect((await boss.get(`/fleet?limit=7&cursor=${cursor}`)).status).toBe(200);
  expect((await boss.get(`/fleet?cursor=${ofNames}&fields=unicornId,name`)).status).toBe(200);
});

test.concurrent('a cursor may be used again, and after the item before it has gone', async () => {
  let page = await firstPage('/fleet?limit=2&fields=unicornId');
  const lastId = () => page.items.at(-1)?.unicornId ?? '';
  while (!unicornIds.includes(lastId()))
    page = await firstPage(`/fleet?limit=2&fields=unicornId&cursor=${page.cursor}`);
  // To the end: how many others there are, others decide.
  const ownBehind = async ({ cursor }: typeof page) => {
    const found: string[] = [];
    for (let next: string | undefined = cursor; next !== undefined; ) {
      const answer = await boss.get(`/fleet?limit=100&fields=unicornId&cursor=${next}`);
      const { items, nextCursor } = answer.json<Page<Unicorn>>();
      found.push(...items.map(({ unicornId }) => unicornId));
      next = nextCursor;
    }
    return found.filter((id) => unicornIds.includes(id));
  };
  const before = await ownBehind(page);
  await boss.delete(`/unicorns/${lastId()}`);
  expect(await ownBehind(page)).toEqual(before);
});

test.concurrent('a cursor shows neither where it points nor whose it is', async () => {
  for (const [path, ids] of [
    ['/fleet', unicornIds],
    ['/users', userIds],
  ] as const) {
    // Every place of the first hundred: those of our own items among them.
    let cursor = '';
    for (let count = 0; count < 30; count += 1) {
      const next = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = (await boss.get(`${path}?limit=1${next}`)).json<Page<Partial<Unicorn & User>>>();
      if (page.nextCursor === undefined) break;
      cursor = page.nextCursor;
      const shown = [cursor, Buffer.from(cursor, 'base64url').toString('latin1')].join('\n');
      const secrets = [...ids, ...page.items.flatMap(({ unicornId = '', userId = '' }) => [unicornId, userId])];
      for (const secret of [...secrets.filter(Boolean), boss.userId]) expect(shown).not.toContain(secret);
      expect(shown).not.toMatch(/FLEET|USERS|USER#|UNICORN#|shard|after/);
    }
  }
});
