import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';
import {
  type Caller,
  centre,
  devAssembly,
  type Location,
  persistent,
  putFleet,
  type Reply,
  type Ride,
  readAll,
  setFaults,
  signIn,
  type Unicorn,
} from './support.ts';

const assembly = devAssembly();
const elsewhere: Location = { latitude: -33.9, longitude: 151.2 };

describe.concurrent.each([
  { how: 'where AWS always answers', faults: 0, profiles: 50 },
  // What is tried again after a pause takes long: of fewer, one wins all the same.
  { how: 'where 3 of 10 AWS calls go wrong', faults: 0.3, profiles: 12 },
])('The API, $how,', ({ faults, profiles }) => {
  const oneByOne = { concurrent: false, timeout: 180_000 };
  let run: LocalRun;
  let operator: Caller;

  beforeAll(async () => {
    run = await startLocalRun(assembly, ['--quiet']);
    operator = persistent(await signIn(run, 'operator', 'operators'));
  });
  afterAll(() => run?.stop());

  test('gives 100 unicorns to 100 of 500 riders at once, and tells 400 that there is none', oneByOne, async () => {
    const fleet = await putFleet(operator, centre, 100);
    const riders = await Promise.all(Array.from({ length: 500 }, (_, number) => signIn(run, `rider-${number}`)));

    await setFaults(run, faults);
    const replies = await Promise.all(
      riders.map((rider) => persistent(rider).call('POST', '/rides', { pickupLocation: centre }, once(rider))),
    );
    await setFaults(run, 0);
    const booked = replies.filter(({ status }) => status === 201).map((reply) => reply.json<Ride>());
    const refused = replies.filter(({ status }) => status === 409);
    expect([booked.length, refused.length]).toEqual([100, 400]);
    for (const { headers, text } of refused) {
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(text).toContain('"type":"urn:unicorn-rides:problem:no-unicorn-available"');
    }

    const unicorns = (await readAll<Unicorn>(operator, '/fleet')).filter(({ unicornId }) => fleet.has(unicornId));
    expect(new Map(unicorns.map(({ unicornId, status, rideId }) => [unicornId, `${status} ${rideId}`]))).toEqual(
      new Map(booked.map(({ unicorn, rideId }) => [unicorn.unicornId, `onRide ${rideId}`])),
    );
    const lists = await Promise.all(riders.map((rider) => readAll<Ride>(rider, `/users/${rider.sub}/rides`)));
    expect(lists).toEqual(replies.map((reply) => (reply.status === 201 ? [reply.json()] : [])));
  });

  test('lets one way of ending a ride win of several at once, and frees its unicorn once', oneByOne, async () => {
    const fleet = await putFleet(operator, elsewhere, 6);
    const rides = await Promise.all(
      Array.from(fleet, async () =>
        (await operator.call('POST', '/rides', { pickupLocation: elsewhere })).json<Ride>(),
      ),
    );
    await setFaults(run, faults);
    await Promise.all(
      rides.map(async ({ rideId }) => {
        const steps = ['cancel', 'complete', 'complete', 'cancel'];
        const replies = await Promise.all(steps.map((step) => operator.call('POST', `/rides/${rideId}/${step}`)));
        const ride = (await operator.call('GET', `/rides/${rideId}`)).json<Ride>();
        const winner = ride.status === 'cancelled' ? 'cancel' : 'complete';
        expect(replies.map(answerOf)).toEqual(
          steps.map((step) =>
            step === winner ? { ride } : { problem: 'urn:unicorn-rides:problem:illegal-ride-step' },
          ),
        );
        const unicorn = (await operator.call('GET', `/unicorns/${ride.unicorn.unicornId}`)).json<Unicorn>();
        expect(unicorn).toMatchObject({ status: 'available', updatedAt: ride.endedAt });
        expect(unicorn).not.toHaveProperty('rideId');
      }),
    );
    await setFaults(run, 0);
  });

  test(`gives one e-mail to one of ${profiles} profiles that want it at once`, oneByOne, async () => {
    const put = (number: number, email: string) =>
      operator.call('PUT', `/users/user-${number}`, { name: `User ${number}`, email });
    const numbers = Array.from({ length: profiles }, (_, number) => number);
    await setFaults(run, faults);
    const replies = await Promise.all(numbers.map((number) => put(number, 'wanted@example.com')));
    await setFaults(run, 0);
    const [winner, ...others] = replies.flatMap(({ status }, number) => (status < 300 ? [number] : []));
    expect(others).toEqual([]);
    for (const [number, reply] of replies.entries()) {
      if (number === winner) continue;
      expect(answerOf(reply)).toEqual({ problem: 'urn:unicorn-rides:problem:email-taken' });
    }
    const users = await readAll<{ userId: string; email: string }>(operator, '/users');
    expect(users.map(({ userId, email }) => [userId, email])).toEqual([[`user-${winner}`, 'wanted@example.com']]);
    // Free again, it is anybody's.
    const next = winner === 0 ? 1 : 0;
    expect((await put(winner ?? 0, 'other@example.com')).status).toBe(200);
    expect((await put(next, 'wanted@example.com')).status).toBe(201);
  });
});

/** The same key for each attempt of a rider's request. */
const once = ({ sub }: Caller) => ({ 'idempotency-key': sub });

/** A ride, or the kind of problem. */
function answerOf(reply: Reply): { ride: Ride } | { problem: string } {
  return reply.status === 200 ? { ride: reply.json() } : { problem: reply.json<{ type: string }>().type };
}
