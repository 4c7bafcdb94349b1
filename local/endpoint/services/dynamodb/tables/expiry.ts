import type { Item } from '../items/attribute-values.ts';
import type { Table } from './table.ts';

/** Items that expired longer ago than this, in seconds, are left alone, as on AWS: five years. */
const TOO_LONG_AGO = 5 * 365 * 24 * 60 * 60;

/**
 * Where the time of an item's expiry is kept, so that the expired ones are found without reading any other; undefined
 * for an item that never expires: only a number, of seconds since 1970, in the table's attribute for it counts.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export function expiryKey(table: Table, key: string, item: Item): string | undefined {
  const seconds = table.timeToLive === undefined ? undefined : item[table.timeToLive]?.N;
  const time = Math.floor(Number(seconds ?? 0));
  if (time <= 0 || time >= 1e12) return undefined;
  return `${timePrefix(table.TableName, time)}~${key}`;
}

/** The range of the expiry times of a table that have come, `now` in milliseconds since 1970. */
export function expiredRange(tableName: string, now: number): { gte: string; lt: string } {
  const seconds = Math.floor(now / 1000);
  return { gte: timePrefix(tableName, Math.max(0, seconds - TOO_LONG_AGO)), lt: timePrefix(tableName, seconds) };
}

const timePrefix = (tableName: string, seconds: number): string => `${tableName}~${String(seconds).padStart(12, '0')}`;
