import { describe, expect, test } from 'vitest';
import { anyone, type Client, newUnicornId, operator, person, unique } from './support/people.ts';
import { eventually, expectProblem } from './support/problems.ts';
import { type Page, type Unicorn, type User, unicornInput } from './support/shapes.ts';

const [boss, alice] = await Promise.all([operator(), person()]);

/** More than a page has unless told. */
const many = 30;
const unicorns = await Promise.all(
  Array.from({ length: many }, async (_, number) => {
    const body = unicornInput({ name: `Unicorn ${number}`, status: number % 2 === 0 ? 'available' : 'resting' });
    return (await boss.put(`/unicorns/${newUnicornId()}`, body)).json<Unicorn>();
  }),
);
const users = await Promise.all(
  Array.from({ length: many }, async (_, number) => {
    const someone = await person();
    const home = { latitude: number, longitude: -number - 0.5 };
    return (await someone.post('/users', { name: 'Listed', ...(number % 2 === 0 && { home }) })).json<User>();
  }),
);

type Listed = Partial<User & Unicorn>;

/** All pages of a list, one after the other. */
async function walk(by: Client, path: string): Promise<Page<Listed>[]> {
  const pages: Page<Listed>[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; cursor = pages.at(-1)?.nextCursor) {
    const answer = await by.get(cursor === '' ? path : `${path}&cursor=${cursor}`);
    expect(answer.status, answer.text).toBe(200);
    pages.push(answer.json<Page<Listed>>());
  }
  return pages;
}

const itemsOf = (pages: readonly Page<Listed>[]) => pages.flatMap(({ items }) => items);

describe.for([
  { path: '/fleet', id: 'unicornId', own: unicorns, known: ['unicornId', 'name', 'color', 'location', 'updatedAt'] },
  { path: '/users', id: 'userId', own: users, known: ['userId', 'name', 'email', 'home', 'createdAt'] },
] as const)('GET $path', ({ path, id, own, known }) => {
  test.concurrent('is for operators', async () => {
    expect((await anyone.get(path)).status).toBe(401);
    expectProblem(await alice.get(path), 403, 'forbidden');
    expectProblem(await alice.byAccessToken.get(path), 403, 'forbidden');
    expect((await boss.byAccessToken.get(path)).status).toBe(200);
  });

  test.concurrent.for([37, 100])('gives every item once, whole, in pages of exactly %d', async (limit) => {
    const items = await eventually(async () => {
      const pages = await walk(boss, `${path}?limit=${limit}`);
      for (const page of pages.slice(0, -1)) expect(page.items).toHaveLength(limit);
      expect(pages.at(-1)?.items.length).toBeLessThanOrEqual(limit);
      const found = itemsOf(pages);
      expect(found).toEqual(expect.arrayContaining([...own]));
      return found;
    });
    const ids = items.map((item) => item[id]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.concurrent('gives 25 items unless told, and as few as one', async () => {
    for (const [query, length] of [
      ['', 25],
      ['?limit=1', 1],
      ['?limit=26', 26],
    ] as const) {
      const page = (await boss.get(`${path}${query}`)).json<Page<Listed>>();
      expect(page.items).toHaveLength(length);
      expect(page.nextCursor).toMatch(/^[\w-]+$/);
    }
  });

  test.concurrent.for(['0', '101', '-1', '1.5', '1.0', '1e1', '', '%2B5', '%205', '0x10', 'ten', '%D9%A3', '1,2'])(
    'takes no limit of "%s"',
    async (limit) => {
      expectProblem(await boss.get(`${path}?limit=${limit}`), 400, 'invalid-request', { parameter: 'limit' });
    },
  );

  test.concurrent('takes a limit in decimal digits, however many', async () => {
    expect((await boss.get(`${path}?limit=007`)).json<Page<Listed>>().items).toHaveLength(7);
    const large = await boss.get(`${path}?limit=${'9'.repeat(400)}`);
    expectProblem(large, 400, 'invalid-request', { parameter: 'limit' });
  });

  test.concurrent.for(
    [known, known.slice(0, 1), known.slice(-2), [...known, ...known]].map((names) => names.join(',')),
  )('with fields=%s, gives those members of each item and no others', async (list) => {
    const fields = list.split(',');
    const expected = own.map((item) =>
      Object.fromEntries(Object.entries(item).filter(([name]) => fields.some((field) => field === name))),
    );
    await eventually(async () => {
      const items = itemsOf(await walk(boss, `${path}?limit=50&fields=${list}`));
      for (const item of items) {
        for (const name of Object.keys(item)) expect(fields).toContain(name);
      }
      expect(items).toEqual(expect.arrayContaining(expected));
    });
  });

  test.concurrent.for([
    '',
    ',',
    'name,',
    ',name',
    'name,,name',
    'nobody',
    'Name',
    '%20name',
    'location.latitude',
    'home.latitude',
    'pk',
    'sk',
    'etag',
    'shard',
    '__proto__',
    'constructor',
    '*',
    '%00',
    '%23field0',
  ])('takes no fields "%s"', async (fields) => {
    expectProblem(await boss.get(`${path}?fields=${fields}`), 400, 'invalid-request', { parameter: 'fields' });
  });

  test.concurrent('names every fault of its query at once', async () => {
    const query = 'limit=0&fields=nobody&Cursor=x&cursor=x&cursor=y&%24where=1';
    const parameters = ['limit', 'fields', 'Cursor', 'cursor', '$where'].map((parameter) => ({ parameter }));
    const { errors } = expectProblem(await boss.get(`${path}?${query}`), 400, 'invalid-request', ...parameters);
    expect(errors).toContainEqual({ parameter: 'fields', detail: expect.stringContaining('"nobody"') });
  });

  test.concurrent('goes on from its cursor with pages of another size', async () => {
    const first = (await boss.get(`${path}?limit=5`)).json<Page<Listed>>();
    const again = (await boss.get(`${path}?limit=3&cursor=${first.nextCursor}`)).json<Page<Listed>>();
    const rest = (await boss.byAccessToken.get(`${path}?limit=9&cursor=${again.nextCursor}`)).json<Page<Listed>>();
    const ids = [first, again, rest].flatMap(({ items }) => items.map((item) => item[id]));
    expect(new Set(ids).size).toBe(17);
  });
});

test.concurrent('a list is empty of members where an item has none of the fields', async () => {
  const items = itemsOf(await walk(boss, '/fleet?limit=100&fields=rideId'));
  expect(items.filter((item) => Object.keys(item).length === 0).length).toBeGreaterThanOrEqual(many);
  const phones = itemsOf(await walk(boss, '/users?limit=100&fields=phone'));
  expect(phones.filter((item) => Object.keys(item).length === 0).length).toBeGreaterThanOrEqual(many);
});

test.concurrent('a list follows what is put and removed', async () => {
  const unicornId = newUnicornId(unique());
  const path = `/unicorns/${unicornId}`;
  const found = async () => itemsOf(await walk(boss, '/fleet?limit=100')).find((item) => item.unicornId === unicornId);
  for (const name of ['First', 'Second']) {
    await boss.put(path, unicornInput({ name }));
    await eventually(async () => expect(await found()).toMatchObject({ name }));
  }
  await boss.delete(path);
  await eventually(async () => expect(await found()).toBeUndefined());
});

test.concurrent('every item comes once while others come and go', async () => {
  const steady = Array.from({ length: 3 }, () => walk(boss, '/fleet?limit=15'));
  const passing = Array.from({ length: 20 }, async () => {
    const path = `/unicorns/${newUnicornId()}`;
    await boss.put(path, unicornInput());
    await boss.delete(path);
  });
  await Promise.all(passing);
  for (const pages of await Promise.all(steady)) {
    const ids = itemsOf(pages).map(({ unicornId }) => unicornId);
    expect(new Set(ids).size).toBe(ids.length);
  }
});
