import type { AttributeValue, Item } from '../items/attribute-values.ts';

/** What the parsers and validations of dynalite make of a request: the members that DynamoDB knows, checked. */

/** A document path: `a.b[1]` is `['a', 'b', 1]`. */
export type Path = readonly (string | number)[];

/** An operator or function of an expression with its operands. */
export interface Operation {
  readonly type: string;
  /** A function's name, when `type` is `function`. */
  readonly name?: string;
  readonly args: readonly Operand[];
}
export type Operand = Path | AttributeValue | Operation;

export interface ParsedCondition {
  readonly expression: Operation;
  /** The top-level attributes that the expression names. */
  readonly pathHeads: Readonly<Record<string, true>>;
}

/** One action of an update expression. */
export interface UpdateAction {
  readonly type: 'set' | 'remove' | 'add' | 'delete';
  readonly path: Path;
  readonly val?: Operand;
}

export interface ParsedUpdate {
  readonly sections: readonly UpdateAction[];
  readonly paths: readonly Path[];
}

export interface ParsedProjection {
  readonly paths: readonly Path[];
}

/** A condition of the API before expressions. */
export interface LegacyCondition {
  readonly ComparisonOperator?: string;
  readonly AttributeValueList?: readonly AttributeValue[];
}

export type ReturnConsumedCapacity = 'INDEXES' | 'TOTAL' | 'NONE';

interface Capacity {
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

interface Projection {
  readonly AttributesToGet?: readonly string[];
  readonly _projection?: ParsedProjection;
}

interface Conditional {
  readonly TableName: string;
  readonly ConditionalOperator?: string;
  readonly Expected?: Readonly<Record<string, LegacyCondition>>;
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
  readonly _condition?: ParsedCondition;
}

interface Returning extends Capacity {
  readonly ReturnValues?: string;
}

export interface PutItemRequest extends Conditional, Returning {
  readonly Item: Item;
}

export interface DeleteItemRequest extends Conditional, Returning {
  readonly Key: Item;
}

export interface UpdateItemRequest extends Conditional, Returning {
  readonly Key: Item;
  readonly AttributeUpdates?: Readonly<Record<string, { readonly Action?: string; readonly Value?: AttributeValue }>>;
  readonly _updates?: ParsedUpdate;
}

export interface GetItemRequest extends Capacity, Projection {
  readonly TableName: string;
  readonly Key: Item;
  readonly ConsistentRead?: boolean;
}

interface Reading extends Capacity, Projection {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly Select?: 'ALL_ATTRIBUTES' | 'ALL_PROJECTED_ATTRIBUTES' | 'SPECIFIC_ATTRIBUTES' | 'COUNT';
  readonly ConsistentRead?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Item;
  readonly ConditionalOperator?: string;
  readonly _filter?: ParsedCondition;
}

export interface QueryRequest extends Reading {
  /** By attribute name, also where the request had an expression. */
  readonly KeyConditions: Readonly<Record<string, LegacyCondition>>;
  readonly QueryFilter?: Readonly<Record<string, LegacyCondition>>;
  readonly ScanIndexForward?: boolean;
}

export interface ScanRequest extends Reading {
  readonly ScanFilter?: Readonly<Record<string, LegacyCondition>>;
  readonly Segment?: number;
  readonly TotalSegments?: number;
}

export interface BatchGetItemRequest extends Capacity {
  readonly RequestItems: Readonly<
    Record<string, Projection & { readonly Keys: readonly Item[]; readonly ConsistentRead?: boolean }>
  >;
}

/** One write of a batch: exactly one member is set. */
export interface WriteRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

export interface BatchWriteItemRequest extends Capacity {
  readonly RequestItems: Readonly<Record<string, readonly WriteRequest[]>>;
}

/** One part of a transaction: exactly one member is set. */
export interface TransactWriteItem {
  readonly ConditionCheck?: DeleteItemRequest;
  readonly Put?: PutItemRequest;
  readonly Delete?: DeleteItemRequest;
  readonly Update?: UpdateItemRequest;
}

export interface TransactWriteItemsRequest extends Capacity {
  readonly TransactItems: readonly TransactWriteItem[];
  readonly ClientRequestToken?: string;
}

export interface TransactGetItemsRequest extends Capacity {
  readonly TransactItems: readonly { readonly Get: GetItemRequest }[];
}

export interface TableRequest {
  readonly TableName: string;
}

export interface ListTablesRequest {
  readonly ExclusiveStartTableName?: string;
  readonly Limit?: number;
}

export interface UpdateTimeToLiveRequest extends TableRequest {
  readonly TimeToLiveSpecification: { readonly AttributeName: string; readonly Enabled: boolean };
}
