import { expect } from 'vitest';
import { type Reply, unicorn, type Visitors } from './visitors.ts';

/** What was answered to who asked while something else went on. */
export interface Loaded<Result> {
  readonly result: Result;
  readonly replies: readonly Reply[];
}

/** Does something while riders book and cancel rides, and others say hello, one after another. */
export async function underLoad<Result>(visitors: Visitors, act: () => Promise<Result>): Promise<Loaded<Result>> {
  const { anyone, rider, operator } = visitors;
  const replies: Reply[] = [];
  let isOver = false;
  const pickupLocation = { latitude: -33, longitude: -113 };
  const added = await operator('PUT', '/unicorns/busy', unicorn(-33, -113));
  expect(added.status, added.text).toBe(201);

  async function greet(): Promise<void> {
    while (!isOver) replies.push(await anyone('GET', '/hello'));
  }
  async function ride(): Promise<void> {
    while (!isOver) {
      const booked = await rider('POST', '/rides', { pickupLocation });
      replies.push(booked);
      const { rideId }: { rideId?: string } = JSON.parse(booked.text);
      replies.push(await rider('GET', `/rides/${rideId}`), await rider('POST', `/rides/${rideId}/cancel`));
    }
  }
  const load = Promise.all([greet(), ride()]);
  try {
    const result = await act();
    // One turn more, so that what is there at the end has answered too.
    replies.push(await anyone('GET', '/hello'), await rider('GET', '/unicorns/busy'));
    return { result, replies };
  } finally {
    isOver = true;
    await load;
    await operator('DELETE', '/unicorns/busy');
  }
}
