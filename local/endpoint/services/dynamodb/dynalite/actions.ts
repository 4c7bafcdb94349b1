import { EventEmitter } from 'node:events';
import deleteItem from 'dynalite/actions/deleteItem.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import updateItem from 'dynalite/actions/updateItem.js';
import db from 'dynalite/db/index.js';
import { fromFault } from '../errors.ts';
import { type Item, MAX_ITEM_BYTES } from '../items/attribute-values.ts';
import type { Table } from '../tables/table.ts';
import type {
  DeleteItemRequest,
  PutItemRequest,
  QueryRequest,
  ScanRequest,
  UpdateItemRequest,
} from './request-types.ts';

/**
 * dynalite's actions, run as pure functions: the store they get answers at once and only takes note. What they decide
 * (is this valid, what becomes of the item, which keys to read) is used; what is stored and read is ours, because
 * dynalite has neither transactions nor atomic index updates.
 */

/** What becomes of an item, and what the caller gets to see of it. */
export interface Written {
  readonly after?: Item;
  readonly returned?: Item;
}

/** Gives the item as it is; called once the request is known to fit the table, and may refuse by throwing. */
type ReadBefore = () => Item | undefined;

export const putOnto = (table: Table, request: PutItemRequest, before: ReadBefore): Written =>
  write(putItem, table, request, before);

export const updateOnto = (table: Table, request: UpdateItemRequest, before: ReadBefore): Written =>
  write(updateItem, table, request, before);

export const deleteOnto = (table: Table, request: DeleteItemRequest, before: ReadBefore): Written =>
  write(deleteItem, table, request, before);

/** Which encoded keys a query reads. @throws ServiceError when the query does not fit the table's keys. */
export const queriedRange = (table: Table, request: QueryRequest): dynalite.Range => read(query, table, request);

/** Which encoded keys a scan reads. @throws ServiceError when the scan does not fit the table's keys. */
export const scannedRange = (table: Table, request: ScanRequest): dynalite.Range => read(scan, table, request);

function write<Request>(action: dynalite.Action<Request>, table: Table, request: Request, before: ReadBefore): Written {
  let after: Item | undefined;
  let returned: Item | undefined;
  let answered = false;
  const items = {
    ...index,
    get: (_key: string, answer: dynalite.Answer<Item>) => answer(null, before()),
    put: (_key: string, item: Item, answer: dynalite.Answer) => {
      after = item;
      answer();
    },
  };
  action(storeOf(table, items, index), request, (fault, output) => {
    if (fault) throw fromFault(fault);
    answered = true;
    returned = output?.Attributes;
  });
  if (!answered) throw new Error('dynalite did not answer at once');
  return { ...(after && { after }), ...(returned && { returned }) };
}

function read<Request>(action: dynalite.Action<Request>, table: Table, request: Request): dynalite.Range {
  let range: dynalite.Range | undefined;
  const records = {
    ...index,
    createValueStream: (asked: dynalite.Range) => {
      range = asked;
      return new EventEmitter();
    },
  };
  action(storeOf(table, records, records), request, (fault) => {
    if (fault) throw fromFault(fault);
  });
  if (!range) throw new Error('dynalite did not read at once');
  return range;
}

/** The indexes' entries are derived from the items by `secondary-indexes.ts`, so what dynalite writes there is dropped. */
const index: dynalite.Records = {
  lock: (_key, critical) => critical((done) => done),
  get: (_key, answer) => answer(),
  put: (_key, _item, answer) => answer(),
  del: (_key, answer) => answer(),
  createValueStream: () => new EventEmitter(),
};

const storeOf = (table: Table, items: dynalite.Records, indexes: dynalite.Records): dynalite.Store => ({
  options: { maxItemSize: MAX_ITEM_BYTES },
  getTable: (_name, answer) => answer(null, table),
  getItemDb: () => items,
  getIndexDb: () => indexes,
});

/** An item's key as it is stored: such keys sort as DynamoDB sorts items. The item, or key, must fit the table. */
export const encodedKey = (item: Item, table: Table): string => db.createKey(item, table);

/** @throws ServiceError when a key is not one of the table's. */
export const checkKey = (key: Item, table: Table): void => check(db.validateKey(key, table));

/** @throws ServiceError when an item lacks the table's key, or has a key attribute of another type. */
export const checkItem = (item: Item, table: Table): void => check(db.validateItem(item, table));

function check(fault: dynalite.Fault | null | undefined): void {
  if (fault) throw fromFault(fault);
}
