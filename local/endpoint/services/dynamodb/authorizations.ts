import type { Authorization, ConditionContext } from '../../service.ts';
import type { Database } from './database.ts';
import type {
  BatchGetItemRequest,
  BatchWriteItemRequest,
  DeleteItemRequest,
  GetItemRequest,
  PutItemRequest,
  QueryRequest,
  ScanRequest,
  TransactGetItemsRequest,
  TransactWriteItemsRequest,
  UpdateItemRequest,
} from './dynalite/request-types.ts';
import type { Item } from './items/attribute-values.ts';
import { partitionKeyName, tableArn } from './tables/table.ts';
import { attributesNamed, selectOf, type Touching } from './touched-attributes.ts';

/**
 * What the caller of each operation must be allowed to do, with DynamoDB's own condition keys.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 *
 * An unknown table is judged by its ARN like any other; its keys are unknown, so there are no leading keys.
 */
export class Authorizations {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The needs of an operation on a table as a whole. */
  table(action: string, tableName: string): Authorization[] {
    return [{ action: `dynamodb:${action}`, resource: tableArn(tableName, this.#database.environment) }];
  }

  /** The needs of an operation on no table in particular. */
  any(action: string): Authorization[] {
    return [{ action: `dynamodb:${action}`, resource: '*' }];
  }

  write(action: string, request: PutItemRequest | UpdateItemRequest | DeleteItemRequest): Authorization[] {
    return [this.#written(action, request, { 'dynamodb:ReturnValues': [request.ReturnValues ?? 'NONE'] })];
  }

  getItem(request: GetItemRequest): Authorization[] {
    return [this.#items('GetItem', request.TableName, [request.Key], [request], selectOf(request))];
  }

  /** A query of an index is judged by the index's ARN and its partition key. */
  query(request: QueryRequest): Authorization[] {
    const name = this.#partitionKey(request.TableName, request.IndexName);
    const [value] = (name === undefined ? undefined : request.KeyConditions[name]?.AttributeValueList) ?? [];
    const context = { ...selectOf(request), ...(value && { 'dynamodb:LeadingKeys': [textOf(value)] }) };
    return [this.#read('Query', request, context)];
  }

  scan(request: ScanRequest): Authorization[] {
    return [this.#read('Scan', request, selectOf(request))];
  }

  batchGetItem(request: BatchGetItemRequest): Authorization[] {
    return Object.entries(request.RequestItems).map(([name, asked]) =>
      this.#items('BatchGetItem', name, asked.Keys, [{ ...asked, ...capacityOf(request) }], selectOf(asked)),
    );
  }

  batchWriteItem(request: BatchWriteItemRequest): Authorization[] {
    return Object.entries(request.RequestItems).map(([name, requests]) => {
      const items = requests.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {});
      const touching = items.map((Item) => ({ Item, ...capacityOf(request) }));
      return this.#items('BatchWriteItem', name, items, touching, {});
    });
  }

  /** Each part is judged by the operation it stands for, and by its own key. */
  transactWriteItems(request: TransactWriteItemsRequest): Authorization[] {
    const context = { 'dynamodb:EnclosingOperation': ['TransactWriteItems'], ...consumedCapacity(request) };
    return request.TransactItems.flatMap(({ Put, Update, Delete, ConditionCheck }) => [
      ...(Put ? [this.#written('PutItem', Put, context)] : []),
      ...(Update ? [this.#written('UpdateItem', Update, context)] : []),
      ...(Delete ? [this.#written('DeleteItem', Delete, context)] : []),
      ...(ConditionCheck ? [this.#written('ConditionCheckItem', ConditionCheck, context)] : []),
    ]);
  }

  transactGetItems(request: TransactGetItemsRequest): Authorization[] {
    const context = { 'dynamodb:EnclosingOperation': ['TransactGetItems'], ...consumedCapacity(request) };
    return request.TransactItems.map(({ Get }) =>
      this.#items('GetItem', Get.TableName, [Get.Key], [Get], { ...selectOf(Get), ...context }),
    );
  }

  #written(
    action: string,
    request: PutItemRequest | UpdateItemRequest | DeleteItemRequest,
    context: ConditionContext,
  ): Authorization {
    const item = 'Item' in request ? request.Item : request.Key;
    return this.#items(action, request.TableName, [item], [request], context);
  }

  #items(
    action: string,
    tableName: string,
    items: readonly Item[],
    touching: readonly Touching[],
    context: ConditionContext,
  ): Authorization {
    const name = this.#partitionKey(tableName);
    const values = items.flatMap((item) => (name !== undefined && item[name] ? [textOf(item[name])] : []));
    return {
      action: `dynamodb:${action}`,
      resource: tableArn(tableName, this.#database.environment),
      context: {
        'dynamodb:LeadingKeys': [...new Set(values)],
        'dynamodb:Attributes': attributesNamed(touching),
        ...consumedCapacity(touching[0] ?? {}),
        ...context,
      },
    };
  }

  #read(action: string, request: QueryRequest | ScanRequest, context: ConditionContext): Authorization {
    const table = tableArn(request.TableName, this.#database.environment);
    return {
      action: `dynamodb:${action}`,
      resource: request.IndexName === undefined ? table : `${table}/index/${request.IndexName}`,
      context: { 'dynamodb:Attributes': attributesNamed([request]), ...consumedCapacity(request), ...context },
    };
  }

  #partitionKey(tableName: string, indexName?: string): string | undefined {
    const table = this.#database.tables.find(tableName);
    return table && partitionKeyName(table, indexName);
  }
}

const textOf = ({ S, N, B }: Item[string]): string => S ?? N ?? B ?? '';

const capacityOf = ({ ReturnConsumedCapacity }: Touching) => (ReturnConsumedCapacity ? { ReturnConsumedCapacity } : {});

const consumedCapacity = ({ ReturnConsumedCapacity }: Touching): ConditionContext => ({
  'dynamodb:ReturnConsumedCapacity': [ReturnConsumedCapacity ?? 'NONE'],
});
