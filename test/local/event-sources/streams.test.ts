import { describe, expect, it } from 'vitest';
import { dataFolder } from '../streams/run-streams.ts';
import { dig, namesOf, ofStream, run, streamArn, until } from './harness.ts';

const told = (batches: Parameters<typeof namesOf>[0][]) => batches.flatMap((batch) => namesOf(batch));

describe('a mapping of a table stream', () => {
  it('brings records to the function as Lambda does', async () => {
    const { put, batches } = await run({ mappings: [ofStream()] });
    await put('1', { fare: { N: '420' } });
    await until(() => expect(batches).toHaveLength(1));
    expect(batches[0]).toEqual([
      {
        eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
        eventName: 'INSERT',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: 'us-east-1',
        eventSourceARN: streamArn,
        dynamodb: {
          ApproximateCreationDateTime: expect.any(Number),
          Keys: { pk: { S: 'RIDE' }, sk: { S: '1' } },
          NewImage: { pk: { S: 'RIDE' }, sk: { S: '1' }, fare: { N: '420' } },
          SequenceNumber: expect.stringMatching(/^\d{25}$/),
          SizeBytes: 24,
          StreamViewType: 'NEW_AND_OLD_IMAGES',
        },
      },
    ]);
  });

  it('gathers what comes while the function works, in batches no larger than BatchSize', async () => {
    const { putAll, batches } = await run({ mappings: [ofStream({ BatchSize: 40 })] });
    await putAll(200);
    await until(() => expect(told(batches)).toHaveLength(200));
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(40);
    expect(told(batches)).toEqual(Array.from({ length: 200 }, (_, n) => String(n)));
  });

  it('waits for the batching window, and not longer than for a full batch', async () => {
    const mapping = ofStream({ BatchSize: 3, MaximumBatchingWindowInSeconds: 1 });
    const { put, batches } = await run({ mappings: [mapping] });
    for (const name of ['1', '2', '3', '4']) await put(name);
    await until(() => expect(told(batches)).toHaveLength(4));
    expect(batches.map((batch) => namesOf(batch))).toEqual([['1', '2', '3'], ['4']]);
  });

  it('keeps an invocation under 6 MB', async () => {
    const { put, batches } = await run({ mappings: [ofStream({ MaximumBatchingWindowInSeconds: 3 })] });
    await Promise.all(Array.from({ length: 20 }, (_, n) => put(String(n), { data: { S: 'x'.repeat(390_000) } })));
    await until(() => expect(told(batches)).toHaveLength(20));
    for (const Records of batches) expect(JSON.stringify({ Records }).length).toBeLessThan(6 * 1024 * 1024);
    expect(batches[0]).toHaveLength(16);
  });

  it('passes over what its filter does not let through, and does not come back to it', async () => {
    const folder = await dataFolder();
    const only = (...names: string[]) =>
      ofStream({
        FilterCriteria: {
          Filters: names.map((name) => ({
            Pattern: JSON.stringify({ eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: [name] } } } }),
          })),
        },
      });
    const first = await run({ mappings: [only('ride', 'trip')], folder });
    await first.put('1', { kind: { S: 'user' } });
    await first.put('2', { kind: { S: 'ride' } });
    await first.put('2', { kind: { S: 'trip' } });
    await first.put('3', { kind: { S: 'trip' } });
    await first.put('4', { kind: { S: 'user' } });
    await until(() => expect(told(first.batches)).toEqual(['2', '3']));
    await until(async () => expect(await first.isAtEnd()).toBe(true));
    await first.close();
    const second = await run({ mappings: [ofStream()], folder });
    await second.put('5');
    await until(() => expect(told(second.batches).at(-1)).toBe('5'));
    expect(told(second.batches)).toEqual(['5']);
  });

  it('keeps the order of each item where several batches are on their way at once', async () => {
    let most = 0;
    let atOnce = 0;
    const { put, batches } = await run({
      mappings: [ofStream({ ParallelizationFactor: 4, BatchSize: 2 })],
      handler: async () => {
        most = Math.max(most, ++atOnce);
        await new Promise((resolve) => setTimeout(resolve, 2));
        atOnce--;
        return null;
      },
    });
    for (let step = 0; step < 5; step++) {
      for (let item = 0; item < 12; item++) await put(`item-${item}`, { step: { N: String(step) } });
    }
    await until(() => expect(batches.flat()).toHaveLength(60));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
    for (let item = 0; item < 12; item++) {
      const steps = batches
        .flat()
        .filter((record) => dig(record, 'dynamodb', 'Keys', 'sk', 'S') === `item-${item}`)
        .map((record) => dig(record, 'dynamodb', 'NewImage', 'step', 'N'));
      expect(steps).toEqual(['0', '1', '2', '3', '4']);
    }
  });
});

describe('where a mapping begins', () => {
  it('is the oldest record that is kept, also from earlier runs, or what is written from now on', async () => {
    const folder = await dataFolder();
    const before = await run({ mappings: [], folder });
    await before.put('1');
    await before.close();
    const mappings = [ofStream({}, 'oldest'), ofStream({ StartingPosition: 'LATEST' }, 'latest')];
    const after = await run({ mappings, folder });
    await after.put('2');
    await until(() => expect(told(after.batches)).toHaveLength(3));
    expect(told(after.batches).sort()).toEqual(['1', '2', '2']);
  });

  it('is where it was, for one that was there before', async () => {
    const folder = await dataFolder();
    const mappings = [ofStream({ StartingPosition: 'LATEST' })];
    const first = await run({ mappings, folder });
    await first.put('1');
    await until(() => expect(told(first.batches)).toEqual(['1']));
    await until(async () => expect(await first.isAtEnd()).toBe(true));
    await first.close();
    const without = await run({ mappings: [ofStream({ StartingPosition: 'LATEST', Enabled: false })], folder });
    await without.put('2');
    await without.close();
    const second = await run({ mappings, folder });
    await until(() => expect(told(second.batches)).toEqual(['2']));
  });

  it('is before the batch that was under way when the run was killed, and after those that were done', async () => {
    const folder = await dataFolder();
    const mappings = [ofStream({ BatchSize: 1 })];
    let hangs = false;
    const first = await run({
      mappings,
      folder,
      handler: (records) => (namesOf(records)[0] === '2' ? new Promise(() => (hangs = true)) : null),
    });
    for (const name of ['1', '2', '3']) await first.put(name);
    await until(() => expect(hangs).toBe(true));
    await first.close();
    const second = await run({ mappings, folder });
    await until(() => expect(told(second.batches)).toEqual(['2', '3']));
  });

  it('is the oldest of its places where it works with another number of lanes now', async () => {
    const folder = await dataFolder();
    const first = await run({ mappings: [ofStream({ ParallelizationFactor: 3 })], folder });
    for (let n = 0; n < 9; n++) await first.put(String(n));
    await until(async () => expect(await first.isAtEnd()).toBe(true));
    await first.close();
    const second = await run({ mappings: [ofStream({ ParallelizationFactor: 2 })], folder });
    await second.put('9');
    await until(() => expect(told(second.batches)).toContain('9'));
    expect(told(second.batches).length).toBeLessThan(10);
  });
});

describe('when the template changes', () => {
  it('a mapping that stayed goes on, one that changed goes on at its place, one that is gone ends', async () => {
    const { put, replace, batches, reports } = await run({ mappings: [ofStream({ BatchSize: 5 })] });
    await put('1');
    await until(() => expect(told(batches)).toEqual(['1']));
    await replace([ofStream({ BatchSize: 6 })]);
    await put('2');
    await until(() => expect(told(batches)).toEqual(['1', '2']));
    await replace([]);
    await put('3');
    // One that comes anew begins as the first one did.
    await replace([ofStream({ BatchSize: 6 })]);
    await until(() => expect(told(batches)).toEqual(['1', '2', '1', '2', '3']));
    expect(reports.every(({ outcome }) => outcome === 'delivered')).toBe(true);
  });
});
