import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
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

const elsewhere: Location = { latitude: -33.9, longitude: 151.2 };
const oneByOne = { timeout: 180_000 };

let run: LocalRun;
let operator: Caller;
let riders: readonly Caller[];

beforeAll(async () => {
  run = await startLocalRun(devAssembly(), ['--quiet']);
  operator = persistent(await signIn(run, 'operator', 'operators'));
  riders = await Promise.all(Array.from({ length: 500 }, (_, number) => signIn(run, `rider-${number}`)));
});
afterAll(() => run?.stop());

describe.each([
  { how: 'where AWS always answers', round: 'calm', faults: 0, profiles: 50 },
  // What is tried again after a pause takes long: of fewer, one wins all the same.
  { how: 'where 3 of 10 AWS calls go wrong', round: 'faulty', faults: 0.3, profiles: 12 },
])('The API, $how,', ({ round, faults, profiles }) => {
  test('gives 100 unicorns to 100 of 500 riders at once, and tells 400 that there is none', oneByOne, async () => {
    const fleet = await putFleet(operator, centre, 100);
    const before = await ridesInTable(run);

    await setFaults(run, faults);
    const replies = await Promise.all(
      riders.map((rider) => {
        // The same key for each attempt of a rider's request.
        const key = { 'idempotency-key': `${round}-${rider.sub}` };
        return persistent(rider).call('POST', '/rides', { pickupLocation: centre }, key);
      }),
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
    // No rider has one more, also none who was refused.
    const rides = await ridesInTable(run);
    for (const rideId of before.keys()) rides.delete(rideId);
    expect(rides).toEqual(new Map(booked.map(({ rideId, riderId }) => [rideId, riderId])));
    const byRider = new Map(booked.map((ride) => [ride.riderId, ride]));
    const winners = riders.filter(({ sub }) => byRider.has(sub));
    const lists = await Promise.all(winners.map((rider) => readAll<Ride>(rider, `/users/${rider.sub}/rides`)));
    expect(lists.map(([latest]) => latest)).toEqual(winners.map(({ sub }) => byRider.get(sub)));
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
    const userOf = (number: number) => `${round}-${number}`;
    const [wanted, other] = [`wanted-${round}@example.com`, `other-${round}@example.com`];
    const put = (number: number, email: string) =>
      operator.call('PUT', `/users/${userOf(number)}`, { name: `User ${number}`, email });
    const numbers = Array.from({ length: profiles }, (_, number) => number);
    await setFaults(run, faults);
    const replies = await Promise.all(numbers.map((number) => put(number, wanted)));
    await setFaults(run, 0);
    const [winner, ...others] = replies.flatMap(({ status }, number) => (status < 300 ? [number] : []));
    expect(others).toEqual([]);
    for (const [number, reply] of replies.entries()) {
      if (number === winner) continue;
      expect(answerOf(reply)).toEqual({ problem: 'urn:unicorn-rides:problem:email-taken' });
    }
    const users = await readAll<{ userId: string; email: string }>(operator, '/users');
    const own = users.filter(({ userId }) => userId.startsWith(round));
    expect(own.map(({ userId, email }) => [userId, email])).toEqual([[userOf(winner ?? -1), wanted]]);
    // Free again, it is anybody's.
    const next = winner === 0 ? 1 : 0;
    expect((await put(winner ?? 0, other)).status).toBe(200);
    expect((await put(next, wanted)).status).toBe(201);
  });
});

/** All rides there are, each with its rider, by the very index that the riders' lists are read from. */
async function ridesInTable({ awsEndpoint, credentials }: LocalRun): Promise<Map<string, string>> {
  const client = new DynamoDBClient({ endpoint: awsEndpoint, region: 'us-east-1', credentials });
  const { TableNames: [TableName] = [] } = await client.send(new ListTablesCommand());
  const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand({ TableName, IndexName: 'ridesByRider' }));
  client.destroy();
  expect(LastEvaluatedKey).toBeUndefined();
  return new Map(
    Items.map(({ pk, rider }) => [pk?.S?.slice('RIDE#'.length) ?? '', rider?.S?.slice('RIDER#'.length) ?? '']),
  );
}

/** A ride, or the kind of problem. */
function answerOf(reply: Reply): { ride: Ride } | { problem: string } {
  return reply.status === 200 ? { ride: reply.json() } : { problem: reply.json<{ type: string }>().type };
}
