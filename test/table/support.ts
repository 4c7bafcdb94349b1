import { indexes, partitionKey, sortKey } from '../../lambda/table/schema.ts';
import { createIdentities } from '../../local/endpoint/credentials.ts';
import { createFaults } from '../../local/endpoint/faults.ts';
import { startEndpoint } from '../../local/endpoint/server.ts';
import { openDynamoDb } from '../../local/endpoint/services/dynamodb/dynamodb.ts';
import { readTables } from '../../local/endpoint/services/dynamodb/resource-types.ts';
import type { Environment } from '../../local/template/resources.ts';

const environment: Environment = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

const keySchema = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

/** The table of the app, as its schema says, by a name. */
function resource(TableName: string) {
  const keys = [
    partitionKey,
    sortKey,
    ...Object.values(indexes).flatMap((index) => [index.partitionKey, index.sortKey]),
  ];
  return {
    stack: 'Test',
    logicalId: 'Table',
    path: 'Test/Table',
    type: 'AWS::DynamoDB::GlobalTable',
    ref: TableName,
    attributes: {},
    properties: {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keySchema(partitionKey, sortKey),
      AttributeDefinitions: [...new Set(keys)].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, index]) => ({
        IndexName,
        KeySchema: keySchema(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: index.projection },
      })),
    },
  };
}

/**
 * Starts DynamoDB with the app's table, and points this process's SDK clients at it, as a function's environment does.
 *
 * @returns what ends it
 */
export async function startTable(): Promise<() => Promise<void>> {
  const identities = createIdentities(environment.accountId, new Map());
  const tables = readTables([resource('rides')], environment);
  const dynamoDb = await openDynamoDb({ environment, tables });
  const endpoint = await startEndpoint({
    port: 0,
    region: environment.region,
    identities,
    services: [dynamoDb],
    faults: createFaults(0),
    onCall: () => undefined,
  });
  Object.assign(process.env, {
    TABLE_NAME: 'rides',
    AWS_REGION: environment.region,
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_ACCESS_KEY_ID: identities.root.accessKeyId,
    AWS_SECRET_ACCESS_KEY: identities.root.secretAccessKey,
    POWERTOOLS_METRICS_DISABLED: 'true',
  });
  return async () => {
    await endpoint.close();
    await dynamoDb.close();
  };
}
