import { describe, expect, test } from 'vitest';
import type { Answer } from '../support/client.ts';
import { anyone, clientWith, person } from '../support/people.ts';
import { eventually } from '../support/problems.ts';
import type { Fault, Location, Page, Place, ProblemDocument, Ride } from '../support/shapes.ts';
import { fleetOperator, lookAt, metresNorth, placesOn, stationed } from './support.ts';

const newPlace = placesOn(-71);
const operator = await fleetOperator();
const rider = await person();
/** Sends the ID token as it is, with no `Bearer` before it, as the workshop's web client does. */
const client = clientWith({ authorization: rider.tokens.id });
const nowhere = await newPlace();

const bodyOf = ({ latitude, longitude }: Location) => ({
  PickupLocation: { Latitude: latitude, Longitude: longitude },
});

interface WorkshopRide {
  readonly RideId: string;
  readonly Unicorn: { readonly Name: string; readonly Color: string; readonly Gender: string };
  readonly UnicornName: string;
  readonly Eta: string;
  readonly Rider: string;
}

/** Holds an answer to be a problem that the workshop's client understands too. */
function expectError(answer: Answer, status: number, kind: string, ...places: Place[]): void {
  expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json']);
  const document = answer.json<ProblemDocument & { Error: string; Reference: string }>();
  expect(document).toMatchObject({ type: `urn:unicorn-rides:problem:${kind}`, status });
  expect(document.Error).toMatch(/\S/);
  expect(document.Error).toBe(document.detail);
  expect(document.Reference).toBe(answer.headers['x-request-id']);
  expect(document.requestId).toBe(document.Reference);
  expect((document.errors ?? []).map(({ detail: _, ...place }: Fault) => place)).toEqual(places);
}

describe.concurrent('POST /ride', () => {
  test.each([
    ['male', 'Male'],
    ['female', 'Female'],
  ] as const)(
    'books the nearest unicorn, a %s one, and answers in the words of the workshop',
    async (gender, Gender) => {
      const place = await newPlace();
      const [unicorn] = await stationed(operator, [metresNorth(place, 450)], {
        gender,
        name: 'Rocinante',
        color: 'Yellow',
      });
      const answer = await client.post('/ride', bodyOf(place));
      expect([answer.status, answer.headers['content-type']]).toEqual([201, 'application/json']);
      const booked = answer.json<WorkshopRide>();
      expect(booked).toEqual({
        RideId: expect.stringMatching(/^[A-Za-z0-9._~-]{16,64}$/),
        Unicorn: { Name: 'Rocinante', Color: 'Yellow', Gender },
        UnicornName: 'Rocinante',
        Eta: '30 seconds',
        Rider: rider.username,
      });

      const ride = (await rider.get(`/rides/${booked.RideId}`)).json<Ride>();
      expect(ride).toMatchObject({
        rideId: booked.RideId,
        riderId: rider.userId,
        status: 'booked',
        pickupLocation: place,
        unicorn: { unicornId: unicorn?.unicornId },
        distance: 450,
        eta: 30,
      });
      expect(ride).not.toHaveProperty('fare');
      expect(await lookAt(rider, ride.unicorn.unicornId)).toMatchObject({ status: 'onRide', rideId: ride.rideId });
      await eventually(async () => {
        const { items } = (await rider.get(`/users/${rider.userId}/rides`)).json<Page<Ride>>();
        expect(items).toContainEqual(ride);
      });
      expect((await rider.post(`/rides/${ride.rideId}/cancel`)).json<Ride>().status).toBe('cancelled');
    },
  );

  test('names the rider by either token, with Bearer or without', async () => {
    const place = await newPlace();
    const { id, access } = rider.tokens;
    const tokens = [id, `Bearer ${id}`, access, `Bearer ${access}`];
    await stationed(
      operator,
      tokens.map(() => place),
    );
    for (const authorization of tokens) {
      const answer = await clientWith({ authorization }).post('/ride', bodyOf(place));
      expect([answer.status, answer.json<WorkshopRide>().Rider]).toEqual([201, rider.username]);
    }
  });

  test.each([
    ['JSON', { 'content-type': 'application/json' }],
    ['JSON in an encoding', { 'content-type': 'application/json; charset=UTF-8' }],
    ['text', { 'content-type': 'text/plain;charset=UTF-8' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }],
    ['a form of parts', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['bytes', { 'content-type': 'application/octet-stream' }],
    ['an image', { 'content-type': 'image/png' }],
    ['what is no content type', { 'content-type': '?' }],
    ['nothing at all', {}],
  ])('reads a body that is called %s', async (_, headers) => {
    const place = await newPlace();
    await stationed(operator, [place]);
    const answer = await client.send('POST', '/ride', { headers, body: JSON.stringify(bodyOf(place)) });
    expect([answer.status, answer.headers['content-type']]).toEqual([201, 'application/json']);
    expect(answer.json<WorkshopRide>().Eta).toBe('0 seconds');
  });

  test('books as POST /rides does: one unicorn for one ride, then none', async () => {
    const place = await newPlace();
    await stationed(operator, [place]);
    const key = { 'idempotency-key': 'not-looked-at' };
    expect((await client.post('/ride', bodyOf(place), key)).status).toBe(201);
    expectError(await client.post('/ride', bodyOf(place), key), 409, 'no-unicorn-available');
  });

  test.each<[string, unknown, ...string[]]>([
    ['no pickup', {}, '/PickupLocation'],
    ['null', { PickupLocation: null }, '/PickupLocation'],
    ['half a pickup', { PickupLocation: { Latitude: 1 } }, '/PickupLocation/Longitude'],
    ['a latitude off the map', { PickupLocation: { Latitude: 90.5, Longitude: 1 } }, '/PickupLocation/Latitude'],
    ['text', { PickupLocation: { Latitude: '1', Longitude: 1 } }, '/PickupLocation/Latitude'],
    ['members of its own', { ...bodyOf(nowhere), Destination: 1 }, '/Destination'],
    ['the words of POST /rides', { pickupLocation: nowhere }, '/PickupLocation', '/pickupLocation'],
    ['no object', 'ride', ''],
  ])('refuses %s', async (_, body, ...pointers) => {
    const places = pointers.map((pointer) => ({ pointer }));
    expectError(await client.post('/ride', body), 400, 'invalid-request', ...places);
    const called = { headers: { 'content-type': 'image/png' }, body: JSON.stringify(body) };
    expectError(await client.send('POST', '/ride', called), 400, 'invalid-request', ...places);
  });

  test('describes every problem in both ways', async () => {
    expectError(await client.send('POST', '/ride', { body: '{"PickupLocation"' }), 400, 'malformed-json');
    expectError(await client.send('POST', '/ride', { body: Buffer.from([0xff, 0xfe]) }), 400, 'malformed-json');
    expectError(await client.send('POST', '/ride', { body: 'PickupLocation=1' }), 400, 'malformed-json');
    expectError(await client.send('POST', '/ride'), 400, 'invalid-request', { pointer: '' });
    expectError(await client.post('/ride?x=1', bodyOf(nowhere)), 400, 'invalid-request', { parameter: 'x' });
    expectError(await client.send('POST', '/ride', { body: ' '.repeat(65_537) }), 413, 'payload-too-large');
    expectError(await client.post('/ride', bodyOf(nowhere)), 409, 'no-unicorn-available');
  });

  test('is for the signed in', async () => {
    const answer = await anyone.post('/ride', bodyOf(nowhere));
    expect([answer.status, answer.json()]).toEqual([401, { message: 'Unauthorized' }]);
  });
});
