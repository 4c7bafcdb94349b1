import { expect, test } from 'vitest';
import { anyone, newUnicornId, operator, person } from './support/people.ts';
import { eventually } from './support/problems.ts';
import { type Ride, type Unicorn, unicornInput } from './support/shapes.ts';

// The part that follows each deployment of a stage, real people in it or not: it leaves alone what is not its own.

test('the API is there', async () => {
  expect((await anyone.get('/hello')).status).toBe(200);
  expect((await anyone.get('/openapi.json')).status).toBe(200);
  expect((await anyone.get('/fleet')).status).toBe(401);
});

test('a ride is booked, seen and cancelled', async () => {
  const [rider, chief] = await Promise.all([person(), operator()]);
  expect((await rider.post('/users', { name: 'Smoke' })).status).toBe(201);
  // A place of its own, in the Southern Ocean, that nobody else books from.
  const location = { latitude: -61 - Math.random(), longitude: -179 + 358 * Math.random() };
  const unicornId = newUnicornId();
  const added = await chief.put(`/unicorns/${unicornId}`, unicornInput({ location, status: 'available' }));
  expect(added.status, added.text).toBe(201);

  const ride = await eventually(async () => {
    const answer = await rider.post('/rides', { pickupLocation: location });
    expect(answer.status, answer.text).toBe(201);
    return answer.json<Ride>();
  });
  expect(ride.unicorn.unicornId).toBe(unicornId);
  expect((await rider.get(`/unicorns/${unicornId}`)).json<Unicorn>().status).toBe('onRide');
  const cancelled = await rider.post(`/rides/${ride.rideId}/cancel`);
  expect(cancelled.json<Ride>()).toMatchObject({ rideId: ride.rideId, status: 'cancelled' });
  expect((await chief.delete(`/unicorns/${unicornId}`)).status).toBe(204);
});
