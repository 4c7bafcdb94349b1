import * as z from 'zod/mini';
import { Fare, Location, Timestamp, Whole } from './common.ts';
import { Gender } from './unicorns.ts';

export const RideInput = z.strictObject({ pickupLocation: Location, destination: z.optional(Location) });
export type RideInput = z.output<typeof RideInput>;

export const RideStatus = z.enum(['booked', 'completed', 'cancelled', 'expired']);
export type RideStatus = z.output<typeof RideStatus>;

export const Ride = z.strictObject({
  rideId: z.string(),
  riderId: z.string(),
  status: RideStatus,
  pickupLocation: Location,
  destination: z.optional(Location),
  unicorn: z.strictObject({ unicornId: z.string(), name: z.string(), color: z.string(), gender: Gender }),
  /** Metres from the unicorn to the pickup. */
  distance: Whole,
  /** Seconds until the unicorn is at the pickup. */
  eta: Whole,
  fare: z.optional(Fare),
  requestedAt: Timestamp,
  endedAt: z.optional(Timestamp),
});
export type Ride = z.output<typeof Ride>;
