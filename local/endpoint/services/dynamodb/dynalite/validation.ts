import batchWriteItem from 'dynalite/validations/batchWriteItem.js';
import deleteItem from 'dynalite/validations/deleteItem.js';
import getItem from 'dynalite/validations/getItem.js';
import validations from 'dynalite/validations/index.js';
import putItem from 'dynalite/validations/putItem.js';
import updateItem from 'dynalite/validations/updateItem.js';
import type { JsonObject } from '../../../../template/resources.ts';
import { fromFault, serializationError } from '../errors.ts';
import { type Item, itemBytes, MAX_ITEM_BYTES } from '../items/attribute-values.ts';
import type { TableDefinition } from '../tables/table.ts';
import type {
  QueryRequest,
  ScanRequest,
  TransactGetItemsRequest,
  TransactWriteItemsRequest,
  UpdateTimeToLiveRequest,
} from './request-types.ts';

/**
 * Reads a request: its members checked as DynamoDB checks them before it looks at any table, its expressions parsed.
 * @throws ServiceError SerializationException or ValidationException, in AWS's words.
 */
export function readRequest<Request>(input: JsonObject, { types, custom }: dynalite.Validation<Request>): Request {
  try {
    const request = validations.checkTypes(input, types);
    validations.checkValidations(request, types, custom, { options: { maxItemSize: MAX_ITEM_BYTES } });
    return request;
  } catch (error) {
    // Some lists with null in them make dynalite trip: the request is malformed all the same.
    throw error instanceof TypeError ? serializationError('Unexpected value in payload') : fromFault(error);
  }
}

/** A validation with more members than dynalite knows. */
export function withMembers<Request>(
  validation: dynalite.Validation<Request>,
  members: Readonly<Record<string, unknown>>,
): dynalite.Validation<Request> {
  return { ...validation, types: { ...validation.types, ...members } };
}

/** A validation that checks more, after what dynalite checks. */
function withCheck<Request>(
  validation: dynalite.Validation<Request>,
  check: (request: Request) => string | undefined,
): dynalite.Validation<Request> {
  return { ...validation, custom: (request, store) => validation.custom?.(request, store) || check(request) };
}

/** dynalite counts characters; the limit is in bytes. */
const tooLarge = (item: Item): string | undefined =>
  itemBytes(item) > MAX_ITEM_BYTES ? 'Item size has exceeded the maximum allowed size' : undefined;

const onConditionCheckFailure = {
  ReturnValuesOnConditionCheckFailure: { type: 'String', enum: ['ALL_OLD', 'NONE'] },
};
export const putItemRequest = withCheck(withMembers(putItem, onConditionCheckFailure), ({ Item }) => tooLarge(Item));
export const updateItemRequest = withMembers(updateItem, onConditionCheckFailure);
export const deleteItemRequest = withMembers(deleteItem, onConditionCheckFailure);

/** A batch is limited as a whole, and not only for each table. */
export const batchWriteItemRequest = withCheck(batchWriteItem, ({ RequestItems }) => {
  const requests = Object.values(RequestItems).flat();
  if (requests.length > 25) return 'Too many items requested for the BatchWriteItem call';
  return requests.map(({ PutRequest }) => PutRequest && tooLarge(PutRequest.Item)).find(Boolean);
});

const { ReturnConsumedCapacity, ReturnItemCollectionMetrics } = putItem.types;

/** What the operations of a transaction have in common. */
const transaction = (part: object) => ({
  ReturnConsumedCapacity,
  TransactItems: {
    type: 'List',
    notNull: true,
    lengthGreaterThanOrEqual: 1,
    lengthLessThanOrEqual: 100,
    children: { type: 'ValueStruct<TransactItem>', children: part },
  },
});

/** A part of a transaction has these members of the operation it stands for. */
function partOf({ types }: { readonly types: Readonly<Record<string, unknown>> }, members: readonly string[]): object {
  const children = Object.fromEntries(members.map((member) => [member, types[member]]));
  return { type: 'FieldStruct<TransactItem>', children };
}

const condition = ['ConditionExpression', 'ReturnValuesOnConditionCheckFailure'];
const parameters = ['ExpressionAttributeNames', 'ExpressionAttributeValues'];

/** One part of a transaction with the operation that checks it. */
const writeParts = {
  Put: partOf(putItemRequest, ['TableName', 'Item', ...condition, ...parameters]),
  Update: partOf(updateItemRequest, ['TableName', 'Key', 'UpdateExpression', ...condition, ...parameters]),
  Delete: partOf(deleteItemRequest, ['TableName', 'Key', ...condition, ...parameters]),
  ConditionCheck: partOf(deleteItemRequest, ['TableName', 'Key', ...condition, ...parameters]),
};

export const transactWriteItemsRequest: dynalite.Validation<TransactWriteItemsRequest> = {
  types: {
    ...transaction(writeParts),
    ReturnItemCollectionMetrics,
    ClientRequestToken: { type: 'String', lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
  },
  custom: ({ TransactItems }, store) => {
    for (const item of TransactItems) {
      const { Put, Update, Delete, ConditionCheck } = item;
      if (Object.keys(item).length !== 1) {
        return 'TransactItems can only contain one of Check, Put, Update or Delete';
      }
      if (Update && !Update._updates && !hasUpdate(Update)) {
        return "The parameter 'UpdateExpression' is required but was not present in the request";
      }
      if (ConditionCheck && !hasCondition(ConditionCheck)) {
        return "The parameter 'ConditionExpression' is required but was not present in the request";
      }
      const deleted = Delete ?? ConditionCheck;
      const message =
        (Put && putItemRequest.custom?.(Put, store)) ||
        (Update && updateItemRequest.custom?.(Update, store)) ||
        (deleted && deleteItemRequest.custom?.(deleted, store));
      if (message) return message;
    }
    return undefined;
  },
};

const hasUpdate = (part: object): boolean => 'UpdateExpression' in part;
const hasCondition = (part: object): boolean => 'ConditionExpression' in part;

export const transactGetItemsRequest: dynalite.Validation<TransactGetItemsRequest> = {
  types: transaction({
    Get: {
      ...partOf(getItem, ['TableName', 'Key', 'ProjectionExpression', 'ExpressionAttributeNames']),
      notNull: true,
    },
  }),
  custom: ({ TransactItems }, store) => {
    for (const { Get } of TransactItems) {
      const message = getItem.custom?.(Get, store);
      if (message) return message;
    }
    return undefined;
  },
};

/** A table's definition has more members than dynalite knows. */
export const createTableRequest = (
  validation: dynalite.Validation<TableDefinition>,
): dynalite.Validation<TableDefinition> =>
  withMembers(validation, {
    StreamSpecification: {
      type: 'FieldStruct<StreamSpecification>',
      children: { StreamEnabled: { type: 'Boolean', notNull: true }, StreamViewType: 'String' },
    },
    DeletionProtectionEnabled: 'Boolean',
    TableClass: { type: 'String', enum: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'] },
    Tags: { type: 'List', children: { type: 'ValueStruct<Tag>', children: { Key: 'String', Value: 'String' } } },
  });

/** Checks how `Select` goes with what else a read asks for, which dynalite leaves out. */
export const withSelectChecked = <Request extends QueryRequest | ScanRequest>(
  validation: dynalite.Validation<Request>,
): dynalite.Validation<Request> => ({
  ...validation,
  custom: (request, store) => {
    const { Select, IndexName, AttributesToGet } = request;
    const named = 'ProjectionExpression' in request ? 'ProjectionExpression' : AttributesToGet && 'AttributesToGet';
    if (named && Select !== undefined && Select !== 'SPECIFIC_ATTRIBUTES') {
      const chosen = Select === 'COUNT' ? 'only the Count' : Select;
      return `Cannot specify the ${named} when choosing to get ${chosen}`;
    }
    if (!named && Select === 'SPECIFIC_ATTRIBUTES') {
      return 'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES';
    }
    if (Select === 'ALL_PROJECTED_ATTRIBUTES' && IndexName === undefined) {
      return 'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName';
    }
    return validation.custom?.(request, store);
  },
});

export const updateTimeToLiveRequest: dynalite.Validation<UpdateTimeToLiveRequest> = {
  types: {
    TableName: putItem.types.TableName,
    TimeToLiveSpecification: {
      type: 'FieldStruct<TimeToLiveSpecification>',
      notNull: true,
      children: {
        AttributeName: { type: 'String', notNull: true, lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 255 },
        Enabled: { type: 'Boolean', notNull: true },
      },
    },
  },
};
