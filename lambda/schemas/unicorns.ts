import * as z from 'zod/mini';
import { Location, Text, Timestamp, UnicornId, Whole } from './common.ts';

export const Gender = z.enum(['female', 'male']);

/** What operators send of a unicorn. */
export const UnicornInput = z.strictObject({
  name: Text,
  color: Text,
  gender: Gender,
  location: Location,
  status: z.enum(['available', 'resting']),
});

export const Unicorn = z.strictObject({
  unicornId: UnicornId,
  name: z.string(),
  color: z.string(),
  gender: Gender,
  location: Location,
  status: z.enum(['available', 'resting', 'onRide']),
  /** The ride it is on, while it is on one. */
  rideId: z.optional(z.string()),
  updatedAt: Timestamp,
});
export type Unicorn = z.output<typeof Unicorn>;

/** An available unicorn as seen from somewhere: how far (metres), and how long it would take (seconds). */
export const NearbyUnicorn = z.extend(Unicorn, { distance: Whole, eta: Whole });
