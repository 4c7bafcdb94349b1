import createTable from 'dynalite/validations/createTable.js';
import { isObject, ownObject, ownText } from '../../../template/json.ts';
import { Problem, Problems } from '../../../template/problem.ts';
import type {
  Environment,
  Identifying,
  Json,
  JsonObject,
  Resource,
  ResourceTypes,
} from '../../../template/resources.ts';
import { ServiceError } from '../../service.ts';
import { readRequest } from './dynalite/validation.ts';
import { streamArn, tableArn, tableId, type WantedTable } from './tables/table.ts';
import { definedTable } from './tables/table-operations.ts';

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

/**
 * The tables among the resources of a run, checked as DynamoDB checks a CreateTable.
 * @throws AssemblyError naming all that is wrong with them, each with its construct path.
 */
export function readTables(resources: readonly Resource[], environment: Environment): WantedTable[] {
  const problems = new Problems();
  const tables = resources.flatMap((resource) => {
    if (!Object.hasOwn(resourceTypes, resource.type)) return [];
    const isGlobal = resource.type === 'AWS::DynamoDB::GlobalTable';
    const settings = isGlobal ? replicaIn(resource.properties, environment) : resource.properties;
    return problems.attempt(() => readTable(resource, settings)) ?? [];
  });
  problems.throwIfAny();
  return tables;
}

/** @param settings where the settings stand that a global table has for each replica */
function readTable({ path, properties, ref }: Resource, settings: JsonObject): WantedTable {
  const { BillingMode, GlobalSecondaryIndexes } = properties;
  const definition = checkedDefinition(path, {
    TableName: ref,
    ...picked(properties, ['KeySchema', 'AttributeDefinitions', 'LocalSecondaryIndexes']),
    ...(Array.isArray(GlobalSecondaryIndexes) && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.filter(isObject).map((index) =>
        picked(index, ['IndexName', 'KeySchema', 'Projection']),
      ),
    }),
    BillingMode: 'PAY_PER_REQUEST',
  });
  const timeToLive = ownObject(properties, 'TimeToLiveSpecification');
  const view = ownText(ownObject(properties, 'StreamSpecification'), 'StreamViewType');
  const tableClass = ownText(settings, 'TableClass');
  return {
    ...definedTable(definition, 'template'),
    BillingMode: BillingMode === 'PAY_PER_REQUEST' ? BillingMode : 'PROVISIONED',
    ...(isTrue(timeToLive.Enabled) && { timeToLive: String(timeToLive.AttributeName) }),
    ...(view !== undefined && { StreamSpecification: { StreamEnabled: true, StreamViewType: view } }),
    ...(tableClass !== undefined && { TableClass: tableClass }),
    DeletionProtectionEnabled: isTrue(settings.DeletionProtectionEnabled),
    pointInTimeRecovery: isTrue(ownObject(settings, 'PointInTimeRecoverySpecification').PointInTimeRecoveryEnabled),
  };
}

function checkedDefinition(path: string, input: JsonObject) {
  try {
    return readRequest(input, createTable);
  } catch (error) {
    throw error instanceof ServiceError ? new Problem(error.message, path) : error;
  }
}

/** The settings of the replica in this region; a stack bound to another region has only replicas of others. */
function replicaIn({ Replicas }: JsonObject, { region }: Environment): JsonObject {
  const replicas = Array.isArray(Replicas) ? Replicas.filter(isObject) : [];
  return replicas.find((replica) => replica.Region === region) ?? replicas[0] ?? {};
}

const picked = (from: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

/** CloudFormation takes the text for the value. */
const isTrue = (value: Json | undefined): boolean => value === true || value === 'true';
