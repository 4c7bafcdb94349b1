import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { TableAccess } from '../../lambda/http/operation.ts';
import { type IndexName, indexes, partitionKey, sortKey, timeToLive } from '../../lambda/table/schema.ts';

export interface RidesTableProps {
  /** Whether the table is protected from deletion and outlives the stack. */
  readonly retain: boolean;
}

/** The one DynamoDB table, as `lambda/table/schema.ts` describes it. */
export class RidesTable extends Construct {
  readonly #table: TableV2;

  constructor(scope: Construct, id: string, props: RidesTableProps) {
    super(scope, id);
    this.#table = new TableV2(this, 'Table', {
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
      deletionProtection: props.retain,
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  get name(): string {
    return this.#table.tableName;
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
      resourceArns: [index === undefined ? this.#table.tableArn : this.#indexArn(index)],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [keys] } },
    });
  }

  /**
   * Lets a function's event source read the stream, and gives the stream's ARN. CDK's own grant adds ListStreams, which
   * the mapping of a known stream does without.
   */
  grantStream(grantee: IGrantable): string {
    const arn = this.#table.tableStreamArn;
    if (arn === undefined) throw new Error('The table has no stream.');
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetShardIterator', 'dynamodb:GetRecords'],
      resourceArns: [arn],
    });
    return arn;
  }

  #indexArn(index: IndexName): string {
    return `${this.#table.tableArn}/index/${index}`;
  }
}

function text(name: string) {
  return { name, type: AttributeType.STRING };
}
