import * as z from 'zod/mini';
import { problemKinds } from '../../lambda/http/problems.ts';
import { Fare, Instant, LatLng, Location } from '../../lambda/schemas/common.ts';
import { Ride, RideInput } from '../../lambda/schemas/rides.ts';
import { NearbyUnicorn, Unicorn, UnicornInput } from '../../lambda/schemas/unicorns.ts';
import { User, UserInput } from '../../lambda/schemas/users.ts';

/** RFC 9457, with the members that are ours. */
export const ProblemSchema = z.object({
  type: z.enum(Object.keys(problemKinds).map((kind) => `urn:unicorn-rides:problem:${kind}`)),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.optional(
    z.array(
      z.object({
        pointer: z.optional(z.string()),
        parameter: z.optional(z.string()),
        header: z.optional(z.string()),
        detail: z.string(),
      }),
    ),
  ),
});

const seattle = { latitude: 47.6, longitude: -122.31 };
const airport = { latitude: 47.4502, longitude: -122.3088 };
const userInput = { name: 'Alice', phone: '+15550100', home: seattle };
const unicornInput = {
  name: 'Bucephalus',
  color: 'golden',
  gender: 'male',
  location: seattle,
  status: 'available',
} as const satisfies z.input<typeof UnicornInput>;
const unicorn = { unicornId: 'bucephalus', ...unicornInput, updatedAt: '2026-11-21T09:00:00.000Z' };
const rideInput = { pickupLocation: { latitude: 47.61, longitude: -122.33 }, destination: airport };

/** The schemas that the document names, each with an example: a test holds that the examples fit. */
export const components: Readonly<Record<string, { readonly schema: z.ZodMiniType; readonly example: unknown }>> = {
  Location: { schema: Location, example: seattle },
  Fare: { schema: Fare, example: { amount: 2460, currency: 'USD' } },
  UserInput: { schema: UserInput, example: userInput },
  User: {
    schema: User,
    example: {
      userId: '5f0c2a9e-6f0b-4f4e-9d43-0f6d1e6b7a10',
      email: 'alice@example.com',
      ...userInput,
      createdAt: '2026-11-21T09:00:00.000Z',
      updatedAt: '2026-11-21T09:00:00.000Z',
    },
  },
  UnicornInput: { schema: UnicornInput, example: unicornInput },
  Unicorn: { schema: Unicorn, example: unicorn },
  NearbyUnicorn: { schema: NearbyUnicorn, example: { ...unicorn, distance: 1869, eta: 125 } },
  RideInput: { schema: RideInput, example: rideInput },
  Ride: {
    schema: Ride,
    example: {
      rideId: '0b8e3a52-5b7e-4c61-8a4e-2d9f6c0e8f11',
      riderId: '5f0c2a9e-6f0b-4f4e-9d43-0f6d1e6b7a10',
      status: 'booked',
      ...rideInput,
      unicorn: { unicornId: 'bucephalus', name: 'Bucephalus', color: 'golden', gender: 'male' },
      distance: 1869,
      eta: 125,
      fare: { amount: 2460, currency: 'USD' },
      requestedAt: '2026-11-21T09:30:00.000Z',
    },
  },
  Problem: {
    schema: ProblemSchema,
    example: {
      type: 'urn:unicorn-rides:problem:invalid-request',
      title: 'The request is not valid',
      status: 400,
      detail: 'Not valid: /pickupLocation/latitude.',
      requestId: 'JKJaXmPLvHcESHA=',
      errors: [{ pointer: '/pickupLocation/latitude', detail: 'must be at most 90' }],
    },
  },
};

/** Schemas whose text in a query is described otherwise than the value that becomes of it. */
export const parameterForms: ReadonlyMap<unknown, object> = new Map<unknown, object>([
  [LatLng, { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2, examples: [[47.6, -122.31]] }],
  [Instant, { type: 'string', format: 'date-time', examples: ['2026-11-21T09:30:00Z'] }],
]);

export const parameterDescriptions: Readonly<Record<string, string>> = {
  'if-match': 'Go ahead only on one of these states of it (RFC 9110): `*` or a list of entity tags.',
  'if-none-match': 'Go ahead only where none of these is there (RFC 9110): `*` or a list of entity tags.',
  'idempotency-key':
    'Makes a retry safe: the same key with the same body gives the same answer for 24 hours. 1 to 64 of `A-Z a-z 0-9 _ -`.',
  cursor: 'Where to go on: `nextCursor` of the page before. Good for the same request and caller only.',
  fields: 'Only these members of each item.',
  limit: 'At most so many items.',
  near: 'Latitude and longitude in degrees.',
  from: 'The start: latitude and longitude in degrees, or the earliest time (inclusive).',
  to: 'The end: latitude and longitude in degrees, or the latest time (exclusive).',
  userId: "The `sub` of the user's tokens.",
  unicornId: 'As operators chose it.',
};

/** What the folders of operations are about. */
export const tagDescriptions: Readonly<Record<string, string>> = {
  meta: 'The API about itself',
  users: 'Profiles of those who signed in',
  unicorns: 'Unicorns one by one, and the nearest that can be booked',
  fleet: 'All unicorns at once, for operators',
  rides: 'Quotes, bookings, and how rides end',
};
