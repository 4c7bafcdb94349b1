import type { EventReport } from '../../event-report.ts';
import type { Invoke } from '../invoke.ts';
import type { FailureDestination } from './failure-destination.ts';
import type { GivenUp } from './failure-document.ts';
import { invokeWith } from './invocation.ts';
import { type Loop, pause } from './loop.ts';
import type { StreamMapping } from './mapping.ts';
import { counted } from './payload.ts';
import type { SourceRecord } from './source-record.ts';

/**
 * Milliseconds before a batch that failed is tried again, twice as long each time: on AWS it may be minutes, here the
 * developer is waiting.
 */
const retryPause = { first: 25, longest: 1_000 };

/** What a batch needs beside its records. */
export interface BatchSurroundings {
  readonly mapping: StreamMapping;
  readonly loop: Loop;
  readonly invoke: Invoke;
  readonly destination: FailureDestination;
  readonly clock: () => number;
  /** Given when the run does not wait any longer for what is under way. */
  readonly abandon: AbortSignal;
  /** Told of records that are done, or given up, in order: the place moves after them, for sure. */
  readonly onDone: (records: readonly SourceRecord[]) => Promise<void>;
  readonly report: (event: Pick<EventReport, 'what' | 'outcome' | 'detail' | 'milliseconds'>) => void;
}

/**
 * Brings a batch to its function, in order, until each record is done or given up.
 *
 * - A function that fails is tried again with the records from the first that it failed at.
 * - Where the mapping bisects, what is left is split instead, as long as it can be: at the record that the function names,
 *   or in halves. That uses up no retry. https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 * - What Lambda does not take uses up no retry either.
 *
 * @returns false when it was stopped before the end: what is not done is repeated one day
 */
export async function runBatch(batch: readonly SourceRecord[], around: BatchSurroundings): Promise<boolean> {
  const { mapping, loop, onDone, report } = around;
  let left = batch;
  let failures = 0;
  let refusals = 0;
  let last: GivenUp['last'];
  while (left.length > 0) {
    if (loop.isStopped) return false;
    const old = countOld(left, around);
    if (old > 0) {
      const given = { condition: 'RecordAgeExceeded', invokeCount: failures, ...(last && { last }) } as const;
      if (!(await giveUp({ records: left.slice(0, old), ...given }, around))) return false;
      left = left.slice(old);
      [failures, last] = [0, undefined];
      continue;
    }
    const started = performance.now();
    const identifiers = left.map(({ sequenceNumber }) => sequenceNumber);
    const events = left.map(({ event }) => event);
    const { invoke, abandon } = around;
    const invocation = await invokeWith(events, identifiers, mapping, invoke, abandon);
    if (invocation.outcome === 'left') return false;
    const milliseconds = performance.now() - started;
    const what = counted(left.length, 'record');
    if (invocation.outcome === 'refused') {
      // A function may be throttled for long: that is said once.
      if (refusals === 0) report({ what, outcome: 'failed', detail: invocation.reason });
      await pause(pauseAfter(++refusals), loop.signal);
      continue;
    }
    refusals = 0;
    const failedAt = invocation.outcome === 'failed' ? 0 : firstFailed(left, invocation.failed);
    if (failedAt === left.length) {
      report({ what, outcome: 'delivered', milliseconds });
      await onDone(left);
      return true;
    }
    const reason = invocation.outcome === 'failed' ? invocation.reason : `failed at ${identifiers[failedAt]}`;
    report({ what, outcome: 'failed', detail: reason, milliseconds });
    if (failedAt > 0) {
      await onDone(left.slice(0, failedAt));
      left = left.slice(failedAt);
      [failures, last] = [0, undefined];
    }
    if (mapping.bisects && (failedAt > 0 || left.length > 1)) {
      if (failedAt > 0) continue;
      const middle = Math.ceil(left.length / 2);
      if (!(await runBatch(left.slice(0, middle), around))) return false;
      left = left.slice(middle);
      continue;
    }
    failures++;
    last = { requestId: invocation.requestId, hasThrown: invocation.outcome === 'failed' };
    if (failures > mapping.retries) {
      return await giveUp({ records: left, condition: 'RetryAttemptsExhausted', invokeCount: failures, last }, around);
    }
    await pause(pauseAfter(failures), loop.signal);
  }
  return true;
}

/** How many records at the beginning are too old. */
function countOld(records: readonly SourceRecord[], { mapping, clock }: BatchSurroundings): number {
  const oldest = clock() - mapping.maximumAge;
  const young = records.findIndex(({ arrivedAt }) => arrivedAt >= oldest);
  return young === -1 ? records.length : young;
}

/** The place of the first record that failed, by the stream's order; the batch's length where none did. */
function firstFailed(records: readonly SourceRecord[], failed: ReadonlySet<string> | 'all'): number {
  if (failed === 'all') return 0;
  const first = records.findIndex(({ sequenceNumber }) => failed.has(sequenceNumber));
  return first === -1 ? records.length : first;
}

const pauseAfter = (failures: number): number => Math.min(retryPause.first * 2 ** (failures - 1), retryPause.longest);

async function giveUp(given: GivenUp, { destination, onDone }: BatchSurroundings): Promise<boolean> {
  if (!(await destination.tell(given))) return false;
  await onDone(given.records);
  return true;
}
