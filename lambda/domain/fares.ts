import { distanceBetween, type Location } from './geography.ts';

/** Metres a second, of every unicorn. */
const speed = 15;
/** Cents. */
const baseFare = 300;
/** Cents for each whole or begun kilometre. */
const farePerKilometre = 120;

/** What a ride would be: whole metres, whole seconds, whole cents. */
export interface Quote {
  readonly distance: number;
  readonly duration: number;
  readonly fare: Fare;
}

export interface Fare {
  readonly amount: number;
  readonly currency: 'USD';
}

/** The quote of a ride. Time and fare follow from the rounded distance, so that a client can check them. */
export function quote(from: Location, to: Location): Quote {
  const distance = Math.round(distanceBetween(from, to));
  return { distance, duration: travelTime(distance), fare: fareFor(distance) };
}

/** Seconds, rounded up, that a unicorn takes for a distance in whole metres. */
export function travelTime(distance: number): number {
  return Math.ceil(distance / speed);
}

/** The fare of a distance in whole metres. */
export function fareFor(distance: number): Fare {
  return { amount: baseFare + farePerKilometre * Math.ceil(distance / 1000), currency: 'USD' };
}
