import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import type { Pace } from '../../../lambda/fleet-import/import-file.ts';
import type { ImportFormat } from '../../../lambda/schemas/imports.ts';
import { ServiceError } from '../../../local/endpoint/service.ts';
import { isObject, ownObject, ownText, parseJson } from '../../../local/template/json.ts';
import type { JsonObject } from '../../../local/template/resources.ts';
import { key, open, runDynamoDb, table } from '../../local/dynamodb/run-dynamodb.ts';
import { BucketStub } from './bucket-stub.ts';

/** A request to DynamoDB, as a test may refuse it. */
export interface TableRequest {
  readonly operation: string;
  readonly pk: string;
  /** Of an update of an import: the attempt that holds it from then on. */
  readonly owner: string;
}

/** The name of the error that a request is answered with instead; nothing, where it is let through. */
export type Refusal = (request: TableRequest) => string | undefined | Promise<string | undefined>;

export type World = Awaited<ReturnType<typeof startWorld>>;

const tableName = 'Rides';

/** The table and the bucket that an import works with, in this process, and the import itself. */
export async function startWorld() {
  const dynamodb = await runDynamoDb({ tables: [table(tableName, key('pk', 'sk'))] });
  const items = DynamoDBDocumentClient.from(dynamodb.client);
  let bucket = new BucketStub();
  let refuses: Refusal = () => undefined;
  let writes: string[] = [];

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1];
    if (operation === undefined) return bucket.answer(request, body, response);
    const input = parseJson(body.toString());
    if (!isObject(input)) throw new Error('a request that is no object');
    const pk = partitionKeyOf(input);
    const refusal = await refuses({ operation, pk, owner: ownerIn(input) });
    if (refusal !== undefined) {
      response.writeHead(400).end(JSON.stringify({ __type: `com.amazon#${refusal}`, message: refusal }));
      return;
    }
    if (operation === 'PutItem') writes.push(pk);
    const answer = await (await open(dynamodb.service, operation, input)).run().catch(failure);
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');

  // The clients read where they are from the environment, once: these are new ones.
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${address.port}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('TABLE_NAME', tableName);
  vi.stubEnv('FILES_BUCKET', 'files');
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  vi.resetModules();
  const { importFile } = await import('../../../lambda/fleet-import/import-file.ts');
  const { readImport } = await import('../../../lambda/table/imports.ts');
  const { table: client } = await import('../../../lambda/table/client.ts');

  return {
    get bucket() {
      return bucket;
    },
    /** The partition keys of the items that were put, in their order. */
    get writes() {
      return writes;
    },
    /** Refuses requests to the table from now on: what is not let through has no effect. */
    refuse(which: Refusal): void {
      refuses = which;
    },
    reset(): void {
      bucket = new BucketStub();
      refuses = () => undefined;
      writes = [];
    },
    /** Announces and uploads a file. */
    async arrive(content: string | Buffer, format: ImportFormat = 'ndjson', announced = Buffer.byteLength(content)) {
      const importId = randomUUID();
      const rows = { read: 0, imported: 0, failed: 0 };
      await items.send(
        new PutCommand({
          TableName: tableName,
          Item: {
            ...{ pk: `IMPORT#${importId}`, sk: 'IMPORT' },
            ...{ importId, format, size: announced, status: 'awaitingUpload', rows, failures: [] },
            createdAt: new Date().toISOString(),
          },
        }),
      );
      bucket.files.set(`uploads/${importId}`, Buffer.from(content));
      return { importId, size: Buffer.byteLength(content) };
    },
    /** One attempt at an import, as an event's invocation makes it. */
    run(
      arrival: { readonly importId: string; readonly size: number },
      { event = 'event-1', timeLeft = () => 60_000, pace = {}, goOn = async () => {} }: RunOptions = {},
    ) {
      return importFile(
        arrival,
        { awsRequestId: event, getRemainingTimeInMillis: timeLeft },
        { lease: 5_000, keepEvery: 1_000, reserve: 0, ...pace },
        goOn,
      );
    },
    async importOf({ importId }: { readonly importId: string }) {
      const found = await readImport(importId);
      if (!found) throw new Error('no such import');
      return found;
    },
    report: ({ importId }: { readonly importId: string }) =>
      (bucket.files.get(`reports/${importId}.ndjson`)?.toString() ?? '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): unknown => JSON.parse(line)),
    async unicorn(unicornId: string) {
      const { Item } = await items.send(
        new GetCommand({ TableName: tableName, Key: { pk: `UNICORN#${unicornId}`, sk: 'UNICORN' } }),
      );
      return Item;
    },
    /** Puts a unicorn on a ride. */
    async book(unicornId: string) {
      const Item = { ...(await this.unicorn(unicornId)), status: 'onRide', rideId: 'a-ride' };
      await items.send(new PutCommand({ TableName: tableName, Item }));
    },
    async stop() {
      vi.unstubAllEnvs();
      client.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await dynamodb.stop();
    },
  };
}

interface RunOptions {
  readonly event?: string;
  /** Milliseconds that are left to the invocation. */
  readonly timeLeft?: () => number;
  readonly pace?: Partial<Pace>;
  readonly goOn?: () => Promise<void>;
}

function partitionKeyOf(input: JsonObject): string {
  const holder = isObject(input.Key) ? input.Key : ownObject(input, 'Item');
  return ownText(ownObject(holder, 'pk'), 'S') ?? '';
}

function ownerIn(input: JsonObject): string {
  const work = ownObject(ownObject(input, 'ExpressionAttributeValues'), ':work');
  return ownText(ownObject(ownObject(work, 'M'), 'owner'), 'S') ?? '';
}

/** What DynamoDB answers to a request that it refuses. */
function failure(error: unknown): { readonly status: number; readonly body: string } {
  if (!(error instanceof ServiceError)) throw error;
  const { status, code, message, details } = error;
  return { status, body: JSON.stringify({ __type: code, message, ...details }) };
}
