import { onTestFinished, vi } from 'vitest';
import { createAccess } from '../../../local/endpoint/checked-access.ts';
import { createIdentities } from '../../../local/endpoint/credentials.ts';
import { createResourcePolicies } from '../../../local/endpoint/resource-policies.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import { openDynamoDb } from '../../../local/endpoint/services/dynamodb/dynamodb.ts';
import { readTables } from '../../../local/endpoint/services/dynamodb/resource-types.ts';
import { readQueues } from '../../../local/endpoint/services/sqs/read-queues.ts';
import { openSqs } from '../../../local/endpoint/services/sqs/sqs.ts';
import type { EventReport } from '../../../local/event-report.ts';
import type { FunctionDefinition } from '../../../local/functions/definition.ts';
import { EventSources } from '../../../local/functions/event-sources/event-sources.ts';
import type { KeptPlace } from '../../../local/functions/event-sources/places.ts';
import { readEventSourceMappings } from '../../../local/functions/event-sources/read-mappings.ts';
import type { Invoke } from '../../../local/functions/invoke.ts';
import { Storage } from '../../../local/storage.ts';
import { Targets } from '../../../local/targets.ts';
import { isObject } from '../../../local/template/json.ts';
import type { Json, JsonObject, Resource } from '../../../local/template/resources.ts';
import { open } from '../dynamodb/run-dynamodb.ts';
import { environment, inline, resource, roleArn, roleResource } from '../endpoint/resources.ts';

export const streamArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/rides/stream/2020-01-01T00:00:00.000';
export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

export const streamActions = ['dynamodb:DescribeStream', 'dynamodb:GetShardIterator', 'dynamodb:GetRecords'];
export const queueActions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** The role of the function, with just what its mappings need, or with what a test lets it do. */
export const role = (actions: readonly string[] = [...streamActions, ...queueActions, 'sqs:SendMessage']) =>
  roleResource(inline({ Effect: 'Allow', Action: [...actions], Resource: '*' }));

const table: Resource = {
  ...resource('AWS::DynamoDB::Table', 'rides', {
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  }),
  attributes: { StreamArn: streamArn },
};

const queue = (name: string, properties: JsonObject): Resource => ({
  ...resource('AWS::SQS::Queue', name, { QueueName: name, ...properties }),
  attributes: { Arn: queueArn(name), QueueName: name },
});

/** What stands beside the mappings: the table, a queue for failures, and queues to consume. */
export const surroundings = [
  table,
  queue('failures', {}),
  queue('jobs', {}),
  queue('impatient', { VisibilityTimeout: 2 }),
  queue('jobs.fifo', { FifoQueue: true, ContentBasedDeduplication: true }),
];

export const functions: FunctionDefinition[] = [
  {
    name: 'tell',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:tell',
    label: 'app/tell',
    code: { text: '' },
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    environment: {},
    timeoutSeconds: 2,
    memoryMegabytes: 128,
    roleArn,
    logs: { group: '/aws/lambda/tell', format: 'Text' },
  },
];

export const mappingResource = (properties: JsonObject, name = 'mapping'): Resource =>
  resource('AWS::Lambda::EventSourceMapping', name, { FunctionName: 'tell', ...properties });

/** A mapping of the table's stream, from its beginning unless told. */
export const ofStream = (properties: JsonObject = {}, name?: string): Resource =>
  mappingResource({ EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON', ...properties }, name);

export const ofQueue = (name: string, properties: JsonObject = {}): Resource =>
  mappingResource({ EventSourceArn: queueArn(name), ...properties });

/** What a function does with the records of a batch: it answers, or throws. */
export type Handler = (records: JsonObject[]) => Json | Promise<Json>;

interface RunOptions {
  readonly mappings: readonly Resource[];
  readonly handler?: Handler;
  /** Kept in memory without. */
  readonly folder?: string;
  readonly clock?: () => number;
  readonly roles?: readonly Resource[];
}

/** Tables, queues and mappings of one function that a test plays, until the test ends. */
export async function run({ mappings, folder, clock = Date.now, roles = [role()], ...options }: RunOptions) {
  const at = (name: string) => (folder === undefined ? undefined : `${folder}/${name}`);
  const storage = await Storage.open(at('events'));
  const identities = createIdentities(environment.accountId, rolesFrom(roles));
  const access = createAccess({ environment, identities, resourcePolicies: createResourcePolicies() });
  const reports: EventReport[] = [];
  const onEvent = (report: EventReport) => reports.push(report);
  const faults: unknown[] = [];
  const dataDirectory = at('dynamodb');
  const dynamoDb = await openDynamoDb({
    environment,
    tables: readTables(surroundings, environment),
    clock,
    ...(dataDirectory !== undefined && { dataDirectory }),
  });
  const queues = readQueues(surroundings, environment);
  const sqs = await openSqs({ environment, queues, storage, access, onEvent });
  const targets = new Targets();
  targets.add(sqs);

  /** The batches that the function was invoked with. */
  const batches: JsonObject[][] = [];
  const player = { handler: options.handler ?? (() => null) };
  const invoke: Invoke = async (_reference, event, { requestId = '' }) => {
    const records = isObject(event) && Array.isArray(event.Records) ? event.Records.filter(isObject) : [];
    batches.push(records);
    const about = { requestId, cold: false, milliseconds: 1, accessKeyId: '' };
    try {
      return { payload: await player.handler(records), ...about };
    } catch (error) {
      if (!(error instanceof FunctionThrew)) throw error;
      return { payload: null, error: { errorType: 'Error', errorMessage: error.message }, ...about };
    }
  };
  const read = (changed: readonly Resource[]) => readEventSourceMappings([...surroundings, ...changed], functions);
  const sources = await EventSources.open({
    mappings: read(mappings),
    storage,
    access,
    streams: dynamoDb.streams,
    queues: sqs,
    targets,
    invoke,
    onEvent,
    onFault: (error) => faults.push(error),
    clock,
  });
  sources.start();

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      await sources.close();
      await sqs.close();
      await dynamoDb.close();
      await storage.close();
    })();
    return closing;
  };
  onTestFinished(close);
  return {
    batches,
    reports,
    faults,
    player,
    close,
    replace: (changed: readonly Resource[]) => sources.replace(read(changed)),
    setRoles: (changed: readonly Resource[]) => identities.setRoles(rolesFrom(changed)),
    /** Puts an item; `sk` is its name. */
    put: async (sk: string, more: JsonObject = {}) => {
      const Item = { pk: { S: 'RIDE' }, sk: { S: sk }, ...more };
      await (await open(dynamoDb, 'PutItem', { TableName: 'rides', Item })).run();
    },
    /** Puts many items at once, named by their numbers. */
    putAll: async (count: number) => {
      for (let first = 0; first < count; first += 25) {
        const numbers = Array.from({ length: Math.min(25, count - first) }, (_, index) => first + index);
        const requests = numbers.map((n) => ({ PutRequest: { Item: { pk: { S: 'RIDE' }, sk: { S: String(n) } } } }));
        await (await open(dynamoDb, 'BatchWriteItem', { RequestItems: { rides: requests } })).run();
      }
    },
    send: (name: string, payload: string, more: { readonly groupId?: string } = {}) =>
      sqs.receive({ target: queueArn(name), payload, by: { roleArn, service: 'lambda.amazonaws.com' }, ...more }),
    /** Whether all places of the mappings are kept at the stream's end. */
    isAtEnd: async () => {
      const places = await storage.part<KeptPlace>('event-sources').values().all();
      return places.every(({ sequenceNumber }) => sequenceNumber === dynamoDb.streams.latest(streamArn));
    },
    /** How many messages a queue has, those that are hidden just now too. */
    countIn: async (name: string) => {
      const input = { QueueUrl: `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`, AttributeNames: ['All'] };
      const { body } = await (await open(sqs, 'GetQueueAttributes', input, 'AmazonSQS')).run();
      const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } = JSON.parse(
        String(body),
      ).Attributes;
      return Number(visible) + Number(hidden);
    },
    /** What lies in the queue for failures. */
    failures: async () => {
      const actor = { roleArn, service: 'lambda.amazonaws.com' };
      const signal = AbortSignal.timeout(10_000);
      const messages = await sqs.poll(queueArn('failures'), actor, { max: 100, waitMilliseconds: 0, signal });
      return messages.map(({ body }) => JSON.parse(body));
    },
  };
}

/** What a played function throws. */
export class FunctionThrew extends Error {}

/** The name (sort key) of each record's item. */
export const namesOf = (records: readonly JsonObject[]): string[] =>
  records.map((record) => String(dig(record, 'dynamodb', 'Keys', 'sk', 'S')));

/** The member of a member. */
export const dig = (value: Json | undefined, ...path: string[]): Json | undefined =>
  path.reduce<Json | undefined>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);

/** What a function answers that failed at the records of these names. */
export const failedAt = (records: readonly JsonObject[], names: readonly string[]): JsonObject => ({
  batchItemFailures: records
    .filter((record) => names.includes(String(dig(record, 'dynamodb', 'Keys', 'sk', 'S'))))
    .map((record) => ({ itemIdentifier: dig(record, 'dynamodb', 'SequenceNumber') ?? null })),
});

/** Waits until something holds. */
export const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 5 });
