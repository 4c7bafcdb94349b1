import { describe, expect, test } from 'vitest';
import type { Answer } from '../support/client.ts';
import { newUnicornId, person, unique } from '../support/people.ts';
import { eventually, expectProblem } from '../support/problems.ts';
import type { Page, Ride } from '../support/shapes.ts';
import { find, fleetOperator, lookAt, metresNorth, placesOn, stationed } from './support.ts';

const newPlace = placesOn(-59);
const operator = await fleetOperator();

/** A request's answer, all but what is its own: the headers that the contract keeps, and the body to the byte. */
const kept = ({ status, headers, text }: Answer) => ({ status, location: headers.location, text });

describe.concurrent('An Idempotency-Key on POST /rides', () => {
  test('gives a retry the same answer, marked as a replay, and books nothing', async () => {
    const rider = await person();
    const pickupLocation = await newPlace();
    await stationed(operator, [pickupLocation, pickupLocation]);
    const key = { 'idempotency-key': unique() };
    const body = { pickupLocation, destination: metresNorth(pickupLocation, 1000) };
    const first = await rider.post('/rides', body, key);
    const replays = [await rider.post('/rides', body, key), await rider.byAccessToken.post('/rides', body, key)];
    expect(first.status).toBe(201);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    for (const replay of replays) {
      expect(kept(replay)).toEqual(kept(first));
      expect(replay.headers['idempotent-replayed']).toBe('true');
    }
    const requestIds = [first, ...replays].map(({ headers }) => headers['x-request-id']);
    expect(new Set(requestIds).size).toBe(3);
    expect(requestIds).not.toContain(undefined);
    await eventually(async () => expect(await find(rider, pickupLocation)).toHaveLength(1));
  });

  test('gives the answer as it was, also when the ride has ended and its unicorn has gone', async () => {
    const rider = await person();
    const pickupLocation = await newPlace();
    const [{ unicornId } = { unicornId: '' }] = await stationed(operator, [pickupLocation]);
    const key = { 'idempotency-key': unique() };
    const first = await rider.post('/rides', { pickupLocation }, key);
    await rider.post(`${first.headers.location}/cancel`);
    await operator.delete(`/unicorns/${unicornId}`);
    expect(kept(await rider.post('/rides', { pickupLocation }, key))).toEqual(kept(first));
  });

  test('takes the same JSON value for the same request, however it is written', async () => {
    const rider = await person();
    const pickupLocation = await newPlace();
    const { latitude, longitude } = pickupLocation;
    await stationed(operator, [pickupLocation]);
    const headers = { 'idempotency-key': unique(), 'content-type': 'application/json' };
    const destination = '{"latitude": 1.5, "longitude": 20}';
    const first = await rider.send('POST', '/rides', {
      headers,
      body: `{"pickupLocation":{"latitude":${latitude},"longitude":${longitude}},"destination":${destination}}`,
    });
    expect(first.status).toBe(201);
    const again = await rider.send('POST', '/rides', {
      headers: { ...headers, 'content-type': 'application/vnd.unicorn+json' },
      body: ` {"destination" : {"longitude": 2.0e1, "lat\\u0069tude": 1.50},
        "pickupLocation": {"longitude": ${longitude}.0, "latitude": ${latitude}e0}} `,
    });
    expect(kept(again)).toEqual(kept(first));
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  test('refuses another body, and keeps the first answer', async () => {
    const rider = await person();
    const pickupLocation = await newPlace();
    await stationed(operator, [pickupLocation, pickupLocation]);
    const key = { 'idempotency-key': unique() };
    const first = await rider.post('/rides', { pickupLocation }, key);
    const others = [
      { pickupLocation, destination: pickupLocation },
      { pickupLocation: { ...pickupLocation, latitude: pickupLocation.latitude + 1e-9 } },
    ];
    for (const body of others) {
      expectProblem(await rider.post('/rides', body, key), 422, 'idempotency-key-reused');
    }
    expect(kept(await rider.post('/rides', { pickupLocation }, key))).toEqual(kept(first));
    expect(await find(rider, pickupLocation)).toHaveLength(1);
  });

  test('refuses a body that is not valid before it looks at the key', async () => {
    const rider = await person();
    const pickupLocation = await newPlace();
    await stationed(operator, [pickupLocation]);
    const key = { 'idempotency-key': unique() };
    expect((await rider.post('/rides', { pickupLocation }, key)).status).toBe(201);
    expectProblem(await rider.post('/rides', {}, key), 400, 'invalid-request', { pointer: '/pickupLocation' });
  });

  test('is its caller’s own', async () => {
    const riders = await Promise.all([person(), person()]);
    const pickupLocation = await newPlace();
    await stationed(operator, [pickupLocation, pickupLocation]);
    const key = { 'idempotency-key': unique() };
    const answers = await Promise.all(riders.map((rider) => rider.post('/rides', { pickupLocation }, key)));
    expect(answers.map(({ status, headers }) => [status, headers['idempotent-replayed']])).toEqual([
      [201, undefined],
      [201, undefined],
    ]);
    expect(answers.map((answer) => answer.json<Ride>().riderId)).toEqual(riders.map(({ userId }) => userId));
  });

  test('of 20 at once lets one book and 19 be replays', async () => {
    const rider = await person();
    const pickupLocation = await newPlace();
    const unicorns = await stationed(
      operator,
      Array.from({ length: 5 }, (_, number) => metresNorth(pickupLocation, number)),
    );
    const key = { 'idempotency-key': unique() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => rider.post('/rides', { pickupLocation }, key)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    expect(new Set(answers.map(({ text, headers }) => `${headers.location} ${text}`)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => headers['x-request-id'])).size).toBe(20);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(19);
    const states = await Promise.all(unicorns.map(({ unicornId }) => lookAt(operator, unicornId)));
    expect(states.filter(({ status }) => status === 'onRide')).toHaveLength(1);
    await eventually(async () => {
      const { items } = (await rider.get(`/users/${rider.userId}/rides`)).json<Page<Ride>>();
      expect(items).toEqual([answers[0]?.json()]);
    });
  });

  test('of several at once lets all but one be replays, also where that one took the last unicorn', async () => {
    const rider = await person();
    const places = await Promise.all(Array.from({ length: 8 }, newPlace));
    await stationed(operator, places);
    await Promise.all(
      places.map(async (pickupLocation) => {
        const key = { 'idempotency-key': unique() };
        const request = () => rider.post('/rides', { pickupLocation }, key);
        const answers = await Promise.all([request(), request(), request(), request()]);
        expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
        expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(3);
        expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      }),
    );
  });

  test('of two bodies at once books one and refuses the other', async () => {
    const rider = await person();
    const pickupLocation = await newPlace();
    await stationed(operator, [pickupLocation, pickupLocation]);
    const key = { 'idempotency-key': unique() };
    const answers = await Promise.all([
      rider.post('/rides', { pickupLocation }, key),
      rider.post('/rides', { pickupLocation, destination: pickupLocation }, key),
    ]);
    const [booked, refused] = answers.toSorted((one, other) => one.status - other.status);
    expect(booked?.status).toBe(201);
    if (refused) expectProblem(refused, 422, 'idempotency-key-reused');
  });

  test('keeps no refusal: a retry may succeed, with another body too', async () => {
    const rider = await person();
    const pickupLocation = await newPlace();
    const key = { 'idempotency-key': unique() };
    expectProblem(await rider.post('/rides', { pickupLocation }, key), 409, 'no-unicorn-available');
    expectProblem(await rider.post('/rides', { pickupLocation, x: 1 }, key), 400, 'invalid-request', {
      pointer: '/x',
    });
    await stationed(operator, [pickupLocation]);
    const answer = await rider.post('/rides', { pickupLocation, destination: pickupLocation }, key);
    expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([201, undefined]);
  });

  test('may have 1 to 64 characters of A-Z a-z 0-9 _ -', async () => {
    const rider = await person();
    const pickupLocation = await newPlace();
    const keys = ['k', '_', '-'.repeat(64), 'AZaz09_-'];
    await Promise.all(
      keys.map((name) =>
        stationed(operator, [pickupLocation], { unicornId: newUnicornId(unique() + name.slice(0, 3)) }),
      ),
    );
    for (const name of keys) {
      const answer = await rider.post('/rides', { pickupLocation }, { 'idempotency-key': name });
      expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([201, undefined]);
    }
  });

  test.each([
    ['is empty', ''],
    ['is a space', ' '],
    ['has 65 characters', 'k'.repeat(65)],
    ['has a space', 'a b'],
    ['has a dot', 'a.b'],
    ['has quotes', '"key"'],
    ['is given twice', ['one', 'two']],
  ])('that %s is refused', async (_, name) => {
    const rider = await person();
    const answer = await rider.post('/rides', { pickupLocation: await newPlace() }, { 'idempotency-key': name });
    expectProblem(answer, 400, 'invalid-request', { header: 'Idempotency-Key' });
  });
});
