import batchGetItemRequest from 'dynalite/validations/batchGetItem.js';
import createTableDefinition from 'dynalite/validations/createTable.js';
import tableRequest from 'dynalite/validations/describeTable.js';
import getItemRequest from 'dynalite/validations/getItem.js';
import listTablesRequest from 'dynalite/validations/listTables.js';
import queryRequest from 'dynalite/validations/query.js';
import scanRequest from 'dynalite/validations/scan.js';
import type { JsonObject } from '../../../template/resources.ts';
import type { Authorization } from '../../service.ts';
import { Authorizations } from './authorizations.ts';
import type { Answer, Database } from './database.ts';
import * as requests from './dynalite/validation.ts';
import { digestOf } from './items/client-tokens.ts';
import { query, scan } from './items/queries.ts';
import { batchGetItem, getItem, transactGetItems } from './items/reads.ts';
import { transactWriteItems } from './items/transactions.ts';
import { batchWriteItem, writeItem } from './items/writes.ts';
import * as tables from './tables/table-operations.ts';

/** A request of one operation that was read: what it needs, and how to run it. */
export interface OpenedOperation {
  readonly authorizations: readonly Authorization[];
  readonly run: () => Promise<Answer>;
}

/** Reads the JSON of a request. @throws ServiceError when it is not one of the operation. */
export type Open = (input: JsonObject) => OpenedOperation;

/** All operations of DynamoDB that run locally, by target. */
export function operationsOn(database: Database): ReadonlyMap<string, Open> {
  const needs = new Authorizations(database);

  const operation =
    <Request>(
      validation: dynalite.Validation<Request>,
      authorize: (request: Request) => Authorization[],
      run: (database: Database, request: Request) => Promise<Answer>,
    ): Open =>
    (input) => {
      const request = requests.readRequest(input, validation);
      return { authorizations: authorize(request), run: () => run(database, request) };
    };

  const onTable = <Request extends { readonly TableName: string }>(
    action: string,
    validation: dynalite.Validation<Request>,
    run: (database: Database, request: Request) => Promise<Answer>,
  ): [string, Open] => [action, operation(validation, ({ TableName }) => needs.table(action, TableName), run)];

  const operations: [string, Open][] = [
    ['GetItem', operation(getItemRequest, (request) => needs.getItem(request), getItem)],
    ['BatchGetItem', operation(batchGetItemRequest, (request) => needs.batchGetItem(request), batchGetItem)],
    ['Query', operation(requests.withSelectChecked(queryRequest), (request) => needs.query(request), query)],
    ['Scan', operation(requests.withSelectChecked(scanRequest), (request) => needs.scan(request), scan)],
    [
      'PutItem',
      operation(
        requests.putItemRequest,
        (request) => needs.write('PutItem', request),
        (on, request) => writeItem(on, { action: 'Put', request }, request.ReturnConsumedCapacity),
      ),
    ],
    [
      'UpdateItem',
      operation(
        requests.updateItemRequest,
        (request) => needs.write('UpdateItem', request),
        (on, request) => writeItem(on, { action: 'Update', request }, request.ReturnConsumedCapacity),
      ),
    ],
    [
      'DeleteItem',
      operation(
        requests.deleteItemRequest,
        (request) => needs.write('DeleteItem', request),
        (on, request) => writeItem(on, { action: 'Delete', request }, request.ReturnConsumedCapacity),
      ),
    ],
    [
      'BatchWriteItem',
      operation(requests.batchWriteItemRequest, (request) => needs.batchWriteItem(request), batchWriteItem),
    ],
    [
      'TransactWriteItems',
      (input) => {
        // Before it is read, which adds to it.
        const digest = digestOf(input.TransactItems ?? null);
        const request = requests.readRequest(input, requests.transactWriteItemsRequest);
        return {
          authorizations: needs.transactWriteItems(request),
          run: () => transactWriteItems(database, request, digest),
        };
      },
    ],
    [
      'TransactGetItems',
      operation(requests.transactGetItemsRequest, (request) => needs.transactGetItems(request), transactGetItems),
    ],
    ['ListTables', operation(listTablesRequest, () => needs.any('ListTables'), tables.listTables)],
    onTable('CreateTable', requests.createTableRequest(createTableDefinition), tables.createTable),
    onTable('DeleteTable', tableRequest, tables.deleteTable),
    onTable('DescribeTable', tableRequest, tables.describeTable),
    onTable('DescribeTimeToLive', tableRequest, tables.describeTimeToLive),
    onTable('UpdateTimeToLive', requests.updateTimeToLiveRequest, tables.updateTimeToLive),
    onTable('DescribeContinuousBackups', tableRequest, tables.describeContinuousBackups),
  ];
  return new Map(operations.map(([name, open]) => [`DynamoDB_20120810.${name}`, open]));
}
