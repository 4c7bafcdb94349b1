import { expect, test } from 'vitest';
import { newUnicornId, person } from '../support/people.ts';
import { eventually } from '../support/problems.ts';
import type { Location } from '../support/shapes.ts';
import { find, fleetOperator, placesOn, putUnicorn } from './support.ts';

const centre = await placesOn(-53)();
const earthRadius = 6_371_008.8;

test('what is found is what measuring every unicorn gives', async () => {
  const operator = await fleetOperator();
  const rider = await person();
  const random = randomSequence(20261121);
  const spread = (degrees: number): Location => ({
    latitude: centre.latitude + (random() - 0.5) * degrees,
    longitude: centre.longitude + (random() - 0.5) * degrees * 1.6,
  });
  const [town, village] = [spread(0.8), spread(0.8)];
  const beside = ({ latitude, longitude }: Location, degrees: number): Location => ({
    latitude: latitude + (random() - 0.5) * degrees,
    longitude: longitude + (random() - 0.5) * degrees,
  });
  const locations = [
    ...Array.from({ length: 70 }, () => spread(1.2)),
    ...Array.from({ length: 90 }, () => beside(town, 0.02)),
    ...Array.from({ length: 20 }, () => beside(village, 0.0001)),
    ...Array.from({ length: 20 }, () => village),
  ];
  const fleet = await Promise.all(
    locations.map((location) => putUnicorn(operator, newUnicornId(), { location, status: 'available' })),
  );

  const questions = [
    ...Array.from({ length: 24 }, () => spread(1.6)),
    ...Array.from({ length: 8 }, () => beside(town, 0.04)),
    ...Array.from({ length: 4 }, () => beside(village, 0.0002)),
    village,
  ];
  await Promise.all(
    questions.map((from, number) => {
      const limit = [20, 5, 1][number % 3] ?? 20;
      const measured = fleet
        .map(({ unicornId, location }) => ({ unicornId, distance: haversine(from, location) }))
        .filter(({ distance }) => distance <= 50_000)
        .sort((one, other) => one.distance - other.distance || (one.unicornId < other.unicornId ? -1 : 1))
        .slice(0, limit);
      return eventually(async () =>
        expect((await find(rider, from, limit)).map(({ unicornId, distance }) => [unicornId, distance])).toEqual(
          measured.map(({ unicornId, distance }) => [unicornId, Math.round(distance)]),
        ),
      );
    }),
  );
});

/** Metres, by another formula than the API's own: exact to far less than a millimetre at these distances. */
function haversine(from: Location, to: Location): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (degrees: number) => Math.sin(radians(degrees) / 2) ** 2;
  const across = Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude));
  const chord = half(to.latitude - from.latitude) + across * half(to.longitude - from.longitude);
  return 2 * earthRadius * Math.asin(Math.sqrt(chord));
}

/** Numbers from 0 up to 1 that are the same in every run (a linear congruential generator). */
function randomSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
