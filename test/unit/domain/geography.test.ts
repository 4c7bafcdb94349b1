import { describe, expect, test } from 'vitest';
import { canonical, distanceBetween, earthRadius } from '../../../lambda/domain/geography.ts';
import { at, beside, Places } from './places.ts';

const halfway = Math.PI * earthRadius;

describe('the distance between two locations', () => {
  test.each([
    ['Seattle and Seoul', at(47.6, -122.31), at(37.57, 126.98), 8_323_566.63, 8_323_566.61],
    ['a quarter of the equator', at(0, 0), at(0, 90), halfway / 2 + 1e-6, halfway / 2 - 1e-6],
    ['the equator and a pole', at(0, 12), at(90, 77), halfway / 2 + 1e-6, halfway / 2 - 1e-6],
    ['both poles', at(90, 1), at(-90, 2), halfway + 1e-6, halfway - 1e-6],
    ['across the antimeridian', at(0, 179.5), at(0, -179.5), halfway / 180 + 1e-6, halfway / 180 - 1e-6],
  ])('%s', (_, from, to, most, least) => {
    expect(distanceBetween(from, to)).toBeLessThanOrEqual(most);
    expect(distanceBetween(from, to)).toBeGreaterThanOrEqual(least);
    expect(distanceBetween(to, from)).toBe(distanceBetween(from, to));
  });

  test('is 0 between two names of one point', () => {
    expect(distanceBetween(at(12.3, 180), at(12.3, -180))).toBe(0);
    expect(distanceBetween(at(90, 17), at(90, -120))).toBe(0);
    expect(distanceBetween(at(-90, 180), at(-90, 0))).toBe(0);
    expect(distanceBetween(at(0, 0), at(-0, -0))).toBe(0);
  });

  test('is the same to all names of one point', () => {
    const places = new Places(1);
    for (let round = 0; round < 1_000; round++) {
      const from = places.anywhere();
      expect(distanceBetween(from, at(90, places.between(-180, 180)))).toBe(distanceBetween(from, at(90, 0)));
      expect(distanceBetween(from, at(5, 180))).toBe(distanceBetween(from, at(5, -180)));
    }
  });

  test('keeps its digits where it is tiny', () => {
    const degree = halfway / 180;
    expect(distanceBetween(at(0, 0), at(1e-300, 0)) / (1e-300 * degree)).toBeCloseTo(1, 12);
    expect(distanceBetween(at(0, 0), at(0, 1e-12)) / (1e-12 * degree)).toBeCloseTo(1, 12);
    expect(distanceBetween(at(60, 0), at(60, 2 ** -40)) / (2 ** -40 * degree)).toBeCloseTo(0.5, 12);
  });

  test('keeps its digits where it is nearly halfway around', () => {
    const degree = halfway / 180;
    for (const short of [1e-3, 1e-6, 1e-9]) {
      expect((halfway - distanceBetween(at(0, 0), at(short, 180))) / (short * degree)).toBeCloseTo(1, 0);
      expect(halfway - distanceBetween(at(30, 10), at(-30 + short, -170))).toBeCloseTo(short * degree, 6);
    }
  });

  test('is a number for any two locations, and never longer than halfway around', () => {
    const places = new Places(2);
    const latitudes = [-90, -1e-320, 0, 1e-320, 89.99999999999999, 90];
    const longitudes = [-180, -179.99999999999997, -1e-320, 0, 180];
    const any = () => {
      const { latitude, longitude } = places.anywhere();
      const pick = (values: number[], other: number) => values[Math.floor(places.between(0, 9))] ?? other;
      return at(pick(latitudes, latitude), pick(longitudes, longitude));
    };
    for (let round = 0; round < 20_000; round++) {
      const distance = distanceBetween(any(), any());
      expect(distance >= 0 && distance <= halfway * (1 + 1e-15)).toBe(true);
    }
  });

  test('is the way that was gone', () => {
    const places = new Places(3);
    for (let round = 0; round < 5_000; round++) {
      const from = places.anywhere();
      const way = 10 ** places.between(-3, 7);
      expect(distanceBetween(from, beside(from, way, places.bearing()))).toBeCloseTo(way, 4);
    }
  });
});

test('each point has one canonical form, without a negative zero', () => {
  expect(canonical(at(90, -12))).toEqual(at(90, 0));
  expect(canonical(at(1, -180))).toEqual(at(1, 180));
  expect(canonical(at(-0, -0))).toEqual(at(0, 0));
  expect(canonical(at(89.99999999999999, -12))).toEqual(at(89.99999999999999, -12));
});
