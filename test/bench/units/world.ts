import type { Location } from '../../../lambda/domain/geography.ts';
import type { Ride } from '../../../lambda/schemas/rides.ts';
import type { Unicorn } from '../../../lambda/schemas/unicorns.ts';
import type { User } from '../../../lambda/schemas/users.ts';
import { Places } from '../../unit/domain/places.ts';

const city: Location = { latitude: 47.6, longitude: -122.31 };
const stadium: Location = { latitude: 37.5665, longitude: 126.978 };
const now = '2026-11-21T09:30:00.000Z';

/** How crowded the ground is that a search begins on. */
export const grounds = ['sparse ground', 'a crowded city', 'one point'] as const;
export type Ground = (typeof grounds)[number];

/** The names of the requests that search, by the ground they search on. */
export const searchName = (ground: Ground) => `GET /unicorns?near=, ${ground}`;
export const bookingName = (ground: Ground) => `POST /rides, ${ground}`;
export const keyedBookingName = 'POST /rides, a crowded city, with a key';

/** What a table holds. */
export interface World {
  readonly unicorns: readonly Unicorn[];
  readonly users: readonly User[];
  readonly rides: readonly Ride[];
  /** Where searches begin, the same number on each ground. */
  readonly questions: Readonly<Record<Ground, readonly Location[]>>;
}

/**
 * A table of so many items: a fifth are unicorns in one city, a twentieth unicorns on one point, a quarter unicorns
 * anywhere on Earth; the rest are users, their e-mails, and rides, all of one rider.
 *
 * @param riderId the `sub` of the rider
 * @param questions how many on each ground
 */
export function makeWorld(size: number, riderId: string, questions: number): World {
  const places = new Places(size);
  const many = <Value>(share: number, make: (index: number) => Value) =>
    Array.from({ length: Math.floor(size * share) }, (_, index) => make(index));
  const lonely = many(0.25, (index) => unicorn(`lonely-${index}`, places.anywhere()));
  const urban = many(0.2, (index) => unicorn(`urban-${index}`, places.inDisc(city, 10_000)));
  const crowd = many(0.05, (index) => unicorn(`crowd-${index}`, stadium));
  const ask = (place: (index: number) => Location) => Array.from({ length: questions }, (_, index) => place(index));
  return {
    unicorns: [...lonely, ...urban, ...crowd],
    users: many(0.15, user),
    rides: many(0.2, (index) => ride(index, riderId)),
    questions: {
      'sparse ground': ask((index) => places.inDisc(lonely[index]?.location ?? city, 20_000)),
      'a crowded city': ask(() => places.inDisc(city, 12_000)),
      'one point': ask((index) => (index % 2 ? stadium : places.inDisc(stadium, 5_000))),
    },
  };
}

function unicorn(unicornId: string, location: Location): Unicorn {
  return {
    unicornId,
    name: 'Shadowfax',
    color: 'white',
    gender: 'male',
    location,
    status: 'available',
    updatedAt: now,
  };
}

function user(index: number): User {
  return {
    userId: `user-${index}`,
    name: 'Alice Liddell',
    email: `user-${index}@example.com`,
    phone: '+15550100',
    home: city,
    createdAt: now,
    updatedAt: now,
  };
}

function ride(index: number, riderId: string): Ride {
  return {
    rideId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    riderId,
    status: 'booked',
    pickupLocation: city,
    destination: city,
    unicorn: { unicornId: `gone-${index}`, name: 'Shadowfax', color: 'white', gender: 'male' },
    distance: 1_000,
    eta: 67,
    fare: { amount: 420, currency: 'USD' },
    requestedAt: new Date(Date.parse(now) + index * 1_000).toISOString(),
  };
}
