import type { AbstractSnapshot } from 'abstract-level';
import db from 'dynalite/db/index.js';
import { CapacityMeter, itemReadUnits, readUnits } from '../capacity.ts';
import type { Answer, Database } from '../database.ts';
import { encodedKey, queriedRange, scannedRange } from '../dynalite/actions.ts';
import type { LegacyCondition, QueryRequest, ScanRequest } from '../dynalite/request-types.ts';
import { validationError } from '../errors.ts';
import { indexKey, projectedNames } from '../tables/secondary-indexes.ts';
import { indexesOf, type KindedIndex, keyNames, type Table } from '../tables/table.ts';
import { type Item, itemBytes } from './attribute-values.ts';
import { entryKey, itemKey } from './changes.ts';
import { holds } from './conditions.ts';
import { consistency, projection, withSnapshot } from './reads.ts';

/** A page ends with the item that makes it reach this, in bytes: 1 MB. */
const MAX_PAGE_BYTES = 1024 * 1024;

export async function query(database: Database, request: QueryRequest): Promise<Answer> {
  const table = database.tables.get(request.TableName);
  const range = queriedRange(table, request);
  return await readPage(database, table, request, range, request.QueryFilter);
}

export async function scan(database: Database, request: ScanRequest): Promise<Answer> {
  const table = database.tables.get(request.TableName);
  const range = scannedRange(table, request);
  return await readPage(database, table, request, range, request.ScanFilter);
}

type Filter = Readonly<Record<string, LegacyCondition>>;

async function readPage(
  database: Database,
  table: Table,
  request: QueryRequest | ScanRequest,
  range: dynalite.Range,
  filter: Filter | undefined,
): Promise<Answer> {
  const index = indexesOf(table).find(({ IndexName }) => IndexName === request.IndexName);
  const fetches = index !== undefined && needsItems(table, index, request);
  const meter = new CapacityMeter('read');
  const page = await withSnapshot(database, (snapshot) =>
    readRange(database, table, index, request, range, fetches ? meter : undefined, snapshot),
  );
  meter.add(request.TableName, readUnits(page.bytes, consistency(request)), index);

  const matching = page.items.filter((item) =>
    request._filter
      ? holds(request._filter.expression, item)
      : !filter || db.matchesFilter(item, filter, request.ConditionalOperator),
  );
  return {
    output: {
      ...(request.Select !== 'COUNT' && { Items: matching.map((item) => projection(item, request)) }),
      Count: matching.length,
      ScannedCount: page.items.length,
      ...(page.last && { LastEvaluatedKey: cursor(table, index, page.last) }),
      ...meter.ofOneTable(request.ReturnConsumedCapacity),
    },
    meter,
  };
}

interface Page {
  readonly items: readonly Item[];
  /** The size of what was read, before any filter and projection: what is paid for. */
  readonly bytes: number;
  /** The last item read, when the page ended before the range did. */
  readonly last?: Item;
}

/** Reads no further than the page goes. With a meter, each entry's whole item is fetched too, and paid for. */
async function readRange(
  { store }: Database,
  table: Table,
  index: KindedIndex | undefined,
  request: QueryRequest | ScanRequest,
  range: dynalite.Range,
  fetching: CapacityMeter | undefined,
  snapshot: AbstractSnapshot,
): Promise<Page> {
  const items: Item[] = [];
  let bytes = 0;
  const stored = storedRange(table, index, request, range);
  for await (const entry of store.range(index ? 'entries' : 'items', stored, request.Limit, snapshot)) {
    bytes += itemBytes(entry);
    const item = fetching ? store.item(itemKey(table.TableName, encodedKey(entry, table)), snapshot) : entry;
    if (fetching) fetching.add(table.TableName, itemReadUnits(item, consistency(request)));
    items.push(item ?? entry);
    if (items.length === request.Limit || bytes >= MAX_PAGE_BYTES) return { items, bytes, last: entry };
  }
  return { items, bytes };
}

/** The range in the store. After an exclusive start key it begins, or ends when it runs backwards, at that very item. */
function storedRange(
  table: Table,
  index: KindedIndex | undefined,
  request: QueryRequest | ScanRequest,
  { gt, gte, lt, lte, reverse = false }: dynalite.Range,
): dynalite.Range {
  const place = (key: string) =>
    index ? entryKey(table.TableName, index.IndexName, key) : itemKey(table.TableName, key);
  const start = request.ExclusiveStartKey;
  const startKey = start && (index ? indexKey(table, index, start) : encodedKey(start, table));
  const low = startKey !== undefined && !reverse ? { gt: startKey } : { gt, gte };
  const high = startKey !== undefined && reverse ? { lt: startKey } : { lt, lte };
  return {
    ...(low.gt === undefined ? { gte: place(low.gte ?? '') } : { gt: place(low.gt) }),
    ...(high.lte === undefined ? { lt: place(high.lt ?? '~') } : { lte: place(high.lte) }),
    reverse,
  };
}

/** The key with which the next page begins: the item's key and, on an index, the index's. */
function cursor(table: Table, index: KindedIndex | undefined, last: Item): Item {
  const names = new Set([...keyNames(table.KeySchema), ...keyNames(index?.KeySchema ?? [])]);
  return Object.fromEntries(Object.entries(last).filter(([name]) => names.has(name)));
}

/**
 * Whether a read of an index needs the whole items: a local index fetches what it does not project, a global one can not.
 * @throws ServiceError when a global index is asked for an attribute that it does not project.
 */
function needsItems(table: Table, index: KindedIndex, request: QueryRequest | ScanRequest): boolean {
  const projected = projectedNames(table, index);
  if (!projected) return false;
  if (request.Select === 'ALL_ATTRIBUTES') return true;
  const asked = (request._projection?.paths.map(([name]) => String(name)) ?? request.AttributesToGet ?? []).filter(
    (name) => !projected.has(name),
  );
  if (asked.length > 0 && index.kind === 'global') {
    throw validationError(
      'One or more parameter values were invalid: ' +
        `Global secondary index ${index.IndexName} does not project [${asked.join(', ')}]`,
    );
  }
  const filtered = Object.keys(request._filter?.pathHeads ?? {}).some((name) => !projected.has(name));
  return index.kind === 'local' && (asked.length > 0 || filtered);
}
