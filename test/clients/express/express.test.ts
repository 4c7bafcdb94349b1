import { createServer } from 'node:http';
import { afterAll, expect, inject, test } from 'vitest';
import { newUnicornId, operator, type Person, person, unique } from '../../e2e/support/people.ts';
import { type Page, type Ride, unicornInput } from '../../e2e/support/shapes.ts';
import { addressOf, type Browser, openBrowser, startExample } from './browser.ts';

const { apiUrl } = inject('target');
const example = await startExample(apiUrl);
afterAll(example.stop);
const [alice, bob, fleet] = await Promise.all([person(), person(), operator()]);

/** Puts unicorns at a place in the Antarctic that nobody else books from. @returns the place, as somebody types it */
async function herd(size: number): Promise<string> {
  const location = { latitude: -81 - 4 * Math.random(), longitude: -179 + 358 * Math.random() };
  const put = () => fleet.put(`/unicorns/${newUnicornId()}`, unicornInput({ location, status: 'available' }));
  for (const answer of await Promise.all(Array.from({ length: size }, put))) expect(answer.status).toBe(201);
  return `${location.latitude}, ${location.longitude}`;
}

async function signedIn(rider: Person, url = example.url): Promise<Browser> {
  const browser = openBrowser(url);
  await browser.send('/sign-in', { token: rider.tokens.id });
  expect(browser.page()).toMatchObject({ status: 200, path: '/' });
  return browser;
}

const ridesOf = async (rider: Person) =>
  (await rider.get(`/users/${rider.userId}/rides`)).json<Page<Ride>>().items.map(({ rideId }) => rideId);

test('a ride is booked in the name of the person whose token it is, and cancelled', async () => {
  const [place, before] = [await herd(2), await ridesOf(bob)];
  const [hers, his] = [await signedIn(alice), await signedIn(bob)];
  await Promise.all([hers, his].map((each) => each.send('/rides', { key: each.valueOf('key'), place })));

  expect(hers.page()).toMatchObject({ status: 200, text: expect.stringContaining('Your ride is booked') });
  const [, , rideId = ''] = hers.page().path.split('/');
  expect((await alice.get(`/rides/${rideId}`)).json<Ride>().riderId).toBe(alice.userId);
  expect(await ridesOf(bob)).toEqual([his.page().path.split('/')[2], ...before]);

  await his.open(`/rides/${rideId}`);
  expect(his.page()).toMatchObject({ status: 404, text: expect.stringContaining('You have no such ride.') });
  await hers.send(`/rides/${rideId}/cancel`, {});
  expect(hers.page().text).toContain('Your ride is cancelled');
});

test('a form that is sent twice books once, and its key books from nowhere else', async () => {
  const [place, elsewhere, browser] = [await herd(2), await herd(1), await signedIn(alice)];
  const key = browser.valueOf('key');
  const again = await signedIn(alice);
  await Promise.all([browser, again].map((each) => each.send('/rides', { key, place })));
  expect(browser.page().path).toMatch(/^\/rides\/./);
  expect(again.page().path).toBe(browser.page().path);

  await again.send('/rides', { key, place: elsewhere });
  expect(again.page()).toMatchObject({ status: 422, text: expect.stringContaining('This is a new one.') });
  expect(again.valueOf('key')).not.toBe(key);
});

test('after a lost answer the same form goes out again, and books nothing twice', async () => {
  const [place, before] = [await herd(2), await ridesOf(alice)];
  let losing = true;
  // Between the example and the API: hands everything on, and hangs up in place of the first answer to a booking.
  const wire = createServer(async (request, response) => {
    const { authorization = '', 'content-type': type = '', 'idempotency-key': key } = request.headers;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = await fetch(`${apiUrl}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { authorization, 'content-type': type, ...(key !== undefined && { 'idempotency-key': String(key) }) },
      ...(request.method === 'POST' && { body: Buffer.concat(chunks) }),
    });
    const body = await answer.text();
    if (losing && request.method === 'POST') request.socket.destroy();
    else response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => wire.once('listening', resolve));
  const unsure = await startExample(`http://127.0.0.1:${addressOf(wire.address()).port}`);
  try {
    const browser = await signedIn(alice, unsure.url);
    const key = browser.valueOf('key');
    await browser.send('/rides', { key, place });
    expect(browser.page()).toMatchObject({ status: 502, text: expect.stringContaining('No answer came') });
    expect([browser.valueOf('key'), browser.valueOf('place')]).toEqual([key, place]);

    losing = false;
    await browser.send('/rides', { key, place });
    expect(browser.page().text).toContain('Your ride is booked');
    expect(await ridesOf(alice)).toEqual([browser.page().path.split('/')[2], ...before]);
  } finally {
    await unsure.stop();
    wire.close();
    wire.closeAllConnections();
  }
});

test('a program hands its token over in a header', async () => {
  const response = await fetch(`${example.url}/rides`, {
    method: 'POST',
    redirect: 'manual',
    headers: { authorization: `Bearer ${bob.tokens.access}` },
    body: new URLSearchParams({ key: unique(), place: await herd(1) }),
  });
  expect(response.status).toBe(303);
  const { riderId } = (await bob.get(response.headers.get('location') ?? '')).json<Ride>();
  expect(riderId).toBe(bob.userId);
});

/** In the Southern Ocean, where no test puts a unicorn. */
const somewhereAtSea = `${(-56 - 8 * Math.random()).toFixed(4)}, ${(180 * Math.random()).toFixed(4)}`;

test.for([
  ['a place that it does not know', 'Atlantis', 400, 'Type one of the cities'],
  ['a place off the earth', '91, 0', 400, 'at most 90'],
  ['a place without unicorns', somewhereAtSea, 409, 'No unicorn is free within 50 km'],
] as const)('says in plain words what is wrong with %s, and keeps what was typed', async ([, place, status, says]) => {
  const browser = await signedIn(alice);
  await browser.send('/rides', { key: browser.valueOf('key'), place });
  expect(browser.page()).toMatchObject({ status, text: expect.stringContaining(says) });
  expect(browser.page().text).not.toContain('urn:');
  expect(browser.valueOf('place')).toBe(place);
});

test('what people type never becomes markup', async () => {
  const browser = await signedIn(alice);
  await browser.send('/rides', { key: `"><b>`, place: `"><script>alert(1)</script>'&amp;` });
  expect(browser.page().text).not.toMatch(/<script|<b>/);
  expect(browser.valueOf('place')).toBe('&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#39;&#38;amp;');
});

test('who has no good token is asked for one', async () => {
  const browser = openBrowser(example.url);
  await browser.send('/rides', { key: unique(), place: 'Seattle' });
  expect(browser.page()).toMatchObject({ status: 401, text: expect.stringContaining('Sign in first.') });
  await browser.send('/sign-in', { token: 'not a token' });
  expect(browser.page().status).toBe(400);
  await browser.send('/sign-in', { token: `${alice.tokens.id.slice(0, -8)}AAAAAAAA` });
  await browser.send('/rides', { key: unique(), place: 'Seattle' });
  expect(browser.page()).toMatchObject({ status: 401, text: expect.stringContaining('sign in again') });
});

test('what is no request of its pages gets a plain page too, and shows nothing of the inside', async () => {
  const browser = await signedIn(alice);
  await browser.open('/no-such-page');
  expect(browser.page()).toMatchObject({ status: 404, text: expect.stringContaining('There is no such page.') });
  await browser.send('/rides', { place: 'x'.repeat(200_000) });
  expect(browser.page()).toMatchObject({ status: 413, text: expect.stringContaining('cannot be read') });
  await browser.open('/rides/%E0%A4%A');
  expect(browser.page()).toMatchObject({ status: 400, text: expect.stringContaining('cannot be read') });
  expect(browser.page().text).not.toMatch(/node_modules|\bat /);
});
