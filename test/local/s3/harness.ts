import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { createIdentities } from '../../../local/endpoint/credentials.ts';
import type { CallReport } from '../../../local/endpoint/dispatch.ts';
import { createFaults } from '../../../local/endpoint/faults.ts';
import { createResourcePolicies, resourcePoliciesFrom } from '../../../local/endpoint/resource-policies.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import { startEndpoint } from '../../../local/endpoint/server.ts';
import { readBuckets } from '../../../local/endpoint/services/s3/read-buckets.ts';
import { openS3 } from '../../../local/endpoint/services/s3/s3.ts';
import type { EventReport } from '../../../local/event-report.ts';
import { Storage } from '../../../local/storage.ts';
import { type Delivery, type Receiver, Targets } from '../../../local/targets.ts';
import type { Environment, Json, JsonObject, Resource } from '../../../local/template/resources.ts';
import { inline, resource, roleArn, roleResource } from '../endpoint/resources.ts';

export const environment: Environment = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`;

/** A bucket of a template. */
export const bucket = (name: string, properties: JsonObject = {}): Resource => ({
  ...resource('AWS::S3::Bucket', name, properties),
  attributes: { Arn: bucketArn(name) },
});

export const eventBridge: JsonObject = { NotificationConfiguration: { EventBridgeConfiguration: {} } };

export interface TestRun {
  /** @default one bucket, `files` */
  readonly buckets?: readonly Resource[];
  /** What the function's role may do. @default nothing */
  readonly allow?: readonly Json[];
  readonly others?: readonly Resource[];
  readonly dataDirectory?: string;
  readonly faultRate?: number;
  readonly clock?: () => number;
  /** Takes what is delivered to these services. @default EventBridge takes all */
  readonly receivers?: readonly Receiver[];
}

/** S3 behind the endpoint, until the test ends or it is stopped before. */
export const startS3 = async (run: TestRun = {}) => {
  const { buckets = [bucket('files')], allow = [], others = [], dataDirectory, clock } = run;
  const role = roleResource(allow.length > 0 ? inline(...allow) : {});
  const resources = [...buckets, role, ...others];
  const storage = await Storage.open(dataDirectory === undefined ? undefined : `${dataDirectory}/events`);
  const deliveries: Delivery[] = [];
  const events: EventReport[] = [];
  const targets = new Targets();
  const keep: Receiver = { service: 'events', receive: async (delivery) => void deliveries.push(delivery) };
  for (const receiver of run.receivers ?? [keep]) targets.add(receiver);
  const s3 = await openS3({
    environment,
    buckets: readBuckets(buckets),
    storage,
    targets,
    onEvent: (event) => events.push(event),
    ...(dataDirectory !== undefined && { dataDirectory }),
    ...(clock && { clock }),
  });
  s3.start();
  const identities = createIdentities(environment.accountId, rolesFrom(resources));
  const reports: CallReport[] = [];
  const endpoint = await startEndpoint({
    port: 0,
    region: environment.region,
    identities,
    resourcePolicies: createResourcePolicies(resourcePoliciesFrom(resources, environment)),
    services: [s3],
    faults: createFaults(run.faultRate ?? 0, 7),
    onCall: (report) => reports.push(report),
  });
  const clients: S3Client[] = [];
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= (async () => {
      for (const client of clients) client.destroy();
      await endpoint.close();
      await s3.close();
      await storage.close();
    })();
    return stopped;
  };
  onTestFinished(stop);
  const clientWith = (credentials: NonNullable<S3ClientConfig['credentials']>, config: S3ClientConfig = {}) => {
    const client = new S3Client({
      endpoint: endpoint.url,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials,
      ...config,
    });
    clients.push(client);
    return client;
  };
  return {
    url: endpoint.url,
    s3,
    identities,
    reports,
    deliveries,
    events,
    clientWith,
    /** May do everything. */
    root: clientWith(identities.root),
    /** A function of the role. */
    client: (config?: S3ClientConfig) => clientWith(identities.issue({ roleArn, sessionName: 'my-function' }), config),
    stop,
  };
};

export const allow = (action: string | string[], ...resources: string[]): JsonObject => ({
  Effect: 'Allow',
  Action: action,
  Resource: resources,
});
