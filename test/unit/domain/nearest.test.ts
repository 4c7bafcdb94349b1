import { describe, expect, test } from 'vitest';
import type { Location } from '../../../lambda/domain/geography.ts';
import { nearest, type Placed } from '../../../lambda/domain/nearest.ts';
import { Everyone } from './everyone.ts';
import { MeteredIndex } from './metered-index.ts';
import { at, beside, Places } from './places.ts';

const within = 50_000;

/** A world, and a way to ask about it. */
interface Scene {
  readonly unicorns: Placed[];
  readonly ask: () => Location;
}
type MakeScene = (places: Places) => Scene;

const many = (count: number, place: (index: number) => Location): Placed[] =>
  Array.from({ length: count }, (_, index) => ({ unicornId: `u-${(index * 7919) % 99_991}`, location: place(index) }));

/** Twenty thousand in a disc of 10 km around a place, asked for from in and around it. */
const cityAround =
  (middle: (places: Places) => Location): MakeScene =>
  (places) => {
    const city = middle(places);
    return {
      unicorns: many(20_000, () => places.inDisc(city, 10_000)),
      ask: () => places.inDisc(city, 15_000),
    };
  };

/** A few around a place, some out of reach. */
const fewAround =
  (middle: (places: Places) => Location, count = 30): MakeScene =>
  (places) => {
    const town = middle(places);
    return { unicorns: many(count, () => places.inDisc(town, 80_000)), ask: () => places.inDisc(town, 50_000) };
  };

const anywhere = (places: Places) => places.anywhere();
const northPole = () => at(90, 0);
const southPole = () => at(-90, 0);
/** On the antimeridian, which runs through the middle of a face of the cube and its borders alike. */
const onAntimeridian = (places: Places) => at(places.between(-85, 85), places.random() < 0.5 ? 180 : -180);
const onFaceBorder = (places: Places) => at(places.between(-35, 35), 45);
const onFaceCorner = () => at((Math.asin(Math.sqrt(1 / 3)) * 180) / Math.PI, 45);
const onCellCorners = () => at(0, 0);

/** Name, how many worlds, how many questions about each, how a world is made. */
const bounded: [string, number, number, MakeScene][] = [
  ['nothing', 1, 100, (places) => ({ unicorns: [], ask: () => places.anywhere() })],
  ['a few', 30, 40, fewAround(anywhere)],
  ['a few at the north pole', 10, 40, fewAround(northPole)],
  ['a few at the south pole', 10, 40, fewAround(southPole)],
  ['a few on the antimeridian', 20, 30, fewAround(onAntimeridian)],
  ['a few on the border of two faces', 20, 30, fewAround(onFaceBorder)],
  ['a few on the corner of three faces', 10, 40, fewAround(onFaceCorner)],
  ['some hundreds', 10, 40, fewAround(anywhere, 300)],
  ['thousands in a region', 2, 90, fewAround(anywhere, 5_000)],
  ['20,000 in a city', 1, 80, cityAround(anywhere)],
  ['20,000 at the north pole', 1, 40, cityAround(northPole)],
  ['20,000 at the south pole', 1, 40, cityAround(southPole)],
  ['20,000 on the antimeridian', 1, 40, cityAround(onAntimeridian)],
  ['20,000 on the border of two faces', 1, 40, cityAround(onFaceBorder)],
  ['20,000 on the corner of three faces', 1, 40, cityAround(onFaceCorner)],
  ['20,000 on the corner of four cells', 1, 40, cityAround(onCellCorners)],
  [
    'thousands on one point',
    3,
    50,
    (places) => {
      const point = places.anywhere();
      return {
        unicorns: many(3_000, () => point),
        ask: () => (places.random() < 0.3 ? point : places.inDisc(point, within)),
      };
    },
  ],
  [
    'dozens on each of a few points',
    20,
    10,
    (places) => {
      const town = places.anywhere();
      const points = Array.from({ length: 5 }, () => places.inDisc(town, 5_000));
      return { unicorns: many(100, (index) => points[index % 5] ?? town), ask: () => places.inDisc(town, 8_000) };
    },
  ],
  [
    'thousands on two points, equally far away',
    3,
    50,
    (places) => {
      const [equator, aside] = [at(0, places.between(-170, 170)), places.between(0.01, 0.4)];
      return {
        unicorns: many(3_000, (index) => at(0, equator.longitude + (index % 2 ? aside : -aside))),
        ask: () => (places.random() < 0.5 ? equator : places.inDisc(equator, 5_000)),
      };
    },
  ],
  [
    'thousands on a pole, each with a longitude of its own',
    2,
    40,
    (places) => ({
      unicorns: many(3_000, () => at(90, places.between(-180, 180))),
      ask: () => (places.random() < 0.3 ? at(90, places.between(-180, 180)) : places.inDisc(at(90, 0), within)),
    }),
  ],
  [
    'some at 49,999 and 50,001 m',
    40,
    5,
    (places) => {
      const middle = places.anywhere();
      const edge = (index: number) => beside(middle, index % 2 ? 49_999 : 50_001, places.bearing());
      return { unicorns: many(40, edge), ask: () => middle };
    },
  ],
  [
    'thousands on one point at 50,001 m',
    5,
    10,
    (places) => {
      const middle = places.anywhere();
      const point = beside(middle, 50_001, places.bearing());
      return { unicorns: many(3_000, () => point), ask: () => middle };
    },
  ],
  [
    'a dense crowd right behind the border of two faces',
    3,
    33,
    (places) => {
      const border = at(places.between(-30, 30), 45);
      const behind = () => {
        const { latitude, longitude } = places.inDisc(border, 300);
        return at(latitude, 45 + Math.abs(longitude - 45));
      };
      return { unicorns: many(5_000, behind), ask: () => beside(border, places.between(0, 400), 1.5 * Math.PI) };
    },
  ],
  [
    'coordinates that differ by the least that they can',
    10,
    20,
    (places) => {
      const { latitude, longitude } = places.anywhere();
      const [north, east] = [Math.abs(latitude), Math.abs(longitude)].map(
        (value) => 2 ** (Math.floor(Math.log2(value)) - 52),
      );
      const step = (unit = 0) => Math.floor(places.between(-2, 3)) * unit;
      const near = () => at(latitude + step(north), longitude + step(east));
      return { unicorns: many(60, near), ask: near };
    },
  ],
];

/** Where no order of an index tells which are nearest: exact, but nothing is promised about the cost. */
const unbounded: [string, number, number, MakeScene][] = [
  [
    '20,000 in a square of 200 m, 49 km away',
    1,
    40,
    (places) => {
      const middle = places.anywhere();
      return {
        unicorns: many(20_000, () => places.inSquare(middle, 200)),
        ask: () => beside(middle, 49_000, places.bearing()),
      };
    },
  ],
  [
    'two crowds, equally far away',
    1,
    20,
    (places) => {
      const [middle, bearing] = [places.anywhere(), places.bearing()];
      const crowds = [bearing, bearing + Math.PI].map((side) => beside(middle, 30_000, side));
      return {
        unicorns: many(20_000, (index) => places.inDisc(crowds[index % 2] ?? middle, 1_000)),
        ask: () => places.inDisc(middle, 100),
      };
    },
  ],
  [
    'a ring',
    3,
    2,
    (places) => {
      const middle = places.anywhere();
      return { unicorns: many(3_000, () => places.onRing(middle, 10_000, 10_001)), ask: () => middle };
    },
  ],
  [
    'a ring just out of reach',
    2,
    2,
    (places) => {
      const middle = places.anywhere();
      return { unicorns: many(3_000, () => beside(middle, 50_001, places.bearing())), ask: () => middle };
    },
  ],
];

/** Asks every question of a kind of world, holds each answer against all unicorns, and gives the units of the dearest. */
async function dearestAnswer(worlds: number, questions: number, makeScene: MakeScene): Promise<number> {
  let dearest = 0;
  for (let world = 1; world <= worlds; world++) {
    const { unicorns, ask } = makeScene(new Places(world));
    const index = new MeteredIndex(unicorns);
    const everyone = new Everyone(unicorns);
    for (let question = 0; question < questions; question++) {
      const from = ask();
      const expected = everyone.nearest(from, 20, within);
      for (const limit of [20, 1]) {
        index.units = 0;
        const found = await nearest(index.query, from, { limit, within });
        const answer = found.map(({ unicornId, distance }) => ({ unicornId, distance }));
        // As text, which is compared ten times as fast.
        expect(JSON.stringify(answer)).toBe(JSON.stringify(expected.slice(0, limit)));
        dearest = Math.max(dearest, index.units);
      }
    }
  }
  return dearest;
}

describe('the nearest are exactly those that looking at all of them finds, for at most 15 read units', () => {
  test.each(bounded)('%s', async (_, worlds, questions, makeScene) => {
    expect(await dearestAnswer(worlds, questions, makeScene)).toBeLessThanOrEqual(15);
  });
});

describe('the nearest are exact also where hundreds are about equally far away', () => {
  test.each(unbounded)('%s', async (_, worlds, questions, makeScene) => {
    // Three thousand are 1 MB: read once each, they cost 128 units. Pages that are not full cost the rest.
    expect(await dearestAnswer(worlds, questions, makeScene)).toBeLessThan(250);
  });
});

test('an item that moves while the index is read is found once', async () => {
  const before = new MeteredIndex([{ unicornId: 'mover', location: at(10, 10) }]);
  const after = new MeteredIndex([{ unicornId: 'mover', location: at(10, 10.001) }]);
  let reads = 0;
  const found = await nearest(
    (range) => (reads++ === 0 ? before.query(range) : after.query({ ...range, from: '!', to: '~' })),
    at(10, 10),
    { limit: 5, within },
  );
  expect(found.map(({ unicornId }) => unicornId)).toEqual(['mover']);
});
