import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { TableAccess } from '../../lambda/http/operation.ts';
import { type IndexName, indexes, partitionKey, sortKey, timeToLive } from '../../lambda/table/schema.ts';

export interface RidesTableProps {
  /** Whether the table is protected from deletion and outlives the stack. */
  readonly retain: boolean;
  /**
   * The ARN of the stream of a table that was restored from a backup, and is to be used in place of the stack's own until
   * it is imported: then the stack has no table. (`npm run restore`)
   */
  readonly restored?: string | undefined;
}

/** The one DynamoDB table, as `lambda/table/schema.ts` describes it. */
export class RidesTable extends Construct {
  readonly name: string;
  /** What tells a function of its table. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #arn: string;
  readonly #streamArn: string;

  constructor(scope: Construct, id: string, { retain, restored }: RidesTableProps) {
    super(scope, id);
    if (restored !== undefined && !retain) {
      throw new Error('The stack would delete its own table: only a stage that retains it can use a restored one.');
    }
    const table = restored === undefined ? ownTable(this, retain) : restoredTable(restored);
    this.name = table.tableName;
    this.#arn = table.tableArn;
    if (table.tableStreamArn === undefined) throw new Error('The table has no stream.');
    this.#streamArn = table.tableStreamArn;
    // Once it is imported, its name is the same, from another place in the template: to the CDK a change that makes new
    // versions of the functions, to Lambda none, which refuses a version that is equal to the one before.
    this.environment = { TABLE_NAME: this.name, ...(restored !== undefined && { TABLE_RESTORED: 'true' }) };
  }

  /**
   * Lets someone do exactly this: one action, on the table or on one index, on the items under one key prefix.
   *
   * `dynamodb:LeadingKeys` holds the partition keys that a call touches (an index's own, for a query of an index). A
   * transaction is judged part by part: there is no permission of its own for it.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
   */
  grant(grantee: IGrantable, { action, index, keys }: TableAccess): void {
    Grant.addToPrincipal({
      grantee,
      actions: [`dynamodb:${action}`],
      resourceArns: [index === undefined ? this.#arn : this.#indexArn(index)],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [keys] } },
    });
  }

  /**
   * Lets a function's event source read the stream, and gives the stream's ARN. CDK's own grant adds ListStreams, which
   * the mapping of a known stream does without.
   */
  grantStream(grantee: IGrantable): string {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetShardIterator', 'dynamodb:GetRecords'],
      resourceArns: [this.#streamArn],
    });
    return this.#streamArn;
  }

  #indexArn(index: IndexName): string {
    return `${this.#arn}/index/${index}`;
  }
}

function ownTable(scope: Construct, retain: boolean): TableV2 {
  return new TableV2(scope, 'Table', {
    partitionKey: text(partitionKey),
    sortKey: text(sortKey),
    globalSecondaryIndexes: Object.entries(indexes).map(([indexName, index]) => ({
      indexName,
      partitionKey: text(index.partitionKey),
      sortKey: text(index.sortKey),
      projectionType: ProjectionType[index.projection],
    })),
    timeToLiveAttribute: timeToLive,
    billing: Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    // What happens to rides is told from here: consumers want the state before and after.
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    deletionProtection: retain,
    removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}

/** @throws Error for what is no stream's ARN */
function restoredTable(tableStreamArn: string) {
  const [, tableArn, tableName] = /^(arn:.+:table\/([^/]+))\/stream\/[^/]+$/.exec(tableStreamArn) ?? [];
  if (tableArn !== undefined && tableName !== undefined) return { tableName, tableArn, tableStreamArn };
  throw new Error(`restoredTable is the ARN of a table's stream, as npm run restore says it, not ${tableStreamArn}.`);
}

function text(name: string) {
  return { name, type: AttributeType.STRING };
}
