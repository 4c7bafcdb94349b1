import { join } from 'node:path';
import type { Access } from './endpoint/access.ts';
import type { Service } from './endpoint/service.ts';
import { openDynamoDb } from './endpoint/services/dynamodb/dynamodb.ts';
import { readTables } from './endpoint/services/dynamodb/resource-types.ts';
import { openEvents } from './endpoint/services/events/events.ts';
import { readEventBuses } from './endpoint/services/events/read-rules.ts';
import { lambdaService } from './endpoint/services/lambda/lambda.ts';
import { readBuckets } from './endpoint/services/s3/read-buckets.ts';
import { openS3, type S3 } from './endpoint/services/s3/s3.ts';
import { readSchedules } from './endpoint/services/scheduler/read-schedules.ts';
import { openScheduler } from './endpoint/services/scheduler/scheduler.ts';
import { readTopics } from './endpoint/services/sns/resource-types.ts';
import { openSns } from './endpoint/services/sns/sns.ts';
import { readQueues } from './endpoint/services/sqs/read-queues.ts';
import { openSqs } from './endpoint/services/sqs/sqs.ts';
import type { OnEvent } from './event-report.ts';
import { openAsynchronous } from './functions/asynchronous/asynchronous.ts';
import { readEventInvokeConfigs } from './functions/asynchronous/event-invoke-configs.ts';
import { readFunctions } from './functions/definition.ts';
import { EventSources } from './functions/event-sources/event-sources.ts';
import { readEventSourceMappings } from './functions/event-sources/read-mappings.ts';
import type { Invoke } from './functions/invoke.ts';
import { type Mail, Mailbox } from './mailbox.ts';
import { Storage } from './storage.ts';
import { Targets } from './targets.ts';
import type { App } from './template/app.ts';
import type { Environment } from './template/resources.ts';

/** What each service takes of an app. */
export type ServiceParts = ReturnType<typeof readServices>;

/** @throws AssemblyError naming what cannot be run */
export function readServices({ resources, environment, assetPath }: App) {
  const functions = readFunctions(resources, assetPath);
  return {
    functions,
    tables: readTables(resources, environment),
    queues: readQueues(resources, environment),
    topics: readTopics(resources, environment),
    buckets: readBuckets(resources),
    buses: readEventBuses(resources, environment),
    schedules: readSchedules(resources, environment),
    configs: readEventInvokeConfigs(resources, functions),
    mappings: readEventSourceMappings(resources, functions),
  };
}

export interface ServicesOptions {
  readonly environment: Environment;
  readonly parts: ServiceParts;
  readonly access: Access;
  /** Invokes the app's functions; not called before `start`. */
  readonly invoke: Invoke;
  /** Where data is kept; nothing is kept without it. */
  readonly dataDirectory?: string;
  readonly onEvent: OnEvent;
  /** Told of faults of this program's own, after which the work goes on. */
  readonly onFault: (error: unknown) => void;
}

/** The services of AWS that a run has, and what they bring to each other and to functions. */
export interface Services {
  /** Those that answer requests at the endpoint. */
  readonly atEndpoint: readonly Service[];
  readonly mailbox: Mailbox;
  /** Reads an object of a bucket, for what serves files from there. */
  readonly readFile: S3['object'];
  /** Where the sign-in server keeps its part. */
  readonly storage: Storage;
  /** Begins with what brings events: streams, queues, rules, schedules, and what an earlier run left. */
  readonly start: () => void;
  /** The first step to a changed template. @throws TableKeyChanged when a table has another key now; nothing is changed then */
  readonly replaceTables: (parts: ServiceParts) => Promise<void>;
  /** Follows a changed template, once its roles, policies and functions are in place; data stays. */
  readonly replace: (parts: ServiceParts) => Promise<void>;
  /** Brings no further events. What is not done is done by the next run on the same data. */
  readonly stop: () => Promise<void>;
  /** Lets go of the data, after `stop`. */
  readonly close: () => Promise<void>;
}

/**
 * Opens all services with what they have kept.
 *
 * @throws DataFolderInUse when another run has the data, TableKeyChanged when a kept table has another key now
 */
export async function openServices(options: ServicesOptions): Promise<Services> {
  const { environment, access, invoke, dataDirectory, onEvent, onFault } = options;
  let { parts } = options;
  const dynamoDb = await openDynamoDb({
    environment,
    tables: parts.tables,
    ...(dataDirectory !== undefined && { dataDirectory: join(dataDirectory, 'dynamodb') }),
  });
  const storage = await Storage.open(dataDirectory === undefined ? undefined : join(dataDirectory, 'events'));
  const targets = new Targets();
  const shared = { environment, storage, access, targets, onEvent, onFault };
  const mailbox = await Mailbox.open(storage.part<Mail>('mails'));
  const sqs = await openSqs({ ...shared, queues: parts.queues });
  const sns = await openSns({ ...shared, topics: parts.topics, mailbox });
  const events = await openEvents({ ...shared, buses: parts.buses });
  const scheduler = await openScheduler({ ...shared, schedules: parts.schedules });
  const s3 = await openS3({ ...shared, buckets: parts.buckets, ...(dataDirectory !== undefined && { dataDirectory }) });
  const asynchronous = await openAsynchronous({ ...shared, invoke, ...parts });
  const sources = await EventSources.open({
    ...shared,
    mappings: parts.mappings,
    streams: dynamoDb.streams,
    queues: sqs,
    invoke,
  });
  const lambda = lambdaService({ environment, functions: () => parts.functions, invoke, asynchronous });
  for (const receiver of [sqs, sns, events, asynchronous]) targets.add(receiver);

  return {
    atEndpoint: [dynamoDb, s3, sqs, sns, events, scheduler, lambda],
    mailbox,
    readFile: s3.object,
    storage,
    start: () => {
      for (const service of [sns, events, s3, asynchronous, sources, scheduler]) service.start();
    },
    replaceTables: ({ tables }) => dynamoDb.replaceTables(tables),
    replace: async (changed) => {
      parts = changed;
      sqs.replace(changed.queues);
      sns.replace(changed.topics);
      s3.replace(changed.buckets);
      asynchronous.replace(changed);
      await events.replace(changed.buses);
      await scheduler.replace(changed.schedules);
      await sources.replace(changed.mappings);
    },
    stop: async () => {
      for (const service of [scheduler, sources, asynchronous, events, sns]) await service.close();
    },
    close: async () => {
      await s3.close();
      await sqs.close();
      await storage.close();
      await dynamoDb.close();
    },
  };
}
