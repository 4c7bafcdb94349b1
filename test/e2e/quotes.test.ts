import { expect, test } from 'vitest';
import { anyone } from './support/people.ts';
import { expectProblem } from './support/problems.ts';
import type { Location, Quote } from './support/shapes.ts';

const earthRadius = 6_371_008.8;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Degrees of the equator, or of a meridian, that are so many metres long. */
const degrees = (metres: number) => ((metres / earthRadius) * 180) / Math.PI;

/** Metres along the great circle, by the angle between two vectors: exact for near and for antipodal points. */
function greatCircle(from: Location, to: Location): number {
  const [latitude, otherLatitude] = [radians(from.latitude), radians(to.latitude)];
  const turn = radians(to.longitude - from.longitude);
  const across = Math.hypot(
    Math.cos(otherLatitude) * Math.sin(turn),
    Math.cos(latitude) * Math.sin(otherLatitude) - Math.sin(latitude) * Math.cos(otherLatitude) * Math.cos(turn),
  );
  const along =
    Math.sin(latitude) * Math.sin(otherLatitude) + Math.cos(latitude) * Math.cos(otherLatitude) * Math.cos(turn);
  return earthRadius * Math.atan2(across, along);
}

async function quote(from: string, to: string): Promise<Quote> {
  const answer = await anyone.get(`/quotes?from=${from}&to=${to}`);
  expect(answer.status).toBe(200);
  return answer.json<Quote>();
}

test.concurrent.for([
  [0, 0, 0, 300],
  [0.4, 0, 0, 300],
  [0.6, 1, 1, 420],
  [15, 15, 1, 420],
  [16, 16, 2, 420],
  [1000.3, 1000, 67, 420],
  [1000.6, 1001, 67, 540],
  [2000.4, 2000, 134, 540],
  [49_999.6, 50_000, 3334, 6300],
] as const)('%d m make a distance of %d m, %d s and %d cents', async ([metres, distance, duration, amount]) => {
  const to = degrees(metres).toFixed(12);
  expect(await quote('0,0', `0,${to}`)).toEqual({
    from: { latitude: 0, longitude: 0 },
    to: { latitude: 0, longitude: Number(to) },
    distance,
    duration,
    fare: { amount, currency: 'USD' },
  });
});

test.concurrent.for([
  ['47.60,-122.31', '37.5665,126.978'],
  ['0,180', '0,-180'],
  ['0,179.9999', '0,-179.9999'],
  ['90,0', '-90,0'],
  ['90,12.5', '90,-170'],
  ['0,0', '0,180'],
  ['45,10', '-45,-170'],
  ['-89.99999,0', '-89.99999,180'],
  ['-33.8688,151.2093', '-33.86880001,151.20930001'],
] as const)('from %s to %s is measured along the great circle', async ([from, to]) => {
  const answer = await quote(from, to);
  const exact = greatCircle(answer.from, answer.to);
  expect(Math.abs(answer.distance - exact)).toBeLessThanOrEqual(0.501);
  expect(answer.duration).toBe(Math.ceil(answer.distance / 15));
  expect(answer.fare).toEqual({ amount: 300 + 120 * Math.ceil(answer.distance / 1000), currency: 'USD' });
});

test('gives both locations back as they were sent', async () => {
  const answer = await anyone.get('/quotes?from=-0,-0.0&to=47.600000000000001,-122.3100');
  expect(answer.text).toContain(
    '"from":{"latitude":-0,"longitude":-0},"to":{"latitude":47.6,"longitude":-122.31},"distance"',
  );
});

test.concurrent.for([
  '',
  '1',
  '1,',
  ',1',
  '1,2,3',
  '1;2',
  '1,%202',
  '1%202',
  '%2B1,2',
  '1e1,2',
  '0x1,2',
  '.5,2',
  '5.,2',
  '--1,2',
  'NaN,2',
  'Infinity,2',
  '%D9%A3,2',
  '90.0000001,0',
  '-91,0',
  '0,180.0000001',
  '0,-181',
  '1,2%00',
  '99999999999999999999999999999999,0',
])('"%s" is no location in a query', async (location) => {
  expectProblem(await anyone.get(`/quotes?from=${location}&to=1,2`), 400, 'invalid-request', { parameter: 'from' });
  expectProblem(await anyone.get(`/quotes?from=1,2&to=${location}`), 400, 'invalid-request', { parameter: 'to' });
});

test('names every fault of the query at once', async () => {
  expectProblem(
    await anyone.get('/quotes?From=1,2&to=1,2&to=3,4&__proto__=1'),
    400,
    'invalid-request',
    { parameter: 'from' },
    { parameter: 'From' },
    { parameter: 'to' },
    { parameter: '__proto__' },
  );
});
