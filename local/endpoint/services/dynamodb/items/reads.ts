import type { AbstractSnapshot } from 'abstract-level';
import db from 'dynalite/db/index.js';
import { CapacityMeter, type Consistency, itemReadUnits } from '../capacity.ts';
import type { Answer, Database } from '../database.ts';
import { checkKey, encodedKey } from '../dynalite/actions.ts';
import type { BatchGetItemRequest, GetItemRequest, TransactGetItemsRequest } from '../dynalite/request-types.ts';
import { validationError } from '../errors.ts';
import type { Table } from '../tables/table.ts';
import { type Item, itemBytes } from './attribute-values.ts';
import { attempt, cancelled } from './cancellations.ts';
import { itemKey } from './changes.ts';

/** A batch's answer ends before it has more than this, in bytes: 16 MB. */
const MAX_BATCH_BYTES = 16 * 1024 * 1024;

/** What of an item a request asks for. */
type Projecting = Pick<GetItemRequest, '_projection' | 'AttributesToGet'>;

/** The part of an item that a request asks for. */
export function projection(item: Item, request: Projecting): Item {
  const paths = request._projection?.paths ?? request.AttributesToGet;
  return paths ? db.mapPaths(paths, item) : item;
}

export async function getItem({ store, tables }: Database, request: GetItemRequest): Promise<Answer> {
  const table = tables.get(request.TableName);
  const item = store.item(storedKey(table, request.Key));
  const meter = new CapacityMeter('read');
  meter.add(request.TableName, itemReadUnits(item, consistency(request)));
  return {
    output: { ...(item && { Item: projection(item, request) }), ...meter.ofOneTable(request.ReturnConsumedCapacity) },
    meter,
  };
}

export async function batchGetItem(database: Database, request: BatchGetItemRequest): Promise<Answer> {
  const meter = new CapacityMeter('read');
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, object> = {};
  const keys = Object.entries(request.RequestItems).map(([name, asked]) => {
    const table = database.tables.get(name);
    return { name, asked, keys: asked.Keys.map((key) => ({ key, stored: storedKey(table, key) })) };
  });
  let bytes = 0;
  await withSnapshot(database, (snapshot) => {
    for (const { name, asked, keys: wanted } of keys) {
      const found: Item[] = [];
      const left: Item[] = [];
      for (const { key, stored } of wanted) {
        const item = bytes > MAX_BATCH_BYTES ? undefined : database.store.item(stored, snapshot);
        bytes += item ? itemBytes(item) : 0;
        if (bytes > MAX_BATCH_BYTES) {
          left.push(key);
          continue;
        }
        meter.add(name, itemReadUnits(item, consistency(asked)));
        if (item) found.push(projection(item, asked));
      }
      responses[name] = found;
      if (left.length > 0) unprocessed[name] = { ...unparsed(asked), Keys: left };
    }
  });
  return {
    output: {
      Responses: responses,
      UnprocessedKeys: unprocessed,
      ...meter.ofTables(request.ReturnConsumedCapacity),
    },
    meter,
  };
}

/** Reads all items as they are at one moment: no transaction is seen by half. */
export async function transactGetItems(database: Database, request: TransactGetItemsRequest): Promise<Answer> {
  const meter = new CapacityMeter('read');
  const attempts = request.TransactItems.map(({ Get }) => {
    const table = database.tables.get(Get.TableName);
    return attempt(() => ({ get: Get, stored: storedKey(table, Get.Key) }));
  });
  const gets = attempts.flatMap((outcome) => ('stored' in outcome ? [outcome] : []));
  if (gets.length < attempts.length) throw cancelled(attempts, {});
  if (new Set(gets.map(({ stored }) => stored)).size < gets.length) {
    throw validationError('Transaction request cannot include multiple operations on one item');
  }
  const responses = await withSnapshot(database, (snapshot) =>
    gets.map(({ get, stored }) => {
      const item = database.store.item(stored, snapshot);
      meter.add(get.TableName, itemReadUnits(item, 'transactional'));
      return item ? { Item: projection(item, get) } : {};
    }),
  );
  return { output: { Responses: responses, ...meter.ofTransaction(request.ReturnConsumedCapacity) }, meter };
}

export const consistency = ({ ConsistentRead }: { readonly ConsistentRead?: boolean }): Consistency =>
  ConsistentRead ? 'strong' : 'eventual';

/** Reads of several items see one moment. */
export async function withSnapshot<Result>(
  { store }: Database,
  read: (snapshot: AbstractSnapshot) => Result | Promise<Result>,
): Promise<Result> {
  const snapshot = store.snapshot();
  try {
    return await read(snapshot);
  } finally {
    await snapshot.close();
  }
}

function storedKey(table: Table, key: Item): string {
  checkKey(key, table);
  return itemKey(table.TableName, encodedKey(key, table));
}

/** A part of a request without what the parsers added to it, to be sent again. */
const unparsed = (asked: object): object =>
  Object.fromEntries(Object.entries(asked).filter(([member]) => !member.startsWith('_')));
