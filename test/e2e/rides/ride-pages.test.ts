import { describe, expect, test } from 'vitest';
import { type Client, person } from '../support/people.ts';
import { eventually, expectProblem } from '../support/problems.ts';
import type { Page, Ride } from '../support/shapes.ts';
import { book, fleetOperator, placesOn, stationed } from './support.ts';

const newPlace = placesOn(-41);
const operator = await fleetOperator();
const [rider, stranger] = await Promise.all([person(), person()]);
const path = `/users/${rider.userId}/rides`;

/** The rider's rides, newest first: the older half is cancelled. */
const rides = await someRides(6);
const [newest, second] = rides;

async function someRides(count: number): Promise<readonly Ride[]> {
  const place = await newPlace();
  await stationed(
    operator,
    Array.from({ length: count }, () => place),
  );
  const booked: Ride[] = [];
  for (let number = 0; number < count; number += 1) {
    const ride = await book(rider, place);
    const cancelled = number < count / 2 ? await rider.post(`/rides/${ride.rideId}/cancel`) : undefined;
    booked.unshift(cancelled?.json<Ride>() ?? ride);
  }
  await eventually(async () => expect(await list(rider)).toEqual(booked));
  return booked;
}

async function list(by: Client, query = '', of = path): Promise<readonly Partial<Ride>[]> {
  const answer = await by.get(`${of}${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.json<Page<Ride>>().items;
}

describe.concurrent('Pages of rides', () => {
  /** Every page from the first to the last, with these parameters. */
  async function pages(by: Client, query: string): Promise<Page<Partial<Ride>>[]> {
    const read: Page<Partial<Ride>>[] = [];
    let cursor: string | undefined;
    do {
      const answer = await by.get(`${path}?${query}${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      expect(answer.status, answer.text).toBe(200);
      const page = answer.json<Page<Ride>>();
      read.push(page);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return read;
  }

  test.each([1, 2, 4, 6, 100])('hold %d rides each, the last page what is left, all of them once', async (limit) => {
    const read = await pages(rider, `limit=${limit}`);
    expect(read.flatMap(({ items }) => items)).toEqual(rides);
    for (const { items, nextCursor } of read) if (nextCursor !== undefined) expect(items).toHaveLength(limit);
  });

  test('keep to the times, the status and the fields asked for', async () => {
    const query = `limit=1&status=cancelled&fields=requestedAt&from=${rides.at(-1)?.requestedAt}&to=${newest?.requestedAt}`;
    const read = await pages(rider, query);
    expect(read.flatMap(({ items }) => items)).toEqual(
      rides.filter(({ status }) => status === 'cancelled').map(({ requestedAt }) => ({ requestedAt })),
    );
  });

  test('go on from a cursor with another limit, again and again', async () => {
    const first = (await rider.get(`${path}?limit=2`)).json<Page<Ride>>();
    for (const limit of [1, 3, 100]) {
      expect(await list(rider, `?limit=${limit}&cursor=${first.nextCursor}`)).toEqual(rides.slice(2, 2 + limit));
    }
  });

  test('go on where they were, when newer rides have come and the last one read has ended', async () => {
    const someone = await person();
    const own = `/users/${someone.userId}/rides`;
    const place = await newPlace();
    await stationed(operator, [place, place, place]);
    const booked = [await book(someone, place), await book(someone, place)];
    await eventually(async () => expect(await list(someone, '', own)).toHaveLength(2));
    const first = (await someone.get(`${own}?limit=1&status=booked`)).json<Page<Ride>>();
    expect(first.items).toEqual([booked[1]]);
    await someone.post(`/rides/${booked[1]?.rideId}/cancel`);
    await book(someone, place);
    expect(await list(someone, `?limit=1&status=booked&cursor=${first.nextCursor}`, own)).toEqual([booked[0]]);
  });

  test('have cursors that show neither whose they are nor a key', async () => {
    const { nextCursor = '' } = (await rider.get(`${path}?limit=2&status=booked`)).json<Page<Ride>>();
    expect(nextCursor).toMatch(/^[A-Za-z0-9._~-]+$/);
    for (const shown of [nextCursor, Buffer.from(nextCursor, 'base64url').toString('latin1')]) {
      for (const secret of [rider.userId, 'RIDER', 'rideId', second?.rideId ?? '', second?.requestedAt.slice(0, 10)]) {
        expect(shown).not.toContain(secret);
      }
    }
  });

  test('refuse a cursor with one character changed, cut, or made up', async () => {
    const { nextCursor = '' } = (await rider.get(`${path}?limit=2`)).json<Page<Ride>>();
    const changed = [...nextCursor].map((character, index) => {
      const other = character === 'A' ? 'B' : 'A';
      return `${nextCursor.slice(0, index)}${other}${nextCursor.slice(index + 1)}`;
    });
    const others = [nextCursor.slice(0, -1), nextCursor.slice(1), `${nextCursor}A`, `${nextCursor}%3D`, '', 'cursor'];
    for (const cursor of [...changed.filter((_, index) => index % 9 === 0), ...changed.slice(-2), ...others]) {
      expectProblem(await rider.get(`${path}?limit=2&cursor=${cursor}`), 400, 'invalid-cursor');
    }
  });

  test('refuse a cursor in other letters for the same bytes', async () => {
    const { nextCursor = '' } = (await rider.get(`${path}?limit=2`)).json<Page<Ride>>();
    const spellings = [`${nextCursor}%3D%3D`, `${nextCursor.slice(0, 9)}*${nextCursor.slice(9)}`, `%20${nextCursor}`];
    const bytes = Buffer.from(nextCursor, 'base64url');
    // The last letter of some lengths has bits that stand for nothing.
    for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      const spelling = nextCursor.slice(0, -1) + last;
      if (spelling !== nextCursor && Buffer.from(spelling, 'base64url').equals(bytes)) spellings.push(spelling);
    }
    for (const cursor of spellings) {
      expectProblem(await rider.get(`${path}?limit=2&cursor=${cursor}`), 400, 'invalid-cursor');
    }
  });

  test('refuse a cursor of another list, of other parameters, or of another caller', async () => {
    const query = `limit=2&from=${rides.at(-1)?.requestedAt}`;
    const { nextCursor = '' } = (await rider.get(`${path}?${query}`)).json<Page<Ride>>();
    const elsewhere = [
      `${path}?limit=2`,
      `${path}?${query}&status=booked`,
      `${path}?${query}&fields=rideId`,
      `${path}?${query}&to=${newest?.requestedAt}`,
      `${path}?limit=2&from=${second?.requestedAt}`,
    ];
    for (const other of elsewhere) {
      expectProblem(await rider.get(`${other}&cursor=${nextCursor}`), 400, 'invalid-cursor');
    }
    expectProblem(await operator.get(`${path}?${query}&cursor=${nextCursor}`), 400, 'invalid-cursor');
    const strangers = `/users/${stranger.userId}/rides?${query}`;
    expectProblem(await stranger.get(`${strangers}&cursor=${nextCursor}`), 400, 'invalid-cursor');
    expectProblem(await stranger.get(`${path}?${query}&cursor=${nextCursor}`), 403, 'forbidden');
    expectProblem(await operator.get(`/fleet?limit=2&cursor=${nextCursor}`), 400, 'invalid-cursor');
  });
});
