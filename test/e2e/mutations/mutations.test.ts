import { expect, test } from 'vitest';
import { type Answer, send } from '../support/client.ts';
import { expectDocumented } from '../support/documented.ts';
import { newUnicornId, operator, person } from '../support/people.ts';
import { unicornInput } from '../support/shapes.ts';
import { chanceOf, mutate, type Request } from './mutate.ts';

const requests = 2_000;
const atOnce = 16;
/** The same for every run: a failure names its request, and comes again. */
const seed = 20_261_121;

const chance = chanceOf(seed);
const [boss, alice] = await Promise.all([operator(), person()]);
const unicornId = newUnicornId();
await boss.put(`/unicorns/${unicornId}`, unicornInput());

/** Far from where any test puts unicorns to be found. */
const lonely = { latitude: 71.5, longitude: -95.25 };

const tokens = [boss.tokens.id, boss.tokens.access, alice.tokens.id, alice.tokens.access];

/** A valid request of each operation. */
const bases: readonly [method: string, path: string, query: string, body?: object][] = [
  ['GET', '/hello', 'name=sy'],
  ['GET', '/openapi.json', ''],
  ['GET', '/docs', ''],
  ['GET', '/quotes', 'from=47.6,-122.31&to=47.4502,-122.3088'],
  ['POST', '/users', '', { name: 'Sy', phone: '+15550100', home: lonely }],
  ['GET', '/users', 'limit=2&fields=name,email'],
  ['GET', `/users/${alice.userId}`, ''],
  ['PUT', `/users/${alice.userId}`, '', { name: 'Sy', email: alice.email, phone: '+15550100', home: lonely }],
  ['DELETE', `/users/${alice.userId}`, ''],
  ['GET', `/users/${alice.userId}/rides`, 'from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00.5Z&status=booked&limit=2'],
  ['GET', '/unicorns', 'near=71.5,-95.25&limit=2'],
  ['GET', `/unicorns/${unicornId}`, ''],
  ['PUT', `/unicorns/${unicornId}`, '', unicornInput()],
  ['DELETE', `/unicorns/${unicornId}`, ''],
  ['GET', '/fleet', 'limit=2&fields=name,color'],
  ['POST', '/rides', '', { pickupLocation: lonely, destination: lonely }],
  ['GET', '/rides/0b8e3a52-5b7e-4c61-8a4e-2d9f6c0e8f11', ''],
  ['POST', '/rides/0b8e3a52-5b7e-4c61-8a4e-2d9f6c0e8f11/cancel', ''],
  ['POST', '/rides/0b8e3a52-5b7e-4c61-8a4e-2d9f6c0e8f11/complete', ''],
  ['POST', '/ride', '', { PickupLocation: { Latitude: lonely.latitude, Longitude: lonely.longitude } }],
];

function mutated(): Request {
  const [method, path, query, body] = chance.pick(bases);
  const request: Request = {
    method,
    segments: path.slice(1).split('/'),
    query: query === '' ? [] : query.split('&'),
    headers: { authorization: `Bearer ${chance.pick(tokens)}`, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  };
  mutate(request, chance);
  return request;
}

function ask({ method, segments, query, headers, body }: Request): Promise<Answer> {
  const path = `/${segments.join('/')}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  return send(method, path, { headers, ...(body !== undefined && { body }) });
}

/** Holds of any answer, whatever was asked. */
async function expectSound(answer: Answer): Promise<void> {
  const { method, status, headers, text } = answer;
  expect(status).toBeLessThan(500);
  expect(text).not.toMatch(/node_modules|\/var\/task|[a-z]Error\b|Exception\b| at \w+ \(/);
  // An answer to HEAD says what the one to GET would be, and has no body.
  if (method === 'HEAD') return;
  await expectDocumented(answer);
  if (headers['content-type'] !== 'application/problem+json') return;
  expect(answer.json()).toMatchObject({ status, requestId: headers['x-request-id'] });
}

/** A request and what came of it, short enough to read. */
function describe({ headers, body }: Request, { method, path, status, text }: Answer): string {
  const sent = { ...headers, authorization: headers.authorization?.slice(0, 10) };
  const parts = [`${method} ${path}`, JSON.stringify(sent), body?.toString('latin1') ?? '', `${status} ${text}`];
  return parts.map((part) => part.slice(0, 300)).join('\n');
}

test(`${requests} mutated requests, ${atOnce} at once: none hangs, none is answered with a 5xx`, async () => {
  const statuses = new Map<number, number>();
  let left = requests;
  async function work(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const request = mutated();
      const answer = await ask(request);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      await expectSound(answer).catch((cause: unknown) => {
        throw new Error(describe(request, answer), { cause });
      });
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  // Mutations that only ever met the gateway, or the first check, would prove little.
  for (const status of [200, 400, 401, 403, 404, 413, 415]) {
    expect(statuses.get(status), `${status}`).toBeGreaterThan(10);
  }
});
