import { expect, test } from 'vitest';
import { intend, openIntention, settle } from '../../../web/src/rides/intention.ts';
import { keepPlaces, keptPlaces } from '../../../web/src/rides/places.ts';
import { Kept } from './kept.ts';

const wanted = { userId: 'kim', pickupLocation: { latitude: 1, longitude: 2 } };

test('an intention is kept over a reload with its key, until it is settled', () => {
  const store = new Kept();
  const intention = intend(store, { ...wanted, destination: { latitude: 3, longitude: 4 } });
  expect(intention.key).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  expect(openIntention(store, 'kim')).toEqual(intention);
  settle(store);
  expect(openIntention(store, 'kim')).toBeUndefined();
});

test('each intention has a key of its own, and is not gone on with by another person', () => {
  const store = new Kept();
  const first = intend(store, wanted);
  expect(intend(store, wanted).key).not.toBe(first.key);
  expect(openIntention(store, 'lee')).toBeUndefined();
});

test.each([
  '',
  'null',
  '[]',
  '{"key":"a b","userId":"kim","pickupLocation":{"latitude":1,"longitude":2}}',
  '{"key":"k","userId":"kim","pickupLocation":{"latitude":"1","longitude":2}}',
  '{"key":"k","userId":"kim","pickupLocation":{"latitude":1,"longitude":2},"destination":7}',
  '{"key":"k","userId":"kim","pickupLocation":{"latitude":1,"longitude":2},"shown":"Comet"}',
])('what the page did not write, such as %j, is no intention', (text) => {
  const store = new Kept();
  store.setItem('intention', text);
  expect(openIntention(store, 'kim')).toBeUndefined();
});

test('places are kept, and what is no place is not taken', () => {
  const store = new Kept();
  keepPlaces(store, { pickup: { latitude: 1, longitude: 2 }, destination: undefined });
  expect(keptPlaces(store)).toEqual({ pickup: { latitude: 1, longitude: 2 } });
  store.setItem('places', '{"pickup":{"latitude":"1"},"destination":[]');
  expect(keptPlaces(store)).toEqual({});
  store.setItem('places', '{"pickup":{"latitude":"1"},"destination":[]}');
  expect(keptPlaces(store)).toEqual({});
});
