import type { Caller } from '../http/operation.ts';
import type { Ride } from '../schemas/rides.ts';

/** A ride is its rider's and the operators' business: for others it does not exist. */
export function mayKnow(caller: Caller, ride: Ride): boolean {
  return caller.isOperator || ride.riderId === caller.sub;
}
