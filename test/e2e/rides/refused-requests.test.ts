import { describe, expect, test } from 'vitest';
import { anyone, person } from '../support/people.ts';
import { expectProblem } from '../support/problems.ts';

const rider = await person();
/** Nobody is ever stationed here. */
const nowhere = { latitude: -47, longitude: 100 };

describe.concurrent('POST /rides', () => {
  test.each<[string, unknown, ...string[]]>([
    ['no pickup', {}, '/pickupLocation'],
    ['null for the pickup', { pickupLocation: null }, '/pickupLocation'],
    ['a list for the pickup', { pickupLocation: [-56, 1] }, '/pickupLocation'],
    ['text for the pickup', { pickupLocation: '-56,1' }, '/pickupLocation'],
    ['half a pickup', { pickupLocation: { latitude: -56 } }, '/pickupLocation/longitude'],
    [
      'a pickup off the map',
      { pickupLocation: { latitude: -90.1, longitude: 180.1 } },
      '/pickupLocation/latitude',
      '/pickupLocation/longitude',
    ],
    ['a number as text', { pickupLocation: { latitude: '-56', longitude: 1 } }, '/pickupLocation/latitude'],
    ['more than a location', { pickupLocation: { ...nowhere, altitude: 3 } }, '/pickupLocation/altitude'],
    ['null for the destination', { pickupLocation: nowhere, destination: null }, '/destination'],
    [
      'an empty destination',
      { pickupLocation: nowhere, destination: {} },
      '/destination/latitude',
      '/destination/longitude',
    ],
    ['unknown members', { pickupLocation: nowhere, riderId: 'me', 'a/b~c': 1 }, '/riderId', '/a~1b~0c'],
    ['no object', [nowhere], ''],
    ['nothing but null', null, ''],
  ])('refuses %s', async (_, body, ...pointers) => {
    const places = pointers.map((pointer) => ({ pointer }));
    expectProblem(await rider.post('/rides', body), 400, 'invalid-request', ...places);
  });

  test('refuses the member __proto__ as it does any unknown one', async () => {
    const body = `{"pickupLocation": ${JSON.stringify(nowhere)}, "__proto__": {"destination": null}}`;
    const headers = { 'content-type': 'application/json' };
    expectProblem(await rider.send('POST', '/rides', { headers, body }), 400, 'invalid-request', {
      pointer: '/__proto__',
    });
  });

  test('refuses what is no JSON, no JSON by its content type, too large, or not there', async () => {
    const type = { 'content-type': 'application/json' };
    const body = JSON.stringify({ pickupLocation: nowhere });
    const post = (headers: Record<string, string>, text?: string) =>
      rider.send('POST', '/rides', { headers, ...(text !== undefined && { body: text }) });
    expect(expectProblem(await post(type, '{"pickupLocation": }'), 400, 'malformed-json').detail).toMatch(/column 20/);
    expect(expectProblem(await post(type, `{'pickupLocation': 1}`), 400, 'malformed-json').detail).toMatch(
      /double quotes/,
    );
    expectProblem(await post({ 'content-type': 'text/plain' }, body), 415, 'unsupported-media-type');
    expectProblem(await post({}, body), 415, 'unsupported-media-type');
    expectProblem(await post(type, body.padEnd(65_537)), 413, 'payload-too-large');
    expectProblem(await post(type, body.padEnd(65_536)), 409, 'no-unicorn-available');
    expectProblem(
      await post({ 'content-type': 'application/geo+json; charset=utf-8' }, body),
      409,
      'no-unicorn-available',
    );
    expectProblem(await post(type), 400, 'invalid-request', { pointer: '' });
    expectProblem(await post({}), 400, 'invalid-request', { pointer: '' });
  });

  test('names every fault of a request: in its query, its headers and its body', async () => {
    const answer = await rider.post('/rides?dry=run', { pickupLocation: 1, x: 1 }, { 'idempotency-key': 'no spaces' });
    expectProblem(
      answer,
      400,
      'invalid-request',
      { parameter: 'dry' },
      { header: 'Idempotency-Key' },
      { pointer: '/pickupLocation' },
      { pointer: '/x' },
    );
  });

  test('is for the signed in', async () => {
    const answer = await anyone.post('/rides', { pickupLocation: nowhere });
    expect([answer.status, answer.json()]).toEqual([401, { message: 'Unauthorized' }]);
  });
});
