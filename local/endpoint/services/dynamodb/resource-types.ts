import type { Identifying, ResourceTypes } from '../../../template/resources.ts';
import { streamArn, tableArn, tableId } from './tables/table.ts';

const noLimits = 'a local table has no capacity limits';
const noBackups = 'there are no backups locally; DescribeContinuousBackups tells the setting';
const noEncryption = 'local data is not encrypted';
const noInsights = 'no metrics are kept locally';

function identify({ properties, environment, generatedName }: Identifying) {
  const name = String(properties.TableName ?? generatedName(255));
  const attributes = { Arn: tableArn(name, environment), TableId: tableId(name) };
  const stream = properties.StreamSpecification ? { StreamArn: streamArn(name, environment) } : {};
  return { ref: name, attributes: { ...attributes, ...stream } };
}

const keysAndIndexes = [
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'BillingMode',
  'GlobalSecondaryIndexes.IndexName',
  'GlobalSecondaryIndexes.KeySchema',
  'GlobalSecondaryIndexes.Projection',
  'LocalSecondaryIndexes',
  'StreamSpecification.StreamViewType',
  'TimeToLiveSpecification',
];

/** What the local run knows of DynamoDB's tables. `TableV2` of the CDK makes a `GlobalTable`. */
export const resourceTypes: ResourceTypes = {
  'AWS::DynamoDB::Table': {
    identify,
    runs: [...keysAndIndexes, 'DeletionProtectionEnabled', 'TableClass', 'Tags'],
    noEffect: {
      ProvisionedThroughput: noLimits,
      OnDemandThroughput: noLimits,
      WarmThroughput: noLimits,
      'GlobalSecondaryIndexes.ProvisionedThroughput': noLimits,
      'GlobalSecondaryIndexes.OnDemandThroughput': noLimits,
      'GlobalSecondaryIndexes.WarmThroughput': noLimits,
      'GlobalSecondaryIndexes.ContributorInsightsSpecification': noInsights,
      ContributorInsightsSpecification: noInsights,
      PointInTimeRecoverySpecification: noBackups,
      SSESpecification: noEncryption,
    },
  },
  'AWS::DynamoDB::GlobalTable': {
    identify,
    runs: [
      ...keysAndIndexes,
      'Replicas.Region',
      'Replicas.DeletionProtectionEnabled',
      'Replicas.TableClass',
      'Replicas.Tags',
    ],
    noEffect: {
      WriteProvisionedThroughputSettings: noLimits,
      WriteOnDemandThroughputSettings: noLimits,
      ReadProvisionedThroughputSettings: noLimits,
      ReadOnDemandThroughputSettings: noLimits,
      WarmThroughput: noLimits,
      'GlobalSecondaryIndexes.WriteProvisionedThroughputSettings': noLimits,
      'GlobalSecondaryIndexes.WriteOnDemandThroughputSettings': noLimits,
      'GlobalSecondaryIndexes.ReadProvisionedThroughputSettings': noLimits,
      'GlobalSecondaryIndexes.ReadOnDemandThroughputSettings': noLimits,
      'GlobalSecondaryIndexes.WarmThroughput': noLimits,
      MultiRegionConsistency: 'there is one region locally',
      SSESpecification: noEncryption,
      'Replicas.SSESpecification': noEncryption,
      'Replicas.PointInTimeRecoverySpecification': noBackups,
      'Replicas.ContributorInsightsSpecification': noInsights,
      'Replicas.GlobalSecondaryIndexes': `${noLimits}, and no metrics are kept`,
      'Replicas.ReadProvisionedThroughputSettings': noLimits,
      'Replicas.ReadOnDemandThroughputSettings': noLimits,
    },
  },
};
