import createTable from 'dynalite/validations/createTable.js';
import type { Environment, Json, JsonObject, Resource } from '../../../../template/resources.ts';
import { readRequest } from '../dynalite/validation.ts';
import type { Table } from './table.ts';
import { madeTable } from './table-operations.ts';

export interface TemplateTables {
  readonly tables: readonly Table[];
  /** What is wrong with a table, with the construct path of the resource. A run with one must not start. */
  readonly problems: readonly string[];
}

/**
 * The tables among the resources of a run, checked as DynamoDB checks a CreateTable.
 *
 * @param now the time, in milliseconds since 1970
 */
export function readTables(resources: readonly Resource[], environment: Environment, now: number): TemplateTables {
  const tables: Table[] = [];
  const problems: string[] = [];
  for (const resource of resources) {
    try {
      if (resource.type === 'AWS::DynamoDB::Table') tables.push(readTable(resource, resource.properties, now));
      if (resource.type === 'AWS::DynamoDB::GlobalTable') {
        tables.push(readTable(resource, replicaOf(resource.properties, environment), now));
      }
    } catch (error) {
      problems.push(`${resource.path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { tables, problems };
}

/** @param settings where the settings stand that a global table has for each replica */
function readTable({ properties, ref }: Resource, settings: JsonObject, now: number): Table {
  const { KeySchema, AttributeDefinitions, LocalSecondaryIndexes, GlobalSecondaryIndexes } = properties;
  const definition = readRequest(
    given({
      TableName: ref,
      KeySchema,
      AttributeDefinitions,
      LocalSecondaryIndexes,
      GlobalSecondaryIndexes: listOf(GlobalSecondaryIndexes)?.map(withoutThroughput),
      BillingMode: 'PAY_PER_REQUEST',
    }),
    createTable,
  );
  const ttl = objectOf(properties.TimeToLiveSpecification);
  const stream = objectOf(properties.StreamSpecification);
  const { TableClass } = settings;
  return {
    ...madeTable(definition, 'template', now),
    BillingMode: properties.BillingMode === 'PAY_PER_REQUEST' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...(isTrue(ttl?.Enabled) && { timeToLive: String(ttl?.AttributeName) }),
    ...(stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: String(stream.StreamViewType) } }),
    ...(typeof TableClass === 'string' && { TableClass }),
    DeletionProtectionEnabled: isTrue(settings.DeletionProtectionEnabled),
    pointInTimeRecovery: isTrue(objectOf(settings.PointInTimeRecoverySpecification)?.PointInTimeRecoveryEnabled),
  };
}

/** The settings of the replica in this region; a stack bound to another region has only replicas of others. */
function replicaOf({ Replicas }: JsonObject, { region }: Environment): JsonObject {
  const replicas = (listOf(Replicas) ?? []).map((replica) => objectOf(replica) ?? {});
  return replicas.find((replica) => replica.Region === region) ?? replicas[0] ?? {};
}

function withoutThroughput(index: Json): Json {
  const { IndexName, KeySchema, Projection } = objectOf(index) ?? {};
  return given({ IndexName, KeySchema, Projection });
}

const given = (members: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

const objectOf = (value: Json | undefined): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;

const listOf = (value: Json | undefined): Json[] | undefined => (Array.isArray(value) ? value : undefined);

/** CloudFormation takes the text for the value. */
const isTrue = (value: Json | undefined): boolean => value === true || value === 'true';
