import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';
import { childrenOf, isAlive } from '../../support/processes.ts';
import {
  type Caller,
  callerWith,
  centre,
  devAssembly,
  putFleet,
  type Ride,
  readAll,
  signIn,
  tellingsOf,
  type Unicorn,
  unicornAt,
} from './support.ts';

const assembly = devAssembly();
const scratch = mkdtempSync(join(tmpdir(), 'killed-run-'));
/** What a killed run leaves in the temporary folder goes with this one. */
const environment = { TMPDIR: scratch };
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Rides that are booked and ended at once by several riders, and unicorns that are put, until there is no API. */
class Load {
  /** What the API has said of each ride, last. */
  readonly acknowledged = new Map<string, Ride>();
  /** Rides of which an end was asked for, and not yet acknowledged. */
  readonly ending = new Set<string>();
  /** Bookings that were asked for, and not yet acknowledged. */
  readonly booking = new Map<string, Caller>();
  readonly unicornIds = new Set<string>();
  #requests = 0;
  readonly #operator: Caller;
  readonly #riders: readonly Caller[];

  constructor(operator: Caller, riders: readonly Caller[]) {
    this.#operator = operator;
    this.#riders = riders;
  }

  /** Ends when the API no longer answers. */
  async run(): Promise<void> {
    const works = [...this.#riders.map((rider) => () => this.#ride(rider)), () => this.#putUnicorn()];
    await Promise.all(
      works.map(async (work) => {
        try {
          for (;;) await work();
        } catch (error) {
          // What `fetch` throws where nobody answers.
          if (!(error instanceof TypeError)) throw error;
        }
      }),
    );
  }

  /** Waits until so many more requests have been acknowledged. */
  async answered(more: number): Promise<void> {
    const goal = this.#requests + more;
    await vi.waitFor(() => expect(this.#requests).toBeGreaterThanOrEqual(goal), { timeout: 30_000, interval: 1 });
  }

  /** Asks again for what was asked for in vain. */
  async repeat(): Promise<void> {
    await Promise.all(Array.from(this.booking, ([key, rider]) => this.#book(rider, key)));
  }

  /** Books a ride and ends it, but for every third. */
  async #ride(rider: Caller): Promise<void> {
    const ride = await this.#book(rider, randomUUID());
    if (this.acknowledged.size % 3 === 0) return;
    this.ending.add(ride.rideId);
    const step = this.acknowledged.size % 2 === 0 ? 'cancel' : 'complete';
    const reply = await this.#operator.call('POST', `/rides/${ride.rideId}/${step}`);
    expect(reply.status, reply.text).toBe(200);
    this.ending.delete(ride.rideId);
    this.acknowledged.set(ride.rideId, reply.json());
    this.#requests += 1;
  }

  async #book(rider: Caller, key: string): Promise<Ride> {
    this.booking.set(key, rider);
    const reply = await rider.call('POST', '/rides', { pickupLocation: centre }, { 'idempotency-key': key });
    expect(reply.status, reply.text).toBe(201);
    this.booking.delete(key);
    const ride = reply.json<Ride>();
    this.acknowledged.set(ride.rideId, ride);
    this.#requests += 1;
    return ride;
  }

  async #putUnicorn(): Promise<void> {
    const unicornId = randomUUID();
    const reply = await this.#operator.call('PUT', `/unicorns/${unicornId}`, unicornAt(centre));
    expect(reply.status, reply.text).toBe(201);
    this.unicornIds.add(unicornId);
    this.#requests += 1;
  }
}

// On a busy machine each of the four starts takes long.
const patient = { timeout: 180_000 };

test('what was acknowledged is there, and whole, after three kills of every process under load', patient, async () => {
  const flags = ['--quiet', '--data', join(scratch, 'data'), '--port', String(await freePort())];
  let run = await startLocalRun(assembly, flags, environment);
  onTestFinished(() => run.stop());
  const operator = callerWith(run.apiUrl, run.tokens?.operator ?? '');
  const riders = await Promise.all(['ann', 'bob', 'cyd'].map((name) => signIn(run, name)));
  const load = new Load(operator, riders);
  for (const unicornId of await putFleet(operator, centre, 60)) load.unicornIds.add(unicornId);

  for (let kill = 1; kill <= 3; kill += 1) {
    const running = load.run();
    await load.answered(25);
    await killAll(run);
    await running;
    // The callers' tokens are those of the first run.
    run = await startLocalRun(assembly, flags, environment);

    await expectWhole(operator, riders);
    await expectKept(operator, load);
    await load.repeat();
    await expectWhole(operator, riders);
  }
  await expectTold(run, load);
});

/** Kills the run and all its processes at once, as a power cut does. */
async function killAll(run: LocalRun): Promise<void> {
  const exited = once(run.process, 'exit');
  const children = childrenOf(run.pid);
  for (const pid of [run.pid, ...children]) process.kill(pid, 'SIGKILL');
  await exited;
  await vi.waitFor(() => expect(children.filter(isAlive)).toEqual([]));
  await run.stop();
}

/** Every booked ride's unicorn is on that ride, and every unicorn on a ride is on a booked one. */
async function expectWhole(operator: Caller, riders: readonly Caller[]): Promise<void> {
  const fleet = await readAll<Unicorn>(operator, '/fleet');
  const onRide = fleet.filter(({ status, rideId }) => status === 'onRide' || rideId !== undefined);
  const lists = await Promise.all(riders.map(({ sub }) => readAll<Ride>(operator, `/users/${sub}/rides`)));
  const booked = lists.flat().filter(({ status }) => status === 'booked');
  expect(new Map(onRide.map(({ unicornId, rideId }) => [unicornId, rideId]))).toEqual(
    new Map(booked.map(({ unicorn, rideId }) => [unicorn.unicornId, rideId])),
  );
  expect(onRide).toHaveLength(booked.length);
}

/** All that was acknowledged is as it was, but for the rides whose end may or may not have been reached. */
async function expectKept(operator: Caller, { acknowledged, ending, unicornIds }: Load): Promise<void> {
  const kept = await Promise.all(
    Array.from(acknowledged.values(), async (ride) => {
      const reply = await operator.call('GET', `/rides/${ride.rideId}`);
      expect(reply.status, reply.text).toBe(200);
      if (ending.has(ride.rideId)) acknowledged.set(ride.rideId, reply.json());
      else expect(reply.json()).toEqual(ride);
      return ride.rideId;
    }),
  );
  expect(kept).toHaveLength(acknowledged.size);
  ending.clear();
  const fleet = await readAll<Unicorn>(operator, '/fleet');
  const there = new Set(fleet.map(({ unicornId }) => unicornId));
  expect([...unicornIds].filter((unicornId) => !there.has(unicornId))).toEqual([]);
}

/** Every step of every acknowledged ride is told, however often the run was killed before it was. */
async function expectTold(run: LocalRun, { acknowledged }: Load): Promise<void> {
  const steps = Array.from(acknowledged.values(), ({ rideId, status }) => ({
    rideId,
    steps: status === 'booked' ? ['booked'] : ['booked', status],
  }));
  await vi.waitFor(
    async () => {
      const told = await tellingsOf(run);
      expect(steps.filter(({ rideId, steps: all }) => all.some((step) => !told.get(rideId)?.includes(step)))).toEqual(
        [],
      );
    },
    { timeout: 30_000, interval: 100 },
  );
}
