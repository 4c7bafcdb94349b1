import { expect, it } from 'vitest';
import { RecordLog } from '../../../local/endpoint/services/dynamodb/streams/record-log.ts';
import { openLevel } from '../../../local/storage.ts';

it('keeps no more than it may: the older half of the records goes when there are too many', async () => {
  const level = await openLevel();
  const records = level.sublevel<string, string>('records', {});
  const horizons = level.sublevel<string, string>('horizons', {});
  const log = await RecordLog.open([], { records, horizons, mostBytes: 1_000 });
  const write = async (tableName: string) => {
    const put = log.append(tableName, 'x'.repeat(100), Date.now());
    await level.batch<string, string>([put], {});
    log.committed([put]);
    return put.key.slice(put.key.indexOf('~') + 1);
  };
  const other = await write('other');
  const written: string[] = [];
  for (let n = 0; n < 11; n++) written.push(await write('rides'));
  await log.close();
  const kept = (await log.read('rides', { gt: '' }, 100)).map(([sequenceNumber]) => sequenceNumber);
  expect(kept).toEqual(written.slice(6));
  expect(log.horizon('rides')).toBe(written[5]);
  expect((await log.read('other', { gt: '' }, 100)).map(([sequenceNumber]) => sequenceNumber)).toEqual([other]);
  await level.close();
});
