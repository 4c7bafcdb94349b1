import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../local/template/resources.ts';
import { dig, FunctionThrew, ofQueue, queueArn, run, until } from './harness.ts';

const bodies = (records: readonly JsonObject[]) => records.map(({ body }) => body);
const failedBodies = (records: readonly JsonObject[], failed: readonly string[]) => ({
  batchItemFailures: records
    .filter(({ body }) => failed.includes(String(body)))
    .map(({ messageId = null }) => ({ itemIdentifier: messageId })),
});

describe('a mapping of a queue', () => {
  it('brings messages to the function as Lambda does, and deletes those that it took', async () => {
    const { send, batches, reports } = await run({ mappings: [ofQueue('jobs')] });
    await send('jobs', 'hello');
    await until(() => expect(reports).toMatchObject([{ outcome: 'delivered', source: 'app/jobs', what: '1 message' }]));
    expect(batches).toEqual([
      [
        {
          messageId: expect.any(String),
          receiptHandle: expect.any(String),
          body: 'hello',
          attributes: expect.objectContaining({ ApproximateReceiveCount: '1', SentTimestamp: expect.any(String) }),
          messageAttributes: {},
          md5OfBody: '5d41402abc4b2a76b9719d911017c592',
          eventSource: 'aws:sqs',
          eventSourceARN: queueArn('jobs'),
          awsRegion: 'us-east-1',
        },
      ],
    ]);
  });

  it('lets come back what the function failed at, and nothing else, when the visibility time-out is over', async () => {
    const { send, batches } = await run({
      mappings: [ofQueue('impatient', { BatchSize: 3, FunctionResponseTypes: ['ReportBatchItemFailures'] })],
      handler: (records) =>
        failedBodies(records, dig(records[0], 'attributes', 'ApproximateReceiveCount') === '1' ? ['2'] : []),
    });
    for (const body of ['1', '2', '3']) await send('impatient', body);
    await until(() => expect(batches.flatMap(bodies)).toEqual(['1', '2', '3', '2']));
  });

  it('deletes nothing of a batch at which the function threw', async () => {
    const { send, batches, reports } = await run({
      mappings: [ofQueue('impatient')],
      handler: (records) => {
        if (dig(records[0], 'attributes', 'ApproximateReceiveCount') === '1') throw new FunctionThrew('it broke');
        return null;
      },
    });
    await send('impatient', '1');
    await until(() => expect(reports.map(({ outcome }) => outcome)).toEqual(['failed', 'delivered']));
    expect(batches).toHaveLength(2);
    expect(reports[0]?.detail).toBe('Error: it broke');
  });

  it('deletes what its filter does not let through, matched by its members or as text', async () => {
    const patterns = [{ body: { kind: ['ride'] } }, { body: ['plain'] }, { body: { n: [{ numeric: ['>', 5] }] } }];
    const Filters = patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) }));
    const mapping = ofQueue('jobs', { BatchSize: 1, FilterCriteria: { Filters } });
    const { send, batches, countIn } = await run({ mappings: [mapping] });
    const all = ['{"kind":"user"}', '{"kind":"ride"}', 'plain', 'other', '{"n":5}', '{"n":6}', '{broken', '"plain"'];
    for (const body of all) await send('jobs', body);
    await send('jobs', '{"kind":"ride","last":true}');
    await until(() => expect(batches).toHaveLength(4));
    expect(batches.flatMap(bodies)).toEqual(['{"kind":"ride"}', 'plain', '{"n":6}', '{"kind":"ride","last":true}']);
    await until(async () => expect(await countIn('jobs')).toBe(0));
  });

  it('gathers messages for a window, up to a whole batch', async () => {
    const mapping = ofQueue('jobs', { BatchSize: 20, MaximumBatchingWindowInSeconds: 1 });
    const { send, batches } = await run({ mappings: [mapping] });
    for (let n = 0; n < 25; n++) await send('jobs', String(n));
    await until(() => expect(batches.flat()).toHaveLength(25));
    expect(batches.map(({ length }) => length)).toEqual([20, 5]);
  });

  it('has no more batches on their way at once than it may', async () => {
    let atOnce = 0;
    let most = 0;
    const { send, batches } = await run({
      mappings: [ofQueue('jobs', { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } })],
      handler: async () => {
        most = Math.max(most, ++atOnce);
        await new Promise((resolve) => setTimeout(resolve, 5));
        atOnce--;
        return null;
      },
    });
    for (let n = 0; n < 8; n++) await send('jobs', String(n));
    await until(() => expect(batches).toHaveLength(8));
    expect(most).toBe(2);
  });

  it('keeps the order of each group of a FIFO queue', async () => {
    const seen: Record<string, string[]> = { a: [], b: [] };
    const { send } = await run({
      mappings: [ofQueue('jobs.fifo', { BatchSize: 2 })],
      handler: async (records) => {
        await new Promise((resolve) => setTimeout(resolve, records.length));
        for (const { body } of records) seen[String(body)[0] ?? '']?.push(String(body).slice(1));
        return null;
      },
    });
    for (let n = 0; n < 10; n++)
      for (const group of ['a', 'b']) await send('jobs.fifo', `${group}${n}`, { groupId: group });
    const order = Array.from({ length: 10 }, (_, n) => String(n));
    await until(() => expect(seen).toEqual({ a: order, b: order }));
  });
});
