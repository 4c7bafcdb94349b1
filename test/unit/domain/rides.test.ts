import { expect, test } from 'vitest';
import { type RideCourse, take } from '../../../lambda/domain/rides.ts';

const pickupLocation = { latitude: 1, longitude: 1 };
const destination = { latitude: 2, longitude: 2 };
const unicornLocation = { latitude: 3, longitude: 3 };
const booked: RideCourse = { status: 'booked', pickupLocation, destination, unicornLocation };
const open: RideCourse = { status: 'booked', pickupLocation, unicornLocation };

test.each([
  ['cancel', booked, 'cancelled', unicornLocation],
  ['cancel', open, 'cancelled', unicornLocation],
  ['complete', booked, 'completed', destination],
  ['complete', open, 'completed', pickupLocation],
  ['expire', booked, 'expired', pickupLocation],
  ['expire', open, 'expired', pickupLocation],
] as const)('%s ends a booked ride and says where its unicorn is', (step, ride, status, unicornAt) => {
  expect(take(step, ride)).toEqual({ status, unicornAt });
});

test.each([
  ['cancel', 'cancelled'],
  ['complete', 'completed'],
  ['expire', 'expired'],
] as const)('%s of a ride that is %s is done already, and every other step is illegal', (step, status) => {
  for (const each of ['cancel', 'complete', 'expire'] as const) {
    expect(take(each, { ...booked, status })).toBe(each === step ? 'done already' : 'illegal');
  }
});
