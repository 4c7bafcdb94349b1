import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { statusAt } from '../../../lambda/domain/imports.ts';
import { csvHeader, row, rows } from './rows.ts';
import { startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.stop());

const counts = (read: number, failed = 0) => ({ read, imported: read - failed, failed });

describe('a file', () => {
  test('brings its good rows into the fleet, and names its bad ones with their lines', async () => {
    const arrival = await world.arrive(`${row('a1')}\n{}\n\n${row('a2', { color: 'black' })}`);
    expect(await world.run(arrival)).toMatchObject({ result: 'completed', read: 3 });
    const done = await world.importOf(arrival);
    expect(done).toMatchObject({ status: 'completed', rows: counts(3, 1) });
    expect(done.failures).toEqual([{ line: 2, detail: expect.stringContaining('/name is required') }]);
    expect(world.report(arrival)).toEqual(done.failures);
    expect(done.work).toBeUndefined();
    expect(await world.unicorn('a2')).toMatchObject({
      ...{ color: 'black', status: 'available', location: '37.5,127' },
      ...{ cell: expect.stringMatching(/^CELL#/), shard: expect.stringMatching(/^FLEET#/), etag: expect.any(String) },
    });
  });

  test('is written over what it differs from only: the same file twice leaves all as it is', async () => {
    const content = rows(34);
    await world.run(await world.arrive(content));
    const before = await Promise.all([world.unicorn('u1'), world.unicorn('u34')]);
    const again = await world.arrive(content);
    await world.run(again);
    expect(await world.importOf(again)).toMatchObject({ status: 'completed', rows: counts(34) });
    expect(await Promise.all([world.unicorn('u1'), world.unicorn('u34')])).toEqual(before);
    await world.run(await world.arrive(row('u1', { name: 'Nova' })));
    expect(await world.unicorn('u1')).toMatchObject({ name: 'Nova' });
  });

  test.each([
    ['name', { name: 'Nova' }],
    ['color', { color: 'black' }],
    ['gender', { gender: 'female' }],
    ['location', { location: { latitude: 37.5, longitude: 127.0001 } }],
    ['status', { status: 'resting' }],
  ])('that differs in a %s alone is written', async (_, change) => {
    await world.run(await world.arrive(row('d1')));
    const before = await world.unicorn('d1');
    await world.run(await world.arrive(row('d1', change)));
    expect((await world.unicorn('d1'))?.etag).not.toBe(before?.etag);
    await world.run(await world.arrive(row('d1')));
    expect(await world.unicorn('d1')).toMatchObject({ name: 'Comet', color: 'white', status: 'available' });
  });

  test('never changes a unicorn that is on a ride: the row fails', async () => {
    await world.run(await world.arrive(rows(3, {}, 'b')));
    await world.book('b2');
    const booked = await world.unicorn('b2');
    const arrival = await world.arrive(rows(3, { color: 'black' }, 'b'));
    await world.run(arrival);
    expect(await world.unicorn('b2')).toEqual(booked);
    expect(await world.unicorn('b3')).toMatchObject({ color: 'black' });
    expect(await world.importOf(arrival)).toMatchObject({
      ...{ status: 'completed', rows: counts(3, 1) },
      failures: [{ line: 2, detail: 'b2 is on a ride' }],
    });
  });

  test('of which the last row of an id wins, each being counted', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `Name ${index}`);
    const arrival = await world.arrive(names.map((name) => row('one', { name })).join('\n'));
    await world.run(arrival);
    expect(await world.unicorn('one')).toMatchObject({ name: 'Name 39' });
    expect(await world.importOf(arrival)).toMatchObject({ rows: counts(40) });
  });

  test('with another header, or compressed, fails whole, and says why', async () => {
    for (const content of [`${csvHeader},more\n`, 'a\n', '\n', `"${csvHeader}`, Buffer.from([0x1f, 0x8b, 8, 0, 10])]) {
      const arrival = await world.arrive(content, 'csv');
      expect(await world.run(arrival)).toMatchObject({ result: expect.stringMatching(/^failed: /) });
      const failed = await world.importOf(arrival);
      expect(failed).toMatchObject({ status: 'failed', reason: expect.any(String), rows: counts(0) });
      expect(failed.finishedAt).toBeDefined();
    }
    expect(world.writes).toEqual([]);
  });

  test('with only blank lines, or a header alone, is completed with nothing in it', async () => {
    for (const [content, format] of [
      ['\n \r\n\n', 'ndjson'],
      [csvHeader, 'csv'],
    ] as const) {
      const arrival = await world.arrive(content, format);
      await world.run(arrival);
      expect(await world.importOf(arrival)).toMatchObject({ status: 'completed', rows: counts(0), failures: [] });
    }
  });

  test('of bad rows is reported whole, of which the import shows a hundred', async () => {
    const arrival = await world.arrive('{}\n'.repeat(250));
    await world.run(arrival, { pace: { keepEvery: 20 } });
    const { failures, rows: counted } = await world.importOf(arrival);
    expect(counted).toEqual(counts(250, 250));
    expect(failures.map(({ line }) => line)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(world.report(arrival)).toMatchObject(Array.from({ length: 250 }, (_, index) => ({ line: index + 1 })));
  });
});

describe('an event', () => {
  test('for what nobody announced, or of another size, is refused and changes nothing', async () => {
    const unknown = { importId: '00000000-0000-4000-8000-000000000000', size: 3 };
    expect(await world.run(unknown)).toMatchObject({ result: 'refused: not announced' });
    const arrival = await world.arrive(rows(2), 'ndjson', 5);
    expect(await world.run(arrival)).toMatchObject({ result: 'refused: another size' });
    expect(await world.run({ ...arrival, size: 5 })).toMatchObject({ result: 'refused: the file is another one' });
    expect(await world.importOf(arrival)).toMatchObject({ status: 'awaitingUpload', rows: counts(0) });
    expect(world.writes).toEqual([]);
  });

  test('that comes again after the end is refused', async () => {
    const arrival = await world.arrive(rows(2));
    await world.run(arrival);
    const done = await world.importOf(arrival);
    expect(await world.run(arrival)).toMatchObject({ result: 'refused: over' });
    expect(await world.importOf(arrival)).toEqual(done);
    expect(world.writes).toHaveLength(2);
  });

  test('that comes several times at once is worked on once', async () => {
    const arrival = await world.arrive(rows(50));
    const pace = { lease: 2_000, keepEvery: 10 };
    const runs = ['one', 'two', 'three'].map((event) => world.run(arrival, { event, pace }));
    const results = (await Promise.all(runs)).map(({ result }) => result);
    expect(results.filter((result) => result === 'completed')).toHaveLength(1);
    expect(results.filter((result) => /^refused: (under way|over)$/.test(String(result)))).toHaveLength(2);
    expect(world.writes).toHaveLength(50);
    expect(await world.importOf(arrival)).toMatchObject({ status: 'completed', rows: counts(50) });
  });
});

describe('an attempt that runs out of time', () => {
  /** The time of an invocation that is long enough for so many writes. */
  const timeFor = (writes: number) => {
    const before = world.writes.length;
    return () => (world.writes.length - before < writes ? 60_000 : 0);
  };

  test('keeps its place and has the next go on', async () => {
    const arrival = await world.arrive(`${'{}\n'.repeat(20)}${rows(100)}`);
    const results: unknown[] = [];
    let more = true;
    const goOn = async () => {
      more = true;
    };
    while (more) {
      more = false;
      const event = `event-${results.length}`;
      results.push((await world.run(arrival, { event, timeLeft: timeFor(40), goOn })).result);
    }
    expect(results.at(-1)).toBe('completed');
    expect(results.length).toBeGreaterThan(2);
    expect(new Set(results.slice(0, -1))).toEqual(new Set(['goes on']));
    expect(await world.importOf(arrival)).toMatchObject({ status: 'completed', rows: counts(120, 20) });
    expect(world.report(arrival)).toHaveLength(20);
    expect(new Set(world.writes).size).toBe(100);
  });

  test('without having got further fails, so that nothing goes on for ever', async () => {
    const arrival = await world.arrive(rows(3));
    let refusals = 0;
    world.refuse(({ pk }) => {
      if (!pk.startsWith('UNICORN#')) return undefined;
      refusals += 1;
      return 'TransactionConflictException';
    });
    let wentOn = false;
    const goOn = async () => {
      wentOn = true;
    };
    const timeLeft = () => (refusals < 6 ? 60_000 : 0);
    await expect(world.run(arrival, { timeLeft, goOn })).rejects.toThrow('too busy');
    expect(wentOn).toBe(false);
  });

  test('that the next cannot be called for is tried again', async () => {
    const arrival = await world.arrive(rows(50));
    const goOn = () => Promise.reject(new Error('no more calls'));
    await expect(world.run(arrival, { timeLeft: timeFor(40), goOn })).rejects.toThrow('no more calls');
    expect(await world.run(arrival)).toMatchObject({ result: 'completed', read: 50 });
  });
});

test('a table that is too busy for a moment is waited for', async () => {
  let refusals = 0;
  world.refuse(({ pk }) => {
    if (pk !== 'UNICORN#u2' || refusals === 3) return undefined;
    refusals += 1;
    return 'TransactionConflictException';
  });
  expect(await world.run(await world.arrive(rows(3)))).toMatchObject({ result: 'completed', imported: 3 });
  expect(refusals).toBe(3);
});

test('a table that is too busy for the import itself costs no attempt', async () => {
  const refused = new Map<string, number>();
  world.refuse(({ operation, pk }) => {
    const times = refused.get(operation) ?? 0;
    if (!pk.startsWith('IMPORT#') || times === 2) return undefined;
    refused.set(operation, times + 1);
    return 'TransactionConflictException';
  });
  const arrival = await world.arrive(rows(3));
  expect(await world.run(arrival)).toMatchObject({ result: 'completed', imported: 3 });
  expect(refused).toEqual(
    new Map([
      ['GetItem', 2],
      ['UpdateItem', 2],
    ]),
  );
});

describe('an attempt that is killed', () => {
  // What is killed writes nothing more: not its place, not that it has stopped.
  const killAt = (write: number) => {
    let puts = 0;
    world.refuse(({ operation, pk }) => {
      if (operation === 'PutItem' && pk.startsWith('UNICORN#')) puts += 1;
      return puts >= write ? 'AccessDeniedException' : undefined;
    });
  };
  const letAll = () => world.refuse(() => undefined);
  const pace = { lease: 100, keepEvery: 0 };

  test.each([1, 7, 20])('at write %i is taken up where it was, once its lease has run out', async (write) => {
    const content = Array.from(
      { length: 10 },
      (_, index) => `${row(`k${index}`)}\n{}\n${row('again', { name: `N${index}` })}\n`,
    );
    const arrival = await world.arrive(content.join(''));
    killAt(write);
    await expect(world.run(arrival, { pace })).rejects.toThrow('AccessDenied');
    letAll();
    expect((await world.importOf(arrival)).status).toBe('running');
    expect(await world.run(arrival, { pace })).toMatchObject({ result: 'completed' });
    expect(await world.importOf(arrival)).toMatchObject({ status: 'completed', rows: counts(30, 10) });
    expect(world.report(arrival)).toMatchObject(Array.from({ length: 10 }, (_, index) => ({ line: 3 * index + 2 })));
    expect(await world.unicorn('again')).toMatchObject({ name: 'N9' });
    await Promise.all(
      Array.from({ length: 10 }, async (_, index) => expect(await world.unicorn(`k${index}`)).toBeDefined()),
    );
  });

  test('for the third time leaves an import that has failed, whoever asks', async () => {
    const arrival = await world.arrive(rows(5));
    for (const attempt of [1, 2, 3]) {
      expect(statusAt(Date.now(), await world.importOf(arrival)), `before attempt ${attempt}`).not.toBe('failed');
      killAt(1);
      await expect(world.run(arrival, { pace })).rejects.toThrow('AccessDenied');
      letAll();
    }
    const left = await world.importOf(arrival);
    expect(left.status).toBe('running');
    await expect.poll(() => statusAt(Date.now(), left)).toBe('failed');
    expect(await world.run(arrival, { event: 'a later upload', pace })).toMatchObject({ result: 'refused: over' });
  });
});

test('an attempt that stood still until another took the import over leaves it alone', async () => {
  const arrival = await world.arrive(`${rows(5)}{}\n`);
  const pace = { lease: 100, keepEvery: 0 };
  const [still, moved] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let owner: string | undefined;
  let isAnother = false;
  world.refuse(async (request) => {
    // Also when it is sent again, because nobody has answered it.
    if (request.pk === 'UNICORN#u1' && !isAnother) {
      owner = (await world.importOf(arrival)).work?.owner;
      still.resolve();
      await moved.promise;
    }
    // Nor does it renew its lease meanwhile.
    return owner !== undefined && request.owner === owner ? 'ThrottlingException' : undefined;
  });
  const first = world.run(arrival, { pace });
  await still.promise;
  isAnother = true;
  expect(await world.run(arrival, { event: 'event-2', pace })).toMatchObject({ result: 'completed', read: 6 });
  world.refuse(() => undefined);
  const done = await world.importOf(arrival);
  moved.resolve();
  expect(await first).toMatchObject({ result: 'left to another attempt' });
  expect(await world.importOf(arrival)).toEqual(done);
  expect(world.report(arrival)).toHaveLength(1);
});

describe('an attempt that fails', () => {
  test('lets the next go on at once, and after the last the import has failed, with a reason', async () => {
    const arrival = await world.arrive(`{}\n${rows(5)}`);
    world.refuse(({ pk }) => (pk === 'UNICORN#u3' ? 'AccessDeniedException' : undefined));
    for (const attempt of [1, 2, 3]) {
      expect((await world.importOf(arrival)).status, `before attempt ${attempt}`).not.toBe('failed');
      await expect(world.run(arrival, { pace: { lease: 60_000 } })).rejects.toThrow('AccessDenied');
    }
    expect(await world.importOf(arrival)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('stopped'),
    });
  });

  test('because the file is gone is tried again, and fails in the end', async () => {
    const arrival = await world.arrive(rows(2));
    world.bucket.files.clear();
    for (const _ of [1, 2, 3]) await expect(world.run(arrival)).rejects.toThrow();
    expect(await world.importOf(arrival)).toMatchObject({ status: 'failed', reason: expect.any(String) });
  });
});
