import { attempts, gaveUp } from '../domain/imports.ts';
import type { Invocation, Tally } from '../events/consumer.ts';
import { fileState } from '../files/bucket.ts';
import { uploadKey } from '../files/keys.ts';
import { recordFailure } from '../http/telemetry.ts';
import { LeaseLost, type StoredImport } from '../table/imports.ts';
import { Unreadable } from './fleet-rows.ts';
import { importRows } from './import-rows.ts';
import { Lease } from './lease.ts';

/** A file that has arrived. */
export interface Arrival {
  readonly importId: string;
  /** Bytes. */
  readonly size: number;
}

/** How an import goes about its time: milliseconds. */
export interface Pace {
  /** How long an import stays taken by an attempt that gives no sign of life. */
  readonly lease: number;
  /** How often it keeps where it is. */
  readonly keepEvery: number;
  /** What is left to an invocation when it stops, to keep where it is and to have the rest done by the next. */
  readonly reserve: number;
}

/**
 * Imports a file that has arrived, or what is left of it, as far as the time of the invocation goes. Announced or not,
 * twice, too late, beside another: a call for which there is nothing to do changes nothing and says so.
 *
 * @param goOn has the rest done by another invocation
 * @returns what was done
 * @throws what kept the import from going on: the next attempt goes on where it is. After the last it is `failed`.
 */
export async function importFile(
  { importId, size }: Arrival,
  { awsRequestId, getRemainingTimeInMillis }: Pick<Invocation, 'awsRequestId' | 'getRemainingTimeInMillis'>,
  pace: Pace,
  goOn: () => Promise<void>,
): Promise<Tally> {
  const timeLeft = () => getRemainingTimeInMillis() - pace.reserve;
  // The attempts at one event have the same id: https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html
  const lease = await Lease.take(importId, { event: awsRequestId, size }, pace.lease);
  if (typeof lease === 'string') return { importId, result: `refused: ${lease}` };
  try {
    return { importId, ...(await advance(lease, { timeLeft, keepEvery: pace.keepEvery }, goOn)) };
  } catch (error) {
    if (error instanceof LeaseLost) return { importId, result: 'left to another attempt' };
    if (error instanceof Unreadable) {
      await lease.release(failed(error.message));
      return { importId, result: `failed: ${error.message}` };
    }
    // What went wrong first is what is thrown, also when it keeps this from being written.
    await lease
      .release(lease.attempt >= attempts ? failed(gaveUp) : {})
      .catch((later: unknown) => recordFailure(awsRequestId, 'ImportFleet', later));
    throw error;
  } finally {
    lease.end();
  }
}

async function advance(
  lease: Lease,
  course: { readonly timeLeft: () => number; readonly keepEvery: number },
  goOn: () => Promise<void>,
): Promise<Tally> {
  const { importId, size, startedAt, etag } = lease.import;
  const file = await fileState(uploadKey(importId));
  if (file.size !== size || (etag !== undefined && etag !== file.etag)) {
    await lease.release({ work: lease.import.work });
    return { result: 'refused: the file is another one' };
  }
  if (startedAt === undefined) {
    await lease.change({ status: 'running', startedAt: new Date().toISOString(), etag: file.etag });
  }
  const { isRead, progress } = await importRows(lease, file, course);
  if (isRead) {
    await lease.release({ ...progress, status: 'completed', finishedAt: new Date().toISOString(), work: undefined });
    return { result: 'completed', ...progress.rows };
  }
  // Kept first: each invocation starts farther on than the one before, so that they come to an end.
  await lease.change(progress);
  await goOn();
  await lease.pause();
  return { result: 'goes on', ...progress.rows };
}

function failed(reason: string): Partial<StoredImport> {
  return { status: 'failed', reason, finishedAt: new Date().toISOString(), work: undefined };
}
