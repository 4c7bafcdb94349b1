/** What the API answers with, as its contract says it. */
export interface Location {
  readonly latitude: number;
  readonly longitude: number;
}

export interface User {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
  readonly home?: Location;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Unicorn {
  readonly unicornId: string;
  readonly name: string;
  readonly color: string;
  readonly gender: 'female' | 'male';
  readonly location: Location;
  readonly status: 'available' | 'resting' | 'onRide';
  readonly rideId?: string;
  readonly updatedAt: string;
}

export interface Fare {
  readonly amount: number;
  readonly currency: 'USD';
}

export interface Quote {
  readonly from: Location;
  readonly to: Location;
  readonly distance: number;
  readonly duration: number;
  readonly fare: Fare;
}

export interface Ride {
  readonly rideId: string;
  readonly riderId: string;
  readonly status: 'booked' | 'completed' | 'cancelled' | 'expired';
  readonly pickupLocation: Location;
  readonly destination?: Location;
  readonly unicorn: Pick<Unicorn, 'unicornId' | 'name' | 'color' | 'gender'>;
  readonly distance: number;
  readonly eta: number;
  readonly fare?: Fare;
  readonly requestedAt: string;
  readonly endedAt?: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
  readonly errors?: readonly Fault[];
}

export type Place = { readonly pointer: string } | { readonly parameter: string } | { readonly header: string };
export type Fault = Place & { readonly detail: string };

/** What operators send of a unicorn, in the middle of the South Atlantic unless told: far from everybody else's. */
export function unicornInput(members: Partial<Omit<Unicorn, 'status'>> & { status?: 'available' | 'resting' } = {}) {
  return {
    name: 'Bucephalus',
    color: 'golden',
    gender: 'male',
    location: { latitude: -47.6, longitude: -22.31 },
    status: 'resting',
    ...members,
  } as const;
}
