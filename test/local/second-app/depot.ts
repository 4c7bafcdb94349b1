import { AttributeType, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { CfnCondition, CfnOutput, CfnResource, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Where parcels lie: a table with a name of its own, numbers as keys, a local and a global index, and a stream. */
export class Depot extends Stack {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Parcels', {
      tableName: 'parcels',
      partitionKey: { name: 'depot', type: AttributeType.STRING },
      sortKey: { name: 'number', type: AttributeType.NUMBER },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'expires',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.table.addLocalSecondaryIndex({
      indexName: 'by-weight',
      sortKey: { name: 'weight', type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'by-owner',
      partitionKey: { name: 'owner', type: AttributeType.STRING },
    });

    // Never made: its condition does not hold, so that nobody asks whether its type can be run.
    const inChina = new CfnCondition(this, 'InChina', { expression: Fn.conditionEquals(this.partition, 'aws-cn') });
    const cluster = new CfnResource(this, 'Cluster', { type: 'AWS::ECS::Cluster' });
    cluster.cfnOptions.condition = inChina;
    new CfnOutput(this, 'Stream', { value: this.table.tableStreamArn ?? '' });
  }
}
