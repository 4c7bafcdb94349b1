import { type FileState, readFile } from '../files/bucket.ts';
import { uploadKey } from '../files/keys.ts';
import type { FleetRow, RowFailure } from '../schemas/imports.ts';
import { OutOfTime } from '../table/deadline.ts';
import { isTemporary } from '../table/failures.ts';
import { putFleetRow } from '../table/fleet-writes.ts';
import type { Progress } from '../table/imports.ts';
import { patiently } from '../table/patience.ts';
import { type Place, start } from './file-rows.ts';
import { fleetRows, type Row } from './fleet-rows.ts';
import { inOrder } from './in-order.ts';
import type { Lease } from './lease.ts';
import { Report } from './report.ts';

/** Writes under way at once. */
const width = 32;
/** How many failures an import shows by itself; the report has all. */
const shown = 100;

/** What came of a row. */
interface RowResult {
  readonly next: Place;
  readonly failure?: RowFailure;
}

/**
 * Brings the rows of a file into the fleet, from where the import is, and keeps where it is every so often: whoever goes
 * on from there may write some rows again, which changes nothing.
 *
 * @param timeLeft milliseconds that are left for it
 * @param keepEvery milliseconds
 * @returns whether all rows are read, and what is not kept yet
 */
export async function importRows(
  lease: Lease,
  file: FileState,
  { timeLeft, keepEvery }: { readonly timeLeft: () => number; readonly keepEvery: number },
): Promise<{ readonly isRead: boolean; readonly progress: Progress }> {
  const { importId, format, place: from = start, report: kept = { parts: [], tail: 0 } } = lease.import;
  const rows = { ...lease.import.rows };
  const failures = [...lease.import.failures];
  let place = from;
  const report = await Report.open(importId, kept);
  const keep = async (isLast: boolean): Promise<Progress> => {
    // An attempt that lost the import must not write over the report of the one that has it.
    await lease.confirm();
    return { rows: { ...rows }, failures: [...failures], place, report: await report.keep(isLast) };
  };

  let keepAt = Date.now() + keepEvery;
  let isRead = true;
  const read = fleetRows(readFile(uploadKey(importId), file, from.offset), format, from);
  try {
    for await (const { next, failure } of inOrder(read, width, (row) => bringIn(row, timeLeft))) {
      rows.read += 1;
      rows[failure ? 'failed' : 'imported'] += 1;
      if (failure) report.add(failure);
      if (failure && failures.length < shown) failures.push(failure);
      place = next;
      if (timeLeft() <= 0) throw new OutOfTime('The rest is for the next invocation.');
      if (Date.now() >= keepAt || report.isFull) {
        await lease.change(await keep(false));
        keepAt = Date.now() + keepEvery;
      }
    }
  } catch (error) {
    if (!(error instanceof OutOfTime) || place.offset === from.offset) throw error;
    isRead = false;
  }
  const progress = await keep(isRead);
  if (isRead) {
    await lease.change(progress);
    await report.complete();
  }
  return { isRead, progress };
}

function bringIn(row: Row, timeLeft: () => number): RowResult | Promise<RowResult> {
  const { line, next } = row;
  if (row.key === undefined) return { next, failure: { line, detail: row.fault } };
  return write(row.unicorn, timeLeft).then((detail) => ({ next, ...(detail && { failure: { line, detail } }) }));
}

/**
 * Writes a row, however busy the table is.
 *
 * @returns why it must not be written, where it must not
 * @throws OutOfTime when there is no time left to wait for the table
 */
async function write(unicorn: FleetRow, timeLeft: () => number): Promise<string | undefined> {
  try {
    const written = await patiently(() => putFleetRow(unicorn), timeLeft);
    return written === 'on a ride' ? `${unicorn.unicornId} is on a ride` : undefined;
  } catch (error) {
    if (isTemporary(error)) throw new OutOfTime('The table is too busy.', { cause: error });
    throw error;
  }
}
