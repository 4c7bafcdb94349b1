import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { consumers } from '../../../lambda/consumers.ts';
import type { Item } from '../../../lambda/table/items.ts';
import type { CallReport } from '../../../local/endpoint/dispatch.ts';
import { loadApp, startRun } from '../../../local/run.ts';
import { tableOf } from '../tools/app.ts';
import { type ApiAnswer, type ApiRequest, Client, drive } from '../tools/load.ts';

/** What DynamoDB counts, or the log holds, of one request. */
export interface Cost {
  readonly read: number;
  readonly write: number;
  /** Bytes of the log of the function that answered. */
  readonly logged: number;
}

/** What functions did that no request called. */
export interface EventWork {
  /** The AWS calls of the runs that have ended. */
  readonly calls: readonly CallReport[];
  /** The lines of their logs. */
  readonly lines: readonly string[];
}

/** A local run in this process that tells what each request consumes. */
export interface MeteredRun {
  /** Writes items into the table, past all functions. */
  readonly load: (items: readonly Item[]) => Promise<void>;
  /** @throws Error where the answer's status is another than `expected` */
  readonly send: (request: ApiRequest, expected: number) => Promise<ApiAnswer & { readonly cost: Cost }>;
  /** What the functions that events invoke have done so far. It grows. */
  readonly events: EventWork;
  readonly apiUrl: string;
  readonly awsEndpoint: string;
  readonly tokenFor: (user: string, groups?: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** How many items a batch may have: API_BatchWriteItem.html. */
const batchSize = 25;

/** Runs an assembly with one table in this process. */
export async function startMeteredRun(assembly: string): Promise<MeteredRun> {
  const app = loadApp(assembly);
  const tableName = tableOf(app);
  const calls: CallReport[] = [];
  const lines: string[] = [];
  let cost: Cost = { read: 0, write: 0, logged: 0 };
  const run = await startRun(app, {
    port: 0,
    faults: 0,
    onRequest: (_, made) => {
      const sum = (kind: 'read' | 'write') => made.reduce((total, { units }) => total + (units?.[kind] ?? 0), 0);
      cost = { ...cost, read: sum('read'), write: sum('write') };
    },
    onLog: ({ label, line }) => {
      if (consumers.some(({ name }) => label.includes(`/${name}/`))) lines.push(line);
      else cost = { ...cost, logged: cost.logged + Buffer.byteLength(line) };
    },
    onOtherCall: (call) => {
      if (call.principalArn?.endsWith(':root') === false) calls.push(call);
    },
    onEvent: () => undefined,
    onFault: (error) => {
      throw error;
    },
  });
  const apiUrl = run.apis[0]?.url ?? '';
  const client = new Client(apiUrl);
  const root = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: run.awsEndpoint, region: app.environment.region, credentials: run.rootCredentials }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  return {
    load: async (items) => {
      const batches = Array.from({ length: Math.ceil(items.length / batchSize) }, (_, index) => {
        const batch = items.slice(index * batchSize, (index + 1) * batchSize);
        const RequestItems = { [tableName]: batch.map((item) => ({ PutRequest: { Item: item } })) };
        return () => root.send(new BatchWriteCommand({ RequestItems }));
      });
      await drive(batches, 4);
    },
    send: async (request, expected) => {
      cost = { read: 0, write: 0, logged: 0 };
      const answer = await client.send(request, expected);
      return { ...answer, cost };
    },
    events: { calls, lines },
    apiUrl,
    awsEndpoint: run.awsEndpoint,
    tokenFor: async (user, groups = '') => {
      const response = await fetch(`${run.tokenUrl}?user=${user}&groups=${groups}&expiresIn=86400`);
      const { id_token: token }: { id_token: string } = JSON.parse(await response.text());
      return token;
    },
    close: async () => {
      client.close();
      root.destroy();
      await run.close();
    },
  };
}
