import type { Location } from './geography.ts';

/** What can be done to a ride that is booked; each ends it. */
export type RideStep = 'cancel' | 'complete' | 'expire';

const ends = { cancel: 'cancelled', complete: 'completed', expire: 'expired' } as const;
export type EndedStatus = (typeof ends)[RideStep];
export type RideStatus = 'booked' | EndedStatus;

/** What a ride's life depends on. */
export interface RideCourse {
  readonly status: RideStatus;
  readonly pickupLocation: Location;
  readonly destination?: Location | undefined;
  /** Where the unicorn stood when it was booked. */
  readonly unicornLocation: Location;
}

/**
 * What a step does to a ride: ends it and leaves its unicorn somewhere; nothing, where the ride has ended so already; or
 * it is illegal, where the ride has ended otherwise.
 */
export function take(
  step: RideStep,
  ride: RideCourse,
): { readonly status: EndedStatus; readonly unicornAt: Location } | 'done already' | 'illegal' {
  if (ride.status === ends[step]) return 'done already';
  if (ride.status !== 'booked') return 'illegal';
  return { status: ends[step], unicornAt: whereabouts(step, ride) };
}

/** A cancelled ride's unicorn never left; a completed one's is where it brought its rider, else at the pickup. */
function whereabouts(step: RideStep, { unicornLocation, destination, pickupLocation }: RideCourse): Location {
  if (step === 'cancel') return unicornLocation;
  return step === 'complete' ? (destination ?? pickupLocation) : pickupLocation;
}
