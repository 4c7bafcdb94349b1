import type * as z from 'zod/mini';
import type { UnicornInput } from '../lambda/schemas/unicorns.ts';

export type SeedUnicorn = z.input<typeof UnicornInput> & { readonly unicornId: string };

const cities = [
  ['seattle', 47.6, -122.31],
  ['seoul', 37.5665, 126.978],
  ['tokyo', 35.6762, 139.6503],
  ['singapore', 1.3521, 103.8198],
  ['sydney', -33.8688, 151.2093],
  ['nairobi', -1.2921, 36.8219],
  ['berlin', 52.52, 13.405],
  ['london', 51.5074, -0.1278],
  ['reykjavik', 64.1466, -21.9426],
  ['new-york', 40.7128, -74.006],
  ['sao-paulo', -23.5505, -46.6333],
  ['suva', -18.1248, 178.4501],
] as const;
const herd = 83;
/** Degrees of latitude that a herd spreads to each side: some 20 km. */
const spread = 0.18;

const names = [
  'Amalthea',
  'Comet',
  'Dapple',
  'Ember',
  'Fable',
  'Galaxy',
  'Harmony',
  'Iris',
  'Juniper',
  'Karma',
  'Luna',
];
const colors = ['white', 'golden', 'yellow', 'silver', 'brown', 'black'];

/** The three of the workshop, where the workshop has them. */
const workshop: SeedUnicorn[] = [
  {
    unicornId: 'bucephalus',
    name: 'Bucephalus',
    color: 'golden',
    gender: 'male',
    location: { latitude: 47.6062, longitude: -122.3321 },
    status: 'available',
  },
  {
    unicornId: 'shadowfax',
    name: 'Shadowfax',
    color: 'white',
    gender: 'male',
    location: { latitude: 47.6205, longitude: -122.3493 },
    status: 'available',
  },
  {
    unicornId: 'rocinante',
    name: 'Rocinante',
    color: 'yellow',
    gender: 'female',
    location: { latitude: 47.5952, longitude: -122.3316 },
    status: 'available',
  },
];

/** Some 1,000 unicorns around a dozen cities: the same ones every time. */
export function sampleFleet(): SeedUnicorn[] {
  const random = randomSequence(2026);
  const pick = <Item>(list: readonly Item[], otherwise: Item): Item =>
    list[Math.floor(random() * list.length)] ?? otherwise;
  const herds = cities.flatMap(([city, latitude, longitude]) =>
    Array.from({ length: herd }, (_, number): SeedUnicorn => {
      const north = (random() + random() - 1) * spread;
      const east = ((random() + random() - 1) * spread) / Math.cos((latitude / 180) * Math.PI);
      return {
        unicornId: `${city}-${number + 1}`,
        name: pick(names, 'Comet'),
        color: pick(colors, 'white'),
        gender: random() < 0.5 ? 'female' : 'male',
        location: { latitude: degrees(latitude + north), longitude: degrees(longitude + east) },
        status: random() < 0.1 ? 'resting' : 'available',
      };
    }),
  );
  return [...workshop, ...herds];
}

const degrees = (value: number): number => Number(value.toFixed(5));

/** Numbers from 0 to 1 that look random and are the same every time (mulberry32). */
function randomSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
