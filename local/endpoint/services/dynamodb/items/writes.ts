import { CapacityMeter } from '../capacity.ts';
import type { Answer, Database } from '../database.ts';
import type { BatchWriteItemRequest, ReturnConsumedCapacity, WriteRequest } from '../dynalite/request-types.ts';
import { validationError } from '../errors.ts';
import type { StoreWrite } from '../store.ts';
import { meteredWrites } from './changes.ts';
import { type ItemWrite, judge, writtenKey } from './item-writes.ts';

/** Runs PutItem, UpdateItem or DeleteItem. */
export function writeItem(
  { store, tables }: Database,
  write: ItemWrite,
  asked: ReturnConsumedCapacity | undefined,
): Promise<Answer> {
  return store.exclusively(async () => {
    const { change, returned } = judge(store, tables.get(write.request.TableName), write);
    const meter = new CapacityMeter('write');
    await store.commit(meteredWrites(change, meter, 1));
    return { output: { ...(returned && { Attributes: returned }), ...meter.ofOneTable(asked) }, meter };
  });
}

/**
 * Runs BatchWriteItem. On AWS a batch may be done in part when it is throttled; here every one is done whole, or
 * refused whole.
 */
export function batchWriteItem({ store, tables }: Database, request: BatchWriteItemRequest): Promise<Answer> {
  return store.exclusively(async () => {
    const meter = new CapacityMeter('write');
    const all: StoreWrite[] = [];
    for (const [name, requests] of Object.entries(request.RequestItems)) {
      const table = tables.get(name);
      const parts = requests.map((part) => batchedWrite(name, part));
      if (new Set(parts.map((part) => writtenKey(part, table))).size < parts.length) {
        throw validationError('Provided list of item keys contains duplicates');
      }
      for (const part of parts) all.push(...meteredWrites(judge(store, table, part).change, meter, 1));
    }
    await store.commit(all);
    return { output: { UnprocessedItems: {}, ...meter.ofTables(request.ReturnConsumedCapacity) }, meter };
  });
}

function batchedWrite(TableName: string, { PutRequest, DeleteRequest }: WriteRequest): ItemWrite {
  return PutRequest
    ? { action: 'Put', request: { TableName, Item: PutRequest.Item } }
    : { action: 'Delete', request: { TableName, Key: DeleteRequest?.Key ?? {} } };
}
