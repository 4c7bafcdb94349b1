import { createHash } from 'node:crypto';
import type { Environment } from '../../../../template/resources.ts';

export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface SecondaryIndex {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: {
    readonly ProjectionType: 'ALL' | 'INCLUDE' | 'KEYS_ONLY';
    readonly NonKeyAttributes?: readonly string[];
  };
}

export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

/** A table as it is asked for: by the template, or by a client's CreateTable. */
export interface TableDefinition {
  readonly TableName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: 'S' | 'N' | 'B' }[];
  readonly GlobalSecondaryIndexes?: readonly SecondaryIndex[];
  readonly LocalSecondaryIndexes?: readonly SecondaryIndex[];
  readonly BillingMode?: 'PROVISIONED' | 'PAY_PER_REQUEST';
  readonly ProvisionedThroughput?: Throughput;
  readonly StreamSpecification?: { readonly StreamEnabled: boolean; readonly StreamViewType?: string };
  readonly DeletionProtectionEnabled?: boolean;
  readonly TableClass?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** A table as it should be. */
export interface WantedTable extends TableDefinition {
  /** The attribute that holds when an item expires, when time to live is on. */
  readonly timeToLive?: string;
  readonly pointInTimeRecovery?: boolean;
  /** Tables of the template come and go with it; those that a client made stay until a client deletes them. */
  readonly madeBy: 'template' | 'client';
}

/** A table as it is kept. */
export interface Table extends WantedTable {
  /** When it was made, in seconds since 1970. */
  readonly CreationDateTime: number;
}

/** An index with its kind: a local one shares the table's partitions. */
export interface KindedIndex extends SecondaryIndex {
  readonly kind: 'local' | 'global';
}

/** All secondary indexes of a table. */
export const indexesOf = (table: TableDefinition): KindedIndex[] => [
  ...(table.LocalSecondaryIndexes ?? []).map((index) => ({ ...index, kind: 'local' as const })),
  ...(table.GlobalSecondaryIndexes ?? []).map((index) => ({ ...index, kind: 'global' as const })),
];

/** The names of the attributes of a key schema, the partition key first. */
export const keyNames = (schema: readonly KeyElement[]): string[] => schema.map((element) => element.AttributeName);

/** The name of the partition key of a table, or of one of its indexes; undefined when there is no such index. */
export function partitionKeyName(table: TableDefinition, indexName?: string): string | undefined {
  const index = indexesOf(table).find((candidate) => candidate.IndexName === indexName);
  const schema = indexName === undefined ? table.KeySchema : index?.KeySchema;
  return schema?.[0]?.AttributeName;
}

export const tableArn = (tableName: string, { partition, region, accountId }: Environment): string =>
  `arn:${partition}:dynamodb:${region}:${accountId}:table/${tableName}`;

/**
 * The label of every local stream. On AWS it is the time when the stream was switched on; here the ARN stays the same
 * in every run, so that kept data and event source mappings find each other again.
 */
export const STREAM_LABEL = '2020-01-01T00:00:00.000';

export const streamArn = (tableName: string, environment: Environment): string =>
  `${tableArn(tableName, environment)}/stream/${STREAM_LABEL}`;

/** A table's id: a UUID on AWS, here made from the name so that it stays the same in every run. */
export function tableId(tableName: string): string {
  const hex = createHash('sha256').update(tableName).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
