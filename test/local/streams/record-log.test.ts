import { expect, it } from 'vitest';
import { RecordLog } from '../../../local/endpoint/services/dynamodb/streams/record-log.ts';
import { openLevel } from '../../../local/storage.ts';

/** A log in memory that may take so many bytes, and a way to write records of so many to it. */
async function openLog(mostBytes: number, recordBytes: number) {
  const level = await openLevel();
  const records = level.sublevel<string, string>('records', {});
  const horizons = level.sublevel<string, string>('horizons', {});
  const log = await RecordLog.open([], { records, horizons, mostBytes });
  const write = async (tableName: string) => {
    const put = log.append(tableName, 'x'.repeat(recordBytes), Date.now());
    await level.batch<string, string>([put], {});
    log.committed([put]);
    return put.key.slice(put.key.indexOf('~') + 1);
  };
  const numbers = async (tableName: string, gt: string, limit = 10_000) =>
    (await log.read(tableName, { gt }, limit)).map(([sequenceNumber]) => sequenceNumber);
  return { log, write, numbers };
}

it('keeps no more than it may: the older half of the records goes when there are too many', async () => {
  const { log, write, numbers } = await openLog(1_000, 100);
  const other = await write('other');
  const written: string[] = [];
  for (let n = 0; n < 11; n++) written.push(await write('rides'));
  await log.close();
  expect(await numbers('rides', '')).toEqual(written.slice(6));
  expect(log.horizon('rides')).toBe(written[5]);
  expect(await numbers('other', '')).toEqual([other]);
  written.push(await write('rides'));
  expect(await numbers('rides', '')).toEqual(written.slice(6));
});

it('reads from any place on, whether the last records are still in memory or no longer', async () => {
  const { write, numbers } = await openLog(Number.POSITIVE_INFINITY, 10_000);
  const written: string[] = [];
  for (let n = 0; n < 250; n++) written.push(await write('rides'));
  for (const place of [0, 1, 100, 200, 248]) {
    expect(await numbers('rides', written[place] ?? '')).toEqual(written.slice(place + 1));
    expect(await numbers('rides', written[place] ?? '', 3)).toEqual(written.slice(place + 1, place + 4));
  }
  expect(await numbers('rides', '')).toEqual(written);
  expect(await numbers('rides', written[249] ?? '')).toEqual([]);
});
