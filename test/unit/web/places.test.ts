import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleFleet } from '../../../bin/sample-fleet.ts';
import { distanceBetween as distanceOfTheApi } from '../../../lambda/domain/geography.ts';
import { unwrapped, unwrappedRing } from '../../../web/src/map/unwrap.ts';
import { citiesLike } from '../../../web/src/places/cities.ts';
import {
  cityAt,
  distanceBetween,
  latLng,
  locationOf,
  longitudeNear,
  parseCoordinates,
} from '../../../web/src/places/coordinates.ts';

const latitude = fc.double({ min: -90, max: 90, noNaN: true });
const longitude = fc.double({ min: -180, max: 180, noNaN: true });
const location = fc.record({ latitude, longitude });

describe('typed coordinates', () => {
  test.each([
    ['47.6, -122.31', { latitude: 47.6, longitude: -122.31 }],
    ['47.6,-122.31', { latitude: 47.6, longitude: -122.31 }],
    [' 47.6 -122.31 ', { latitude: 47.6, longitude: -122.31 }],
    ['−33.9°, 151.2°', { latitude: -33.9, longitude: 151.2 }],
    ['0,0', { latitude: 0, longitude: 0 }],
    ['90, 180', { latitude: 90, longitude: 180 }],
  ])('%s is a place', (typed, place) => {
    expect(parseCoordinates(typed)).toEqual(place);
  });

  test.each(['', '47.6', 'Seoul', '91, 0', '0, 181', '1e3, 2', '1,2,3', '47,6, 122,3', 'NaN, 0'])(
    '%j is none',
    (typed) => {
      expect(parseCoordinates(typed)).toBeUndefined();
    },
  );
});

describe('places as the API takes them', () => {
  test('are plain digits in its range, wherever the map was tapped', () => {
    const tapped = fc.double({ min: -2_000, max: 2_000, noNaN: true });
    fc.assert(
      fc.property(tapped, tapped, (north, east) => {
        const place = locationOf(north, east);
        expect(Math.abs(place.latitude)).toBeLessThanOrEqual(90);
        expect(Math.abs(place.longitude)).toBeLessThanOrEqual(180);
        expect(latLng(place).join()).toMatch(/^-?\d+(\.\d+)?,-?\d+(\.\d+)?$/);
      }),
    );
  });

  test('stay where they were to a tenth of a metre', () => {
    fc.assert(
      fc.property(location, (place) => {
        expect(distanceBetween(place, locationOf(place.latitude, place.longitude))).toBeLessThan(0.15);
      }),
    );
  });

  test('are as far from each other as the API says', () => {
    fc.assert(
      fc.property(location, location, (from, to) => {
        expect(distanceBetween(from, to)).toBeCloseTo(distanceOfTheApi(from, to), 0);
      }),
    );
  });
});

test('a place across the date line is shown beside what the map is around', () => {
  expect(longitudeNear(-179.9, 179.9)).toBeCloseTo(180.1);
  expect(longitudeNear(179.9, -179.9)).toBeCloseTo(-180.1);
  expect(longitudeNear(10, 20)).toBe(10);
});

test('the search knows every city of the sample fleet', () => {
  const strangers = sampleFleet().filter(({ location: place }) => cityAt(place) === undefined);
  expect(strangers).toEqual([]);
});

test.each([
  ['se', ['Seattle', 'Seoul']],
  ['SEOUL', ['Seoul']],
  ['서', ['Seoul']],
  ['york', ['New York']],
  ['new y', ['New York']],
  ['sao', ['São Paulo']],
  ['zz', []],
  [' ', []],
])('%j finds %j', (typed, names) => {
  expect(citiesLike(typed).map(({ name }) => name.en)).toEqual(names);
});

describe('outlines across the date line', () => {
  test('go on to the east and to the west, and come back', () => {
    const line = [
      [179, 1],
      [-179, 2],
      [179, 3],
    ];
    expect(unwrapped(line)).toEqual([
      [179, 1],
      [181, 2],
      [179, 3],
    ]);
    expect(unwrapped(line.map(([east = 0, north = 0]) => [-east, north])).map(([east]) => east)).toEqual([
      -179, -181, -179,
    ]);
  });

  test('are closed along the pole where they go around it, and left alone elsewhere', () => {
    const around = [-120, 0, 120, -120].map((east) => [east, -70]);
    expect(unwrappedRing(around).slice(-3)).toEqual([
      [240, -90],
      [-120, -90],
      [-120, -70],
    ]);
    const island = [0, 1, 1, 0].map((east, index) => [east, index]);
    expect(unwrappedRing(island)).toEqual(island);
  });
});
