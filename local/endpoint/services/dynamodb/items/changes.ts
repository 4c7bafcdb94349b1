import type { CapacityMeter } from '../capacity.ts';
import type { StoreWrite } from '../store.ts';
import { recordOf } from '../streams/stream-record.ts';
import { expiryKey } from '../tables/expiry.ts';
import { type IndexWrite, indexWrites, writeUnits } from '../tables/secondary-indexes.ts';
import type { Table } from '../tables/table.ts';
import type { Item } from './attribute-values.ts';

/**
 * An item before and after a write. Everything that follows from a write (the entries of indexes, the time of expiry,
 * and what the stream shows) follows from this.
 */
export interface Change {
  readonly table: Table;
  /** The item's encoded key. */
  readonly key: string;
  readonly before?: Item;
  readonly after?: Item;
  /** Set where no client made the change. */
  readonly by?: 'time to live';
}

/** Where an item, or an index's entry, stands in the store. Names of tables and indexes have no `~`. */
export const itemKey = (tableName: string, key: string): string => `${tableName}~${key}`;
export const entryKey = (tableName: string, indexName: string, key: string): string =>
  `${tableName}~${indexName}~${key}`;

/** All that a change writes, to be committed together. */
export const writesOf = (change: Change): StoreWrite[] => writesWith(change, indexWritesOf(change));

/**
 * All that a change writes, as `writesOf`; what it costs is added to the meter.
 *
 * @param factor 2 in a transaction, where an item is prepared, then committed; the indexes follow the commit as ever
 */
export function meteredWrites(change: Change, meter: CapacityMeter, factor: 1 | 2): StoreWrite[] {
  const indexes = indexWritesOf(change);
  const { TableName } = change.table;
  meter.add(TableName, changeUnits(change) * factor);
  for (const { index, units } of indexes) meter.add(TableName, units, index);
  return writesWith(change, indexes);
}

/** The units of writing an item alone: by its size before or after, whichever is larger. */
export const changeUnits = ({ before, after }: Change): number => Math.max(writeUnits(before), writeUnits(after));

const indexWritesOf = ({ table, before, after }: Change): IndexWrite[] =>
  before === after ? [] : indexWrites(table, before, after);

function writesWith(change: Change, indexes: readonly IndexWrite[]): StoreWrite[] {
  const { table, key, before, after } = change;
  if (before === after) return [];
  const writes: StoreWrite[] = [];
  const place = itemKey(table.TableName, key);
  if (after) writes.push({ type: 'put', in: 'items', key: place, value: after });
  else writes.push({ type: 'del', in: 'items', key: place });
  for (const { index, removed, written } of indexes) {
    const at = (entry: string) => entryKey(table.TableName, index.IndexName, entry);
    if (removed !== undefined) writes.push({ type: 'del', in: 'entries', key: at(removed) });
    if (written) writes.push({ type: 'put', in: 'entries', key: at(written.key), value: written.item });
  }
  const oldExpiry = before && expiryKey(table, key, before);
  const newExpiry = after && expiryKey(table, key, after);
  if (oldExpiry !== newExpiry) {
    if (oldExpiry) writes.push({ type: 'del', in: 'expiries', key: oldExpiry });
    if (newExpiry) writes.push({ type: 'put', in: 'expiries', key: newExpiry, value: key });
  }
  const record = recordOf(change);
  if (record !== undefined) {
    writes.push({ type: 'append', in: 'records', tableName: table.TableName, value: record });
  }
  return writes;
}
