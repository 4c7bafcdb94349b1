import { expect, test } from 'vitest';
import { openApi } from './support/documented.ts';
import { anyone, clientWith, newUnicornId, operator, person, unique } from './support/people.ts';
import { expectProblem } from './support/problems.ts';
import { unicornInput } from './support/shapes.ts';

const [boss, alice, document] = await Promise.all([operator(), person(), openApi()]);
const listOf = (header: string | undefined) =>
  (header ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '')
    .sort();

const flipped = (token: string, position: number) => {
  const character = token[position] === 'A' ? 'B' : 'A';
  return `${token.slice(0, position)}${character}${token.slice(position + 1)}`;
};
const { id } = alice.tokens;
const [head = '', claims = '', signature = ''] = id.split('.');
const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
const promoted = Buffer.from(
  JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), 'cognito:groups': ['operators'] }),
).toString('base64url');

test.concurrent.for([
  ['no token', undefined],
  ['an empty token', 'Bearer '],
  ['another scheme', `Basic ${id}`],
  ['no JWT', 'Bearer token'],
  ['a token cut short', `Bearer ${id.slice(0, -20)}`],
  ['a token without its signature', `Bearer ${head}.${claims}.`],
  ['a token that says it needs no signature', `Bearer ${unsigned}.${claims}.`],
  ['a changed head', `Bearer ${flipped(head, 10)}.${claims}.${signature}`],
  ['changed claims', `Bearer ${head}.${flipped(claims, 60)}.${signature}`],
  ['claims with a group added', `Bearer ${head}.${promoted}.${signature}`],
  ['a changed signature', `Bearer ${head}.${claims}.${flipped(signature, 20)}`],
  ['the signature of another token', `Bearer ${head}.${claims}.${boss.tokens.id.split('.')[2]}`],
] as const)('%s is refused by the gateway', async ([, authorization]) => {
  const client = authorization === undefined ? anyone : clientWith({ authorization });
  for (const path of ['/fleet', `/users/${alice.userId}`]) {
    const answer = await client.get(path);
    expect(answer.status).toBe(401);
    expect(answer.json()).toEqual({ message: 'Unauthorized' });
  }
  const write = await client.put(`/unicorns/${newUnicornId()}`, unicornInput());
  expect(write.status).toBe(401);
});

test.concurrent('both tokens are taken, with the word Bearer and without', async () => {
  const path = `/unicorns/${newUnicornId()}`;
  for (const token of Object.values(alice.tokens)) {
    for (const authorization of [`Bearer ${token}`, token]) {
      expect((await clientWith({ authorization }).get(path)).status).toBe(404);
    }
  }
});

test.concurrent('what is for anyone is for those with a bad token too', async () => {
  const answer = await clientWith({ authorization: 'Bearer nonsense' }).get('/hello?name=sy');
  expect(answer.status).toBe(200);
});

test.concurrent.for([
  ['GET', '/'],
  ['GET', '/nothing'],
  ['GET', '/Hello'],
  ['GET', '/hello/'],
  ['GET', '/hello/sy'],
  ['POST', '/hello'],
  ['PATCH', '/users'],
  ['DELETE', '/fleet'],
  ['PUT', '/unicorns'],
  ['GET', '/unicorns/'],
  ['GET', '/rides'],
  ['GET', '/ride'],
  ['GET', '/favicon.ico'],
  ['GET', '/.env'],
] as const)('%s %s is no route', async ([method, path]) => {
  for (const client of [anyone, boss]) {
    const answer = await client.send(method, path);
    expect(answer.status).toBe(404);
    expect(answer.json()).toEqual({ message: 'Not Found' });
  }
});

test.concurrent.for([
  ['/unicorns/a%2Fb', 'unicornId'],
  ['/users/a%2Fb', 'userId'],
] as const)('%s is no route, where %%2F is taken for a slash, or no %s', async ([path, parameter]) => {
  const answer = await boss.get(path);
  if (answer.status === 404) expect(answer.json()).toEqual({ message: 'Not Found' });
  else expectProblem(answer, 400, 'invalid-request', { parameter });
});

test.concurrent('every answer of an operation has a request id of its own and is not kept', async () => {
  const path = `/unicorns/${newUnicornId()}`;
  const answers = [
    await boss.put(path, unicornInput()),
    await boss.get(path),
    await boss.get(path, { 'if-none-match': '*' }),
    await boss.put(path, {}),
    await alice.put(path, unicornInput()),
    await boss.delete(path),
    await boss.get(path),
    await anyone.get('/hello'),
    await anyone.get('/hello', { 'x-request-id': unique() }),
    await anyone.get('/quotes?from=1,2&to=3,4'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 304, 400, 403, 204, 404, 200, 200, 200]);
  const requestIds = answers.map(({ headers }) => headers['x-request-id']);
  for (const requestId of requestIds) expect(requestId).toMatch(/^\S+$/);
  expect(new Set(requestIds).size).toBe(answers.length);
  for (const { headers } of answers) expect(headers['cache-control']).toBe('no-store');
});

const origin = 'https://page.example';

test.concurrent('the gateway answers preflights, for every route and without a token', async () => {
  const methods = [...new Set(Object.values(document.paths).flatMap((each) => Object.keys(each)))].sort();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of Object.keys(operations)) {
      const answer = await anyone.send('OPTIONS', path.replaceAll(/\{\w+\}/g, 'some-id'), {
        headers: {
          origin,
          'access-control-request-method': method.toUpperCase(),
          'access-control-request-headers': 'authorization,content-type',
        },
      });
      expect([200, 204]).toContain(answer.status);
      expect(answer.text).toBe('');
      expect(['*', origin]).toContain(answer.headers['access-control-allow-origin']);
      expect(listOf(answer.headers['access-control-allow-methods'])).toEqual(methods);
      expect(listOf(answer.headers['access-control-allow-headers'])).toEqual(
        ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match'].sort(),
      );
    }
  }
});

test.concurrent('pages of other origins may read the answers and what they need of the headers', async () => {
  const path = `/unicorns/${newUnicornId()}`;
  for (const answer of [
    await anyone.get('/hello', { origin }),
    await anyone.get('/hello?name=', { origin }),
    await boss.put(path, unicornInput(), { origin }),
    await boss.get(path, { origin, 'if-none-match': '*' }),
    await boss.delete(path, { origin }),
  ]) {
    expect(['*', origin]).toContain(answer.headers['access-control-allow-origin']);
    expect(listOf(answer.headers['access-control-expose-headers'])).toEqual(
      ['etag', 'idempotent-replayed', 'location', 'x-request-id'].sort(),
    );
  }
});
