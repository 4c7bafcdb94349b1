import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../local/template/resources.ts';
import { dataFolder } from '../streams/run-streams.ts';
import { dig, FunctionThrew, failedAt, namesOf, ofStream, queueArn, run, streamArn, until } from './harness.ts';

const toFailures = { DestinationConfig: { OnFailure: { Destination: queueArn('failures') } } };
const partial = { FunctionResponseTypes: ['ReportBatchItemFailures'] };
const all = (records: readonly JsonObject[]) => failedAt(records, namesOf(records));

/** A function that fails at whatever batch has one of these names in it. */
const throwingAt =
  (...names: string[]) =>
  (records: JsonObject[]) => {
    if (namesOf(records).some((name) => names.includes(name))) throw new FunctionThrew('it broke');
    return null;
  };

describe('a batch that fails', () => {
  it('is tried again as often as the mapping says, and then its destination is told where it is', async () => {
    const mapping = ofStream({ MaximumRetryAttempts: 2, ...toFailures });
    const { put, batches, failures, reports } = await run({ mappings: [mapping], handler: throwingAt('1') });
    await put('1');
    await until(() => expect(reports.map(({ outcome }) => outcome)).toContain('gave up'));
    await put('2');
    await until(() => expect(batches.at(-1)).toHaveProperty([0, 'dynamodb', 'Keys', 'sk', 'S'], '2'));
    expect(batches.map((batch) => namesOf(batch))).toEqual([['1'], ['1'], ['1'], ['2']]);
    const sequenceNumber = dig(batches[0]?.[0], 'dynamodb', 'SequenceNumber');
    const seconds = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await failures()).toEqual([
      {
        requestContext: {
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:tell',
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 3,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        DDBStreamBatchInfo: {
          shardId: expect.stringMatching(/^shardId-\d{20}-[0-9a-f]{8}$/),
          startSequenceNumber: sequenceNumber,
          endSequenceNumber: sequenceNumber,
          approximateArrivalOfFirstRecord: seconds,
          approximateArrivalOfLastRecord: seconds,
          batchSize: 1,
          streamArn,
        },
      },
    ]);
    expect(reports.map(({ outcome }) => outcome)).toEqual([
      ...['failed', 'failed', 'failed', 'gave up', 'delivered', 'delivered'],
    ]);
    expect(reports[0]).toMatchObject({ source: 'app/rides stream', target: 'app/tell', what: '1 record' });
  });

  it('is given up once its records are older than the mapping lets them be', async () => {
    let ahead = 0;
    const mapping = ofStream({ MaximumRecordAgeInSeconds: 60, ...toFailures });
    const { put, failures, batches } = await run({
      mappings: [mapping],
      clock: () => Date.now() + ahead,
      handler: (records) => {
        if (namesOf(records).includes('1') && batches.length === 3) ahead = 61_000;
        return throwingAt('1')(records);
      },
    });
    await put('1');
    await until(async () =>
      expect(await failures()).toMatchObject([
        { requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 3 } },
      ]),
    );
    expect(batches).toHaveLength(3);
  });

  it('goes on after a kill where it was, with nothing lost', async () => {
    const folder = await dataFolder();
    const mappings = [ofStream({ BatchSize: 10, BisectBatchOnFunctionError: true })];
    const first = await run({ mappings, folder, handler: throwingAt('7') });
    await first.putAll(10);
    // All before the poison record is done; it is tried for ever.
    await until(() => expect(first.batches.map((batch) => namesOf(batch))).toContainEqual(['7']));
    await first.close();
    const second = await run({ mappings, folder });
    await until(() => expect(second.batches.flatMap((batch) => namesOf(batch))).toEqual(['7', '8', '9']));
  });
});

describe('a poison record among 1,000', () => {
  it.each([
    ['that the function answers with', { ...partial, BisectBatchOnFunctionError: true }],
    ['at which it throws', { BisectBatchOnFunctionError: true }],
  ])('%s goes to the destination alone, and the other 999 are delivered in order', async (_how, settings) => {
    const mapping = ofStream({ ...settings, BatchSize: 1000, MaximumRetryAttempts: 2, ...toFailures });
    const done: string[] = [];
    const { putAll, failures, batches, reports } = await run({
      mappings: [{ ...mapping, properties: { ...mapping.properties, MaximumBatchingWindowInSeconds: 1 } }],
      handler: (records) => {
        const names = namesOf(records);
        const poison = names.indexOf('617');
        if (poison >= 0 && !('FunctionResponseTypes' in settings)) throw new FunctionThrew('poison');
        done.push(...(poison === -1 ? names : names.slice(0, poison)));
        return poison === -1 ? null : failedAt(records, ['617', '800']);
      },
    });
    await putAll(1000);
    await until(() => expect(done).toHaveLength(999));
    expect(done).toEqual(Array.from({ length: 1000 }, (_, n) => String(n)).filter((name) => name !== '617'));
    expect(await failures()).toMatchObject([
      { requestContext: { approximateInvokeCount: 3 }, DDBStreamBatchInfo: { batchSize: 1 } },
    ]);
    expect(batches.filter((batch) => namesOf(batch).join() === '617')).toHaveLength(3);
    expect(reports.filter(({ outcome }) => outcome === 'gave up')).toHaveLength(1);
  });
});

describe('a function that names what it failed at', () => {
  it('gets the records from the first of those again, and not those before', async () => {
    let failures = 0;
    const mapping = ofStream({ ...partial, MaximumBatchingWindowInSeconds: 1, BatchSize: 5 });
    const { putAll, batches } = await run({
      mappings: [mapping],
      handler: (records) => (failures++ < 2 ? failedAt(records, ['3', '2']) : null),
    });
    await putAll(5);
    await until(() => expect(batches).toHaveLength(3));
    expect(batches.map((batch) => namesOf(batch).join(''))).toEqual(['01234', '234', '234']);
  });

  it('gives up what is left of a batch together where it is not split, with no error of its own', async () => {
    const mapping = ofStream({ ...partial, ...toFailures, BatchSize: 5, MaximumRetryAttempts: 1 });
    const { putAll, failures, batches } = await run({
      mappings: [{ ...mapping, properties: { ...mapping.properties, MaximumBatchingWindowInSeconds: 1 } }],
      handler: (records) => failedAt(records, ['2']),
    });
    await putAll(5);
    await until(async () =>
      expect(await failures()).toMatchObject([
        {
          requestContext: { approximateInvokeCount: 2 },
          responseContext: { functionError: null },
          DDBStreamBatchInfo: { batchSize: 3 },
        },
      ]),
    );
    expect(batches.map((batch) => namesOf(batch).join(''))).toEqual(['01234', '234']);
  });

  it.each([
    ['nothing', null, 1],
    ['an empty answer', {}, 1],
    ['an empty list', { batchItemFailures: [] }, 1],
    ['no list', { batchItemFailures: null }, 1],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }, 2],
    ['no identifier', { batchItemFailures: [{ itemIdentifier: null }] }, 2],
    ['another member', { batchItemFailures: [{ identifier: '1' }] }, 2],
    ['a number of no record', { batchItemFailures: [{ itemIdentifier: '1'.repeat(25) }] }, 2],
    ['something else', { batchItemFailures: 'all of them' }, 2],
  ])('by %s is taken at its word', async (_what, answer, invocations) => {
    const { put, batches, reports } = await run({
      mappings: [ofStream({ ...partial, MaximumRetryAttempts: 1 })],
      handler: () => answer,
    });
    await put('1');
    const ended = invocations === 1 ? 'delivered' : 'gave up';
    await until(() => expect(reports.at(-1)?.outcome).toBe(ended));
    expect(batches).toHaveLength(invocations);
  });

  it('is not listened to where the mapping does not report', async () => {
    const { put, reports, batches } = await run({ mappings: [ofStream()], handler: all });
    await put('1');
    await until(() => expect(reports).toMatchObject([{ outcome: 'delivered' }]));
    expect(batches).toHaveLength(1);
  });
});

describe('an invocation that Lambda does not take', () => {
  it('uses up no retry', async () => {
    let refusals = 0;
    const { put, batches, reports } = await run({
      mappings: [ofStream({ MaximumRetryAttempts: 0 })],
      handler: () => {
        if (refusals++ < 3) throw new Error('Rate Exceeded.');
        return null;
      },
    });
    await put('1');
    await until(() => expect(batches).toHaveLength(4));
    expect(reports.map(({ outcome }) => outcome)).toEqual(['failed', 'delivered']);
  });
});
