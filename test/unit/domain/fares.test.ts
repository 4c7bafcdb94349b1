import { expect, test } from 'vitest';
import { fareFor, quote, travelTime } from '../../../lambda/domain/fares.ts';
import { at, beside } from './places.ts';

test.each([
  [0, 0, 0, 300],
  [0.4, 0, 0, 300],
  [0.6, 1, 1, 420],
  [14.6, 15, 1, 420],
  [15.6, 16, 2, 420],
  [1000.3, 1000, 67, 420],
  [1000.6, 1001, 67, 540],
  [2000, 2000, 134, 540],
])('a ride of %s m is %s m, takes %s s and costs %s cents', (way, distance, duration, amount) => {
  const from = at(47.6, -122.31);
  expect(quote(from, beside(from, way, 0))).toEqual({ distance, duration, fare: { amount, currency: 'USD' } });
});

test('a second or a kilometre that is begun counts whole', () => {
  expect([15, 30, 45_000].map(travelTime)).toEqual([1, 2, 3_000]);
  expect([1, 16, 45_001].map(travelTime)).toEqual([1, 2, 3_001]);
  expect([1_000, 1_001, 20_015_115].map((distance) => fareFor(distance).amount)).toEqual([420, 540, 2_402_220]);
});
