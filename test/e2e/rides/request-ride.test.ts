import { describe, expect, test } from 'vitest';
import { anyone, newUnicornId, person, unique } from '../support/people.ts';
import { eventually, expectProblem } from '../support/problems.ts';
import { type Quote, type Ride, unicornInput } from '../support/shapes.ts';
import {
  book,
  find,
  fleetOperator,
  idsOf,
  lookAt,
  metresNorth,
  placesOn,
  putUnicorn,
  stationed,
  untilFound,
} from './support.ts';

const newPlace = placesOn(-56);
const operator = await fleetOperator();
const rider = await person();

describe.concurrent('POST /rides', () => {
  test('books the nearest unicorn and answers with the ride, whole', async () => {
    const pickupLocation = await newPlace();
    const [, nearest] = await stationed(operator, [
      metresNorth(pickupLocation, 2000),
      metresNorth(pickupLocation, -1000.4),
      metresNorth(pickupLocation, 1001),
    ]);
    const destination = metresNorth(pickupLocation, 9000.2);
    const before = Date.now();
    const answer = await rider.post('/rides', { pickupLocation, destination });
    expect(answer.status).toBe(201);
    const ride = answer.json<Ride>();
    expect(ride).toEqual({
      rideId: expect.stringMatching(/^[A-Za-z0-9._~-]{16,64}$/),
      riderId: rider.userId,
      status: 'booked',
      pickupLocation,
      destination,
      unicorn: {
        unicornId: nearest?.unicornId,
        name: nearest?.name,
        color: nearest?.color,
        gender: nearest?.gender,
      },
      distance: 1000,
      eta: 67,
      fare: { amount: 300 + 9 * 120, currency: 'USD' },
      requestedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    // Another machine's clock may differ from this one's.
    expect(Math.abs(Date.parse(ride.requestedAt) - before)).toBeLessThan(60_000);
    expect(answer.headers.location).toBe(`/rides/${ride.rideId}`);
    expect(answer.headers['idempotent-replayed']).toBeUndefined();
    expect((await rider.get(`/rides/${ride.rideId}`)).json()).toEqual(ride);
  });

  test('leaves destination and fare out where there is no destination', async () => {
    const pickupLocation = await newPlace();
    await stationed(operator, [pickupLocation]);
    const ride = await book(rider, pickupLocation);
    expect(Object.keys(ride).toSorted()).toEqual(
      ['rideId', 'riderId', 'status', 'pickupLocation', 'unicorn', 'distance', 'eta', 'requestedAt'].toSorted(),
    );
    expect([ride.distance, ride.eta]).toEqual([0, 0]);
  });

  test('asks the fare of a quote, from pickup to destination', async () => {
    const pickupLocation = await newPlace();
    const destination = { latitude: 12.5, longitude: 77.25 };
    await stationed(operator, [metresNorth(pickupLocation, 800)]);
    const { latitude, longitude } = pickupLocation;
    const quote = (await anyone.get(`/quotes?from=${latitude},${longitude}&to=12.5,77.25`)).json<Quote>();
    const ride = await book(rider, pickupLocation, destination);
    expect(ride.fare).toEqual(quote.fare);
    expect(ride.fare?.amount).toBe(300 + 120 * Math.ceil(quote.distance / 1000));
  });

  test('gives coordinates back as they were sent, to the last bit', async () => {
    const pickupLocation = { latitude: (await newPlace()).latitude + 0.123_456_789_012_345_6, longitude: 1e-200 };
    const destination = { latitude: 89.999_999_999_999_99, longitude: -179.999_999_999_999_97 };
    await stationed(operator, [{ ...pickupLocation, longitude: 0 }]);
    const ride = await book(rider, pickupLocation, destination);
    expect([ride.pickupLocation, ride.destination]).toEqual([pickupLocation, destination]);
    const read = (await rider.get(`/rides/${ride.rideId}`)).json<Ride>();
    expect([read.pickupLocation, read.destination]).toEqual([pickupLocation, destination]);
  });

  test('marks the unicorn: on a ride, changed, and not to be found', async () => {
    const place = await newPlace();
    const [{ unicornId } = { unicornId: '' }] = await stationed(operator, [place]);
    const before = await lookAt(operator, unicornId);
    const { rideId, requestedAt } = await book(rider, metresNorth(place, 500));
    const { etag, updatedAt, ...after } = await lookAt(rider, unicornId);
    const { etag: oldTag, updatedAt: oldTime, ...rest } = before;
    expect(after).toEqual({ ...rest, status: 'onRide', rideId });
    expect(etag).not.toBe(oldTag);
    expect(updatedAt).toBe(requestedAt);
    expect(Date.parse(updatedAt)).toBeGreaterThanOrEqual(Date.parse(oldTime));
    await eventually(async () => expect(await find(rider, place)).toEqual([]));
  });

  test('keeps operators from replacing or removing a unicorn on a ride', async () => {
    const place = await newPlace();
    const [{ unicornId, ...unicorn } = { unicornId: '' }] = await stationed(operator, [place]);
    const path = `/unicorns/${unicornId}`;
    const body = { ...unicorn, updatedAt: undefined };
    const { etag = '' } = await lookAt(operator, unicornId);
    await book(rider, place);
    const onRide = await lookAt(operator, unicornId);
    const current = { 'if-match': onRide.etag ?? '' };

    expectProblem(await operator.put(path, body), 409, 'unicorn-on-ride');
    expectProblem(await operator.put(path, body, current), 409, 'unicorn-on-ride');
    expectProblem(await operator.put(path, { ...body, status: 'onRide' }), 400, 'invalid-request', {
      pointer: '/status',
    });
    expectProblem(await operator.put(path, body, { 'if-match': etag }), 412, 'precondition-failed');
    expectProblem(await operator.delete(path), 409, 'unicorn-on-ride');
    expectProblem(await operator.delete(path, current), 409, 'unicorn-on-ride');
    expectProblem(await operator.delete(path, { 'if-match': etag }), 412, 'precondition-failed');
    expect(await lookAt(operator, unicornId)).toEqual(onRide);
  });

  test('books one after the other, nearest first, until none is left', async () => {
    const place = await newPlace();
    const stem = unique();
    const ids = ['c', 'b', 'A', 'B'].map((end) => newUnicornId(`${stem}${end}`));
    const metres = [10, 20, 30, 30];
    await Promise.all(
      ids.map((unicornId, number) => stationed(operator, [metresNorth(place, metres[number] ?? 0)], { unicornId })),
    );
    const booked: string[] = [];
    for (const _ of ids) booked.push((await book(rider, place)).unicorn.unicornId);
    expect(booked).toEqual(ids);
    expectProblem(await rider.post('/rides', { pickupLocation: place }), 409, 'no-unicorn-available');
  });

  test('reaches 50,000 m', async () => {
    const place = await newPlace();
    const [farthest] = await stationed(operator, [metresNorth(place, 49_999.6), metresNorth(place, 50_000.4)]);
    const ride = await book(rider, place);
    expect([ride.unicorn.unicornId, ride.distance, ride.eta]).toEqual([farthest?.unicornId, 50_000, 3334]);
    expectProblem(await rider.post('/rides', { pickupLocation: place }), 409, 'no-unicorn-available');
  });

  test('books nobody who rests', async () => {
    const place = await newPlace();
    await putUnicorn(operator, newUnicornId(), { location: place, status: 'resting' });
    expectProblem(await rider.post('/rides', { pickupLocation: place }), 409, 'no-unicorn-available');
  });

  test('lets a rider have several rides at once, by either token', async () => {
    const place = await newPlace();
    await stationed(operator, [place, place]);
    const rides = [await book(rider, place), await book(rider.byAccessToken, place)];
    expect(rides.map(({ riderId }) => riderId)).toEqual([rider.userId, rider.userId]);
    expect(new Set(rides.map(({ unicorn }) => unicorn.unicornId)).size).toBe(2);
  });

  test('of twelve who want one of two unicorns at once, two get one, and ten are told that there is none', async () => {
    const place = await newPlace();
    const unicorns = await stationed(operator, [place, place]);
    const riders = await Promise.all(Array.from({ length: 6 }, () => person()));
    const answers = await Promise.all(
      [...riders, ...riders].map((each) => each.post('/rides', { pickupLocation: place })),
    );
    const booked = answers.filter(({ status }) => status === 201).map((answer) => answer.json<Ride>());
    expect(booked.map(({ unicorn }) => unicorn.unicornId).toSorted()).toEqual(idsOf(unicorns).toSorted());
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expectProblem(answer, 409, 'no-unicorn-available');
    }
    for (const { rideId, unicorn } of booked) {
      expect(await lookAt(operator, unicorn.unicornId)).toMatchObject({ status: 'onRide', rideId });
    }
  });

  test('books a unicorn that is put anew at the same moment: it is available all the time', async () => {
    const place = await newPlace();
    const [{ unicornId } = { unicornId: '' }] = await stationed(operator, [place]);
    for (let round = 1; round <= 8; round += 1) {
      const [answer] = await Promise.all([
        rider.post('/rides', { pickupLocation: place }),
        ...['Ada', 'Bea', 'Cleo'].map((name) =>
          operator.put(`/unicorns/${unicornId}`, unicornInput({ name, location: place, status: 'available' })),
        ),
      ]);
      expect(answer.status, answer.text).toBe(201);
      await rider.post(`${answer.headers.location}/cancel`);
      await untilFound(operator, { unicornId, location: place });
    }
  });
});

test('the unicorns near are those that were not booked', async () => {
  const place = await newPlace();
  const [nearest, next] = await stationed(operator, [place, metresNorth(place, 5)]);
  expect((await book(rider, place)).unicorn.unicornId).toBe(nearest?.unicornId);
  await eventually(async () => expect(idsOf(await find(rider, place))).toEqual([next?.unicornId]));
});
