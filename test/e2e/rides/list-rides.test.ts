import { describe, expect, test } from 'vitest';
import { anyone, type Client, newUnicornId, person, unique } from '../support/people.ts';
import { eventually, expectProblem } from '../support/problems.ts';
import type { Page, Ride } from '../support/shapes.ts';
import { book, fleetOperator, placesOn, stationed } from './support.ts';

const newPlace = placesOn(-68);
const operator = await fleetOperator();
const [rider, stranger] = await Promise.all([person(), person()]);
const path = `/users/${rider.userId}/rides`;

/** The rider's rides, newest first: every one but the two newest has ended, by turns cancelled and completed. */
const rides = await someRides(7);
const [newest, second, third, fourth] = rides;

async function someRides(count: number): Promise<readonly Ride[]> {
  const place = await newPlace();
  await stationed(
    operator,
    Array.from({ length: count }, () => place),
  );
  const booked: Ride[] = [];
  for (let number = 0; number < count; number += 1) {
    const ride = await book(rider, place, number % 2 === 0 ? { latitude: 1, longitude: number } : undefined);
    const step = ['cancel', 'complete'][number % 2];
    const isToEnd = number < count - 2;
    booked.unshift(isToEnd ? (await operator.post(`/rides/${ride.rideId}/${step}`)).json<Ride>() : ride);
  }
  await eventually(async () => expect(await list(rider)).toEqual(booked));
  return booked;
}

async function list(by: Client, query = '', of = path): Promise<readonly Partial<Ride>[]> {
  const answer = await by.get(`${of}${query}`);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers['cache-control']).toBe('no-store');
  return answer.json<Page<Ride>>().items;
}

/** The same time with another fraction. */
const withFraction = (time = '', fraction = '') => time.replace(/\.\d+Z$/, `${fraction}Z`);
const milliseconds = (time = '') => time.slice(20, 23);

describe.concurrent('GET /users/{userId}/rides', () => {
  test('lists them newest first, whole, for that user and operators', async () => {
    expect(rides.map(({ status }) => status)).toEqual([
      'booked',
      'booked',
      ...['cancelled', 'completed', 'cancelled', 'completed', 'cancelled'],
    ]);
    for (const reader of [rider, rider.byAccessToken, operator]) expect(await list(reader)).toEqual(rides);
  });

  test('is nobody else’s to read', async () => {
    expectProblem(await stranger.get(path), 403, 'forbidden');
    expectProblem(await stranger.get(`${path}?limit=0`), 403, 'forbidden');
    const answer = await anyone.get(path);
    expect([answer.status, answer.json()]).toEqual([401, { message: 'Unauthorized' }]);
  });

  test('is an empty list, and no 404, for someone without a profile and without rides', async () => {
    expect(await list(stranger, '', `/users/${stranger.userId}/rides`)).toEqual([]);
    expect(await list(operator, '', `/users/nobody-${unique()}/rides`)).toEqual([]);
  });

  test('outlives the profile', async () => {
    const someone = await person();
    const place = await newPlace();
    await stationed(operator, [place]);
    expect((await someone.post('/users', { name: 'Gone' })).status).toBe(201);
    const ride = await book(someone, place);
    expect((await someone.delete(`/users/${someone.userId}`)).status).toBe(204);
    const own = `/users/${someone.userId}/rides`;
    await eventually(async () => expect(await list(someone, '', own)).toEqual([ride]));
    expect(await list(operator, '', own)).toEqual([ride]);
  });

  test.each([
    ['names no user', '/users/a%20b/rides'],
    ['names one of 129 characters', `/users/${'u'.repeat(129)}/rides`],
  ])('refuses a path that %s', async (_, wrong) => {
    expectProblem(await operator.get(wrong), 400, 'invalid-request', { parameter: 'userId' });
  });

  test('takes `from` as inclusive and `to` as exclusive', async () => {
    expect(await list(rider, `?from=${third?.requestedAt}`)).toEqual(rides.slice(0, 3));
    expect(await list(rider, `?to=${third?.requestedAt}`)).toEqual(rides.slice(3));
    expect(await list(rider, `?from=${fourth?.requestedAt}&to=${second?.requestedAt}`)).toEqual(rides.slice(2, 4));
  });

  test('compares fractions of any length as the times they are', async () => {
    const at = milliseconds(third?.requestedAt);
    for (const fraction of [`.${at}`, `.${at}0`, `.${at}000000`]) {
      const time = withFraction(third?.requestedAt, fraction);
      expect(await list(rider, `?from=${time}`)).toEqual(rides.slice(0, 3));
      expect(await list(rider, `?to=${time}`)).toEqual(rides.slice(3));
    }
    // A moment after it, and before the next millisecond.
    const justAfter = withFraction(third?.requestedAt, `.${at}0001`);
    expect(await list(rider, `?from=${justAfter}`)).toEqual(rides.slice(0, 2));
    expect(await list(rider, `?to=${justAfter}`)).toEqual(rides.slice(2));
    const wholeSecond = withFraction(newest?.requestedAt);
    const since = Date.parse(wholeSecond);
    expect(await list(rider, `?from=${wholeSecond}`)).toEqual(
      rides.filter(({ requestedAt }) => Date.parse(requestedAt) >= since),
    );
  });

  test('takes any time that there is', async () => {
    expect(await list(rider, '?from=0000-01-01T00:00:00Z')).toEqual(rides);
    expect(await list(rider, '?from=2024-02-29T23:59:59.9Z')).toEqual(rides);
    expect(await list(rider, '?to=9999-12-31T23:59:59.9999999Z')).toEqual(rides);
    expect(await list(rider, '?from=9999-12-31T23:59:59.9999999Z')).toEqual([]);
    expect(await list(rider, '?to=0000-01-01T00:00:00Z')).toEqual([]);
  });

  test('is an empty list where `from` is at or after `to`', async () => {
    const [from, to] = [newest?.requestedAt, third?.requestedAt];
    expect(await list(rider, `?from=${from}&to=${from}`)).toEqual([]);
    expect(await list(rider, `?from=${from}&to=${to}`)).toEqual([]);
    expect(await list(rider, `?from=${from}&to=${to}&status=cancelled&limit=1&fields=rideId`)).toEqual([]);
    expect(await list(rider, '?from=9999-12-31T23:59:59.9999Z&to=9999-12-31T23:59:59.9998Z')).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['a date alone', '2026-11-21'],
    ['no seconds', '2026-11-21T09:30Z'],
    ['no zone', '2026-11-21T09:30:00'],
    ['another zone', '2026-11-21T09:30:00%2B00:00'],
    ['a space for the T', '2026-11-21%2009:30:00Z'],
    ['lower-case letters', '2026-11-21t09:30:00z'],
    ['a comma for the point', '2026-11-21T09:30:00,5Z'],
    ['a point and no fraction', '2026-11-21T09:30:00.Z'],
    ['30 February', '2026-02-30T09:30:00Z'],
    ['29 February of a common year', '2025-02-29T09:30:00Z'],
    ['31 November', '2026-11-31T09:30:00Z'],
    ['day 0', '2026-11-00T09:30:00Z'],
    ['month 13', '2026-13-01T09:30:00Z'],
    ['hour 24', '2026-11-21T24:00:00Z'],
    ['minute 60', '2026-11-21T09:60:00Z'],
    ['a year of five digits', '10000-01-01T00:00:00Z'],
    ['a negative year', '-000001-01-01T00:00:00Z'],
    ['milliseconds since 1970', '1795253400000'],
    ['words', 'yesterday'],
  ])('refuses %s for a time', async (_, time) => {
    const answer = await rider.get(`${path}?from=${time}&to=${time}`);
    expectProblem(answer, 400, 'invalid-request', { parameter: 'from' }, { parameter: 'to' });
  });

  test('gives those of one status', async () => {
    for (const status of ['booked', 'completed', 'cancelled', 'expired']) {
      await eventually(async () =>
        expect(await list(rider, `?status=${status}`)).toEqual(rides.filter((ride) => ride.status === status)),
      );
    }
    const query = `?status=cancelled&from=${rides.at(-1)?.requestedAt}&to=${third?.requestedAt}`;
    expect(await list(rider, query)).toEqual(rides.slice(3).filter(({ status }) => status === 'cancelled'));
  });

  test('moves a ride from one status to the other when it ends', async () => {
    const someone = await person();
    const place = await newPlace();
    await stationed(operator, [place]);
    const ride = await book(someone, place);
    const own = `/users/${someone.userId}/rides`;
    await eventually(async () => expect(await list(someone, '?status=booked', own)).toEqual([ride]));
    const ended = (await someone.post(`/rides/${ride.rideId}/cancel`)).json<Ride>();
    await eventually(async () => expect(await list(someone, '?status=cancelled', own)).toEqual([ended]));
    await eventually(async () => expect(await list(someone, '?status=booked', own)).toEqual([]));
  });

  test('gives only the fields that are asked for, and leaves out what a ride lacks', async () => {
    expect(await list(rider, '?fields=rideId')).toEqual(rides.map(({ rideId }) => ({ rideId })));
    expect(await list(rider, '?fields=destination,endedAt,status,unicorn,pickupLocation,fare')).toEqual(
      rides.map(({ destination, endedAt, status, unicorn, pickupLocation, fare }) => ({
        ...(destination && { destination }),
        ...(endedAt && { endedAt }),
        status,
        unicorn,
        pickupLocation,
        ...(fare && { fare }),
      })),
    );
  });

  test.each([
    ['status=Booked', 'status'],
    ['status=', 'status'],
    ['status=booked,cancelled', 'status'],
    ['status=booked&status=booked', 'status'],
    ['fields=', 'fields'],
    ['fields=rideId,', 'fields'],
    ['fields=rideID', 'fields'],
    ['fields=unicorn.name', 'fields'],
    ['fields=pk', 'fields'],
    ['fields=rideId,%20status', 'fields'],
    ['fields=__proto__', 'fields'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=1.5', 'limit'],
    ['page=2', 'page'],
  ])('refuses "%s", naming the parameter', async (query, parameter) => {
    expectProblem(await rider.get(`${path}?${query}`), 400, 'invalid-request', { parameter });
  });
});

test('A ride’s list shows no unicorn that was renamed since: it shows what was booked', async () => {
  const someone = await person();
  const place = await newPlace();
  const unicornId = newUnicornId();
  await stationed(operator, [place], { unicornId, name: 'Before' });
  const ride = await book(someone, place);
  await someone.post(`/rides/${ride.rideId}/cancel`);
  await stationed(operator, [place], { unicornId, name: 'After' });
  const own = `/users/${someone.userId}/rides`;
  await eventually(async () => expect((await list(someone, '', own))[0]?.unicorn?.name).toBe('Before'));
});
