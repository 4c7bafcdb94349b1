import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { anyone, person } from '../support/people.ts';
import { expectProblem } from '../support/problems.ts';
import type { Ride } from '../support/shapes.ts';
import { book, fleetOperator, placesOn, stationed } from './support.ts';

const newPlace = placesOn(-62);
const operator = await fleetOperator();
const [rider, stranger] = await Promise.all([person(), person()]);

const place = await newPlace();
await stationed(operator, [place]);
const ride = await book(rider, place, { latitude: 1, longitude: 2 });
const path = `/rides/${ride.rideId}`;

test('A ride is for its rider, by either token, and for operators', async () => {
  for (const reader of [rider, rider.byAccessToken, operator]) {
    const answer = await reader.get(path);
    expect([answer.status, answer.headers['cache-control'], answer.json<Ride>()]).toEqual([200, 'no-store', ride]);
  }
});

test('For everyone else there is no such ride, in the very words for a ride that nobody booked', async () => {
  const somebodys = expectProblem(await stranger.get(path), 404, 'not-found');
  const nobodys = expectProblem(await stranger.get(`/rides/${randomUUID()}`), 404, 'not-found');
  expect({ ...somebodys, requestId: '' }).toEqual({ ...nobodys, requestId: '' });
});

test('Without a sign-in there is no answer', async () => {
  const answer = await anyone.get(path);
  expect([answer.status, answer.json()]).toEqual([401, { message: 'Unauthorized' }]);
});

test('A query is refused', async () => {
  expectProblem(await rider.get(`${path}?fields=rideId`), 400, 'invalid-request', { parameter: 'fields' });
});

test.each([
  ['a new id', () => randomUUID()],
  ['an id in upper case', () => ride.rideId.toUpperCase()],
  ['an id with more behind it', () => `${ride.rideId}0`],
  ['an id cut short', () => ride.rideId.slice(0, -1)],
  ['36 dashes', () => '-'.repeat(36)],
  ['3,000 characters', () => 'r'.repeat(3000)],
  ['one character', () => '0'],
  ['a key of the table', () => `RIDE%23${ride.rideId}`],
  ['a space', () => '%20'],
  ['a dot', () => '%2E'],
  ['two dots', () => '..%2e'],
  ['a null character', () => '%00'],
  ['a line end', () => `${ride.rideId}%0A`],
  ['quotes and brackets', () => "'%22%3Cb%3E(%7B%5B"],
  ['other alphabets', () => '%EC%9C%A0%EB%8B%88%EC%BD%98'],
  ['emoji', () => '%F0%9F%A6%84'],
  ['half a surrogate pair', () => '%ED%A0%BD'],
  ['bytes that are no UTF-8', () => '%FF%FE'],
  ['a name that every object has', () => '__proto__'],
])('An id that nobody made is not found: %s', async (_, id) => {
  for (const reader of [rider, operator]) expectProblem(await reader.get(`/rides/${id()}`), 404, 'not-found');
  expectProblem(await rider.post(`/rides/${id()}/cancel`), 404, 'not-found');
  expectProblem(await operator.post(`/rides/${id()}/complete`), 404, 'not-found');
});
