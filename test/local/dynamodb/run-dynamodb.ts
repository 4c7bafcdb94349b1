import { createServer } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Call, Service, ServiceRequest, ServiceResponse } from '../../../local/endpoint/service.ts';
import { ServiceError } from '../../../local/endpoint/service.ts';
import {
  type DynamoDb,
  type DynamoDbOptions,
  openDynamoDb,
} from '../../../local/endpoint/services/dynamodb/dynamodb.ts';
import { readTables } from '../../../local/endpoint/services/dynamodb/resource-types.ts';
import type { WantedTable } from '../../../local/endpoint/services/dynamodb/tables/table.ts';
import type { Environment, JsonObject } from '../../../local/template/resources.ts';

export const environment: Environment = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

/** A table of a template, from its CloudFormation properties. */
export function table(TableName: string, properties: JsonObject): WantedTable {
  const [only] = readTables(
    [
      {
        stack: 'Test',
        logicalId: TableName,
        path: `Test/${TableName}`,
        type: 'AWS::DynamoDB::GlobalTable',
        properties: { TableName, BillingMode: 'PAY_PER_REQUEST', ...properties },
        ref: TableName,
        attributes: {},
      },
    ],
    environment,
  );
  if (!only) throw new Error('no table was read');
  return only;
}

/** Key attributes, all texts: the partition key and perhaps the sort key. */
export const key = (...names: string[]): { KeySchema: JsonObject[]; AttributeDefinitions: JsonObject[] } => ({
  KeySchema: names.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
  AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
});

export interface RunningDynamoDb {
  readonly service: DynamoDb;
  readonly client: DynamoDBClient;
  /** What clients are configured with. */
  readonly config: { readonly endpoint: string; readonly region: string };
  /** The answers so far, as the endpoint would report them. */
  readonly answers: (ServiceResponse & { readonly operation: string })[];
  stop(): Promise<void>;
}

/** DynamoDB behind a bare HTTP server, and the SDK's own client before it. */
export async function runDynamoDb(options: Omit<DynamoDbOptions, 'environment'>): Promise<RunningDynamoDb> {
  const service = await openDynamoDb({ environment, ...options });
  const answers: RunningDynamoDb['answers'] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const headers = { 'x-amz-target': String(incoming.headers['x-amz-target']) };
    const answer = await answerTo(service, { ...bareRequest, headers, body: Buffer.concat(chunks) });
    answers.push(answer);
    outgoing.writeHead(answer.status, service.protocol.headers(answer.body)).end(answer.body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  const config = {
    endpoint: `http://127.0.0.1:${address.port}`,
    region: environment.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const client = new DynamoDBClient(config);
  return {
    service,
    client,
    config,
    answers,
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await service.close();
    },
  };
}

const bareRequest: Omit<ServiceRequest, 'headers' | 'body'> = {
  method: 'POST',
  path: '/',
  query: new URLSearchParams(),
  requestId: 'test',
  caller: {
    accessKeyId: 'test',
    type: 'root',
    accountId: environment.accountId,
    arn: 'arn:aws:iam::000000000000:root',
    principalArn: 'arn:aws:iam::000000000000:root',
    userId: environment.accountId,
  },
};

/** What a request needs and how it runs, without any HTTP. */
export async function open(
  service: Pick<Service, 'open'>,
  operation: string,
  input: JsonObject,
  api = 'DynamoDB_20120810',
): Promise<Call> {
  const headers = { 'x-amz-target': `${api}.${operation}` };
  return await service.open({ ...bareRequest, headers, body: Buffer.from(JSON.stringify(input)) });
}

async function answerTo(service: DynamoDb, request: ServiceRequest): Promise<RunningDynamoDb['answers'][number]> {
  const operation = (request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
  try {
    const call = await service.open(request);
    return { operation, ...(await call.run()) };
  } catch (error) {
    const known = error instanceof ServiceError ? error : new ServiceError(500, 'InternalFailure', String(error));
    return { operation, ...service.protocol.errorResponse(known, request.requestId) };
  }
}
