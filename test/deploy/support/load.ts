import { randomUUID } from 'node:crypto';
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
    while (!isOver) replies.push(await answerTo(() => anyone('GET', '/hello')));
  }
  async function ride(): Promise<void> {
    while (!isOver) {
      const key = { 'idempotency-key': randomUUID() };
      const booked = await answerTo(() => rider('POST', '/rides', { pickupLocation }, key));
      replies.push(booked);
      const { rideId }: { rideId?: string } = JSON.parse(booked.text);
      replies.push(await answerTo(() => rider('GET', `/rides/${rideId}`)));
      replies.push(await answerTo(() => rider('POST', `/rides/${rideId}/cancel`)));
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

/**
 * An answer, asked for again where the stand-in ended the function's process with the request that it was on: so it does when
 * new code comes, and Lambda does not. Bookings carry a key, as everybody's should who may have to ask again.
 */
async function answerTo(call: () => Promise<Reply>): Promise<Reply> {
  const reply = await call();
  return reply.status === 502 && reply.text.includes('Worker process died') ? answerTo(call) : reply;
}
