import { randomInt } from 'node:crypto';

/** What can go wrong with a call: an answer of the service under pressure, or no answer, with or without the effect. */
export type Fault = 'throttled' | 'internal error' | 'cut before the effect' | 'cut after the effect';

const kinds = [
  'throttled',
  'internal error',
  'cut before the effect',
  'cut after the effect',
] as const satisfies Fault[];

/** Decides which calls of functions go wrong. */
export interface Faults {
  readonly rate: () => number;
  /** @param rate the share of calls that go wrong, 0 to 1. @throws RangeError for anything else. */
  readonly setRate: (rate: number) => void;
  /** The fault of the next call, or none; each kind is as likely as the others. */
  readonly next: () => Fault | undefined;
  /** One of a list, for a fault that has several forms. */
  readonly pick: <T>(forms: readonly T[]) => T | undefined;
}

/** @param seed the same seed gives the same faults in the same order; without one, each run has its own. */
export const createFaults = (initialRate = 0, seed = randomInt(2 ** 32)): Faults => {
  const random = randomSequence(seed);
  const pick = <T>(forms: readonly T[]): T | undefined => forms[Math.floor(random() * forms.length)];
  let rate = 0;
  const setRate = (changed: number) => {
    if (!(changed >= 0 && changed <= 1)) throw new RangeError(`A fault rate is a number from 0 to 1, not ${changed}`);
    rate = changed;
  };
  setRate(initialRate);
  return {
    rate: () => rate,
    setRate,
    next: () => (random() < rate ? pick(kinds) : undefined),
    pick,
  };
};

/** Numbers from 0 up to 1 that look random and depend on the seed alone (a Weyl sequence, hashed). */
const randomSequence = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
};
