import { describe, expect, test } from 'vitest';
import { anyone, person } from '../support/people.ts';
import { eventually, expectProblem } from '../support/problems.ts';
import type { Location, Ride } from '../support/shapes.ts';
import { book, find, fleetOperator, idsOf, lookAt, metresNorth, placesOn, stationed, untilFound } from './support.ts';

const newPlace = placesOn(-65);
const operator = await fleetOperator();
const [rider, stranger] = await Promise.all([person(), person()]);

/** A ride that was just booked, with a unicorn 700 m from the pickup. */
async function newRide(destination?: Location) {
  const pickup = await newPlace();
  const stand = metresNorth(pickup, 700);
  const [unicorn] = await stationed(operator, [stand]);
  const ride = await book(rider, pickup, destination);
  expect(ride.unicorn.unicornId).toBe(unicorn?.unicornId);
  return { ride, pickup, stand, path: `/rides/${ride.rideId}` };
}

const farAway = { latitude: 33.25, longitude: -40.125 };

describe.concurrent('Ending a ride', () => {
  test.each([
    ['cancel', 'cancelled', 'where it was', undefined, 'stand'],
    ['cancel', 'cancelled', 'where it was, whatever the destination', farAway, 'stand'],
    ['complete', 'completed', 'at the pickup', undefined, 'pickup'],
    ['complete', 'completed', 'at the destination', farAway, 'destination'],
  ] as const)('after %s it is %s, and its unicorn available again %s', async (step, status, _, destination, where) => {
    const { ride, path, ...places } = await newRide(destination);
    const { unicornId } = ride.unicorn;
    const onRide = await lookAt(operator, unicornId);

    const answer = await operator.post(`${path}/${step}`);
    expect(answer.status).toBe(200);
    const ended = answer.json<Ride>();
    expect(ended).toEqual({ ...ride, status, endedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/) });
    expect(Date.parse(ended.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(ride.requestedAt));
    expect((await rider.get(path)).json()).toEqual(ended);

    const { rideId: __, etag: oldTag, updatedAt: ___, ...unchanged } = onRide;
    const location = { ...places, destination: farAway }[where];
    const { etag, ...free } = await lookAt(operator, unicornId);
    expect(free).toEqual({ ...unchanged, status: 'available', location, updatedAt: ended.endedAt });
    expect(etag).toMatch(/^"[^"]+"$/);
    expect(etag).not.toBe(oldTag);
    await untilFound(rider, { unicornId, location });
  });

  test('a unicorn that was freed can be booked where it is now', async () => {
    const [one, other] = [await newPlace(), await newPlace()];
    const [{ unicornId } = { unicornId: '' }] = await stationed(operator, [one]);
    const first = await book(rider, one, other);
    await operator.post(`/rides/${first.rideId}/complete`);
    await untilFound(rider, { unicornId, location: other });
    expectProblem(await rider.post('/rides', { pickupLocation: one }), 409, 'no-unicorn-available');
    const second = await book(stranger, metresNorth(other, 30));
    expect([second.unicorn.unicornId, second.distance]).toEqual([unicornId, 30]);
  });

  test('the same step again changes nothing, also when the unicorn is on another ride', async () => {
    for (const [step, otherStep] of [
      ['cancel', 'complete'],
      ['complete', 'cancel'],
    ]) {
      const { ride, path, stand, pickup } = await newRide();
      const { unicornId } = ride.unicorn;
      const ended = await operator.post(`${path}/${step}`);
      await untilFound(rider, { unicornId, location: step === 'cancel' ? stand : pickup });
      const next = await book(rider, pickup);
      const onNext = await lookAt(operator, unicornId);
      expect([onNext.status, onNext.rideId]).toEqual(['onRide', next.rideId]);

      const again = await operator.post(`${path}/${step}`);
      expect([again.status, again.text]).toEqual([200, ended.text]);
      expectProblem(await operator.post(`${path}/${otherStep}`), 409, 'illegal-ride-step');
      expect(await lookAt(operator, unicornId)).toEqual(onNext);
      expect((await rider.get(path)).json()).toEqual(ended.json());
    }
  });

  test('of many who end a ride at once, in two ways, one way wins, and frees the unicorn once', async () => {
    const { ride, path } = await newRide(farAway);
    const steps = Array.from({ length: 16 }, (_, number) => (number % 2 === 0 ? 'cancel' : 'complete'));
    const answers = await Promise.all(steps.map((step) => operator.post(`${path}/${step}`)));
    const ended = (await rider.get(path)).json<Ride>();
    const winner = ended.status === 'cancelled' ? 'cancel' : 'complete';
    for (const [number, answer] of answers.entries()) {
      if (steps[number] === winner) expect([answer.status, answer.json()]).toEqual([200, ended]);
      else expectProblem(answer, 409, 'illegal-ride-step');
    }
    expect(await lookAt(operator, ride.unicorn.unicornId)).toMatchObject({
      status: 'available',
      updatedAt: ended.endedAt,
    });
  });
});

describe.concurrent('Who may end a ride', () => {
  test('its rider may cancel it, by either token', async () => {
    const { path } = await newRide();
    const first = await rider.byAccessToken.post(`${path}/cancel`);
    expect([first.status, first.json<Ride>().status]).toEqual([200, 'cancelled']);
    const again = await rider.post(`${path}/cancel`);
    expect([again.status, again.json()]).toEqual([200, first.json()]);
  });

  test('its rider may not complete it, also when it has ended', async () => {
    const { path, ride } = await newRide();
    expectProblem(await rider.post(`${path}/complete`), 403, 'forbidden');
    expectProblem(await stranger.post(`${path}/complete`), 403, 'forbidden');
    expectProblem(await rider.post('/rides/nobodys/complete'), 403, 'forbidden');
    expect((await rider.get(path)).json()).toEqual(ride);
    await operator.post(`${path}/complete`);
    expectProblem(await rider.post(`${path}/complete`), 403, 'forbidden');
    expectProblem(await rider.post(`${path}/cancel`), 409, 'illegal-ride-step');
  });

  test('for another rider there is no such ride, before and after its end', async () => {
    const { path, ride } = await newRide();
    expectProblem(await stranger.post(`${path}/cancel`), 404, 'not-found');
    expect((await rider.get(path)).json()).toEqual(ride);
    await rider.post(`${path}/cancel`);
    expectProblem(await stranger.post(`${path}/cancel`), 404, 'not-found');
  });

  test('nobody may without a sign-in', async () => {
    for (const step of ['cancel', 'complete']) {
      const answer = await anyone.post(`/rides/any/${step}`);
      expect([answer.status, answer.json()]).toEqual([401, { message: 'Unauthorized' }]);
    }
  });
});

describe.concurrent.each(['cancel', 'complete'])('POST /rides/{rideId}/%s', (step) => {
  test('takes no body, or an empty object', async () => {
    const { path } = await newRide();
    const headers = { 'content-type': 'application/json' };
    const bodies = [{}, { headers }, { headers, body: '' }, { headers, body: ' {} ' }];
    for (const sent of bodies) expect((await operator.send('POST', `${path}/${step}`, sent)).status).toBe(200);
  });

  test('refuses another body, what is no JSON, and a query, and leaves the ride as it is', async () => {
    const { path, ride } = await newRide();
    const post = (body: string, type = 'application/json') =>
      operator.send('POST', `${path}/${step}`, { headers: { 'content-type': type }, body });
    expectProblem(await post('{"reason": "rain"}'), 400, 'invalid-request', { pointer: '/reason' });
    expectProblem(await post('[]'), 400, 'invalid-request', { pointer: '' });
    expectProblem(await post('null'), 400, 'invalid-request', { pointer: '' });
    expectProblem(await post('{'), 400, 'malformed-json');
    expectProblem(await post('{}', 'text/plain'), 415, 'unsupported-media-type');
    expectProblem(await post(' '.repeat(65_537)), 413, 'payload-too-large');
    expectProblem(await operator.post(`${path}/${step}?now=1`), 400, 'invalid-request', { parameter: 'now' });
    expect((await rider.get(path)).json()).toEqual(ride);
  });
});

test('Where the unicorn of a ride stands, nobody finds it before the ride has ended', async () => {
  const { ride, path, stand } = await newRide();
  await eventually(async () => expect(await find(rider, stand)).toEqual([]));
  await rider.post(`${path}/cancel`);
  await eventually(async () => expect(idsOf(await find(rider, stand))).toEqual([ride.unicorn.unicornId]));
});
