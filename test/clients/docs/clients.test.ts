import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';
import { newUnicornId, operator, person } from '../../e2e/support/people.ts';
import { eventually } from '../../e2e/support/problems.ts';
import { type Ride, unicornInput } from '../../e2e/support/shapes.ts';
import { startExample } from '../express/browser.ts';
import { blocksOf, curlRequests, read } from './snippets.ts';

const { apiUrl } = inject('target');
const page = 'docs/clients.md';
const [rider, fleet] = await Promise.all([person(), operator()]);
for (let count = 0; count < 4; count += 1) {
  const unicorn = unicornInput({ location: { latitude: 47.6, longitude: -122.31 }, status: 'available' });
  expect((await fleet.put(`/unicorns/${newUnicornId()}`, unicorn)).status).toBe(201);
}

test('the curl lines work, and the last one sent again answers with the same ride', async () => {
  const [script = ''] = blocksOf(page, 'sh');
  const [quote, nearby, booking, ...rest] = curlRequests(script, { API: apiUrl, TOKEN: rider.tokens.id });
  if (quote === undefined || nearby === undefined || booking === undefined) throw new Error(`Too few lines: ${script}`);
  expect(rest).toEqual([]);
  expect((await fetch(quote.url, quote.init)).status).toBe(200);
  await eventually(async () => {
    expect(await (await fetch(nearby.url, nearby.init)).json()).toEqual({
      items: expect.arrayContaining([expect.objectContaining({ distance: 0 })]),
    });
  });
  const ride: Ride = JSON.parse(await (await fetch(booking.url, booking.init)).text());
  expect(ride).toMatchObject({ status: 'booked', riderId: rider.userId });
  const again = await fetch(booking.url, booking.init);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(await again.json()).toEqual(ride);
});

test('the TypeScript is that of its file, which books a ride', async () => {
  const file = 'examples/typescript/book-ride.ts';
  expect(blocksOf(page, 'ts')).toEqual([read(file)]);
  const { stdout } = await promisify(execFile)(process.execPath, [resolve(import.meta.dirname, '../../..', file)], {
    env: { ...process.env, API_URL: apiUrl, TOKEN: rider.tokens.access },
  });
  const [, rideId] = /comes in \d+ s: (\S+)/.exec(stdout) ?? [];
  expect((await rider.get(`/rides/${rideId}`)).status, stdout).toBe(200);
});

test("the curl line of the example's README books through the example", async () => {
  const example = await startExample(apiUrl);
  const scripts = blocksOf('examples/express/README.md', 'sh').join('\n');
  const [booking, ...rest] = curlRequests(scripts, { TOKEN: rider.tokens.id });
  if (booking === undefined) throw new Error('The README has no curl line.');
  expect(rest).toEqual([]);
  expect(booking.url).toBe('http://127.0.0.1:3100/rides');
  const response = await fetch(booking.url.replace('http://127.0.0.1:3100', example.url), booking.init);
  expect(response.status).toBe(303);
  expect((await rider.get(response.headers.get('location') ?? '')).json<Ride>().riderId).toBe(rider.userId);
  await example.stop();
});

test('every file that the page names is there', () => {
  const files = Array.from(
    read(page).matchAll(/`((?:bin|clients|examples|web)\/[\w./-]+\.\w+)`/g),
    ([, file = '']) => file,
  );
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect(read(file), file).not.toBe('');
});
