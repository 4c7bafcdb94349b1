import { SNSClient } from '@aws-sdk/client-sns';
import { onTestFinished, vi } from 'vitest';
import { createAccess } from '../../../local/endpoint/checked-access.ts';
import { createIdentities } from '../../../local/endpoint/credentials.ts';
import type { CallReport } from '../../../local/endpoint/dispatch.ts';
import { createFaults } from '../../../local/endpoint/faults.ts';
import { createResourcePolicies, resourcePoliciesFrom } from '../../../local/endpoint/resource-policies.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import { startEndpoint } from '../../../local/endpoint/server.ts';
import { readTopics } from '../../../local/endpoint/services/sns/resource-types.ts';
import { openSns } from '../../../local/endpoint/services/sns/sns.ts';
import type { EventReport } from '../../../local/event-report.ts';
import { Mailbox } from '../../../local/mailbox.ts';
import { Storage } from '../../../local/storage.ts';
import { type Delivery, Targets } from '../../../local/targets.ts';
import type { Environment, Json, JsonObject, Resource } from '../../../local/template/resources.ts';
import { resource, roleArn, roleResource } from '../endpoint/resources.ts';

export const environment: Environment = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

export const arnOf = (service: string, name: string): string => `arn:aws:${service}:us-east-1:000000000000:${name}`;

export const topicArn = arnOf('sns', 'rides');
export const queueArn = arnOf('sqs', 'inbox');
export const functionArn = arnOf('lambda', 'function:tell');

export const topic = (properties: JsonObject = {}, name = 'rides'): Resource => ({
  ...resource('AWS::SNS::Topic', arnOf('sns', name), { TopicName: name, ...properties }),
  attributes: { TopicArn: arnOf('sns', name), TopicName: name },
});

export const subscription = (properties: JsonObject, path = 'app/subscription'): Resource => ({
  ...resource('AWS::SNS::Subscription', path, {
    TopicArn: topicArn,
    Protocol: 'sqs',
    Endpoint: queueArn,
    ...properties,
  }),
  path,
});

const statement = (service: string, action: string, target: string): Json => ({
  Effect: 'Allow',
  Principal: { Service: service },
  Action: action,
  Resource: target,
});

/** Queues and a function that let every topic in. */
export const letIn = (...queues: string[]): Resource[] => [
  ...queues.flatMap((name): Resource[] => [
    { ...resource('AWS::SQS::Queue', `url/${name}`, {}), attributes: { Arn: arnOf('sqs', name) } },
    resource('AWS::SQS::QueuePolicy', `${name}-policy`, {
      Queues: [`url/${name}`],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [statement('sns.amazonaws.com', 'sqs:SendMessage', arnOf('sqs', name))],
      },
    }),
  ]),
  {
    ...resource('AWS::Lambda::Function', 'tell', { FunctionName: 'tell' }),
    attributes: { Arn: functionArn },
  },
  resource('AWS::Lambda::Permission', 'permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: functionArn,
    Principal: 'sns.amazonaws.com',
  }),
];

export interface SnsRunOptions {
  /** Kept from an earlier run. @default in memory */
  readonly storage?: Storage;
  /** What a queue or function throws instead of taking a delivery. */
  readonly refuse?: (delivery: Delivery) => Error | undefined | Promise<Error | undefined>;
  /** What the function's role may do. */
  readonly rolePolicies?: JsonObject;
  readonly retryPauses?: readonly number[];
}

/** SNS behind the real endpoint, the SDK's client before it, and queues and functions that write down what they get. */
export async function runSns(resources: readonly Resource[], options: SnsRunOptions = {}) {
  const { refuse, rolePolicies = {}, retryPauses = [0, 0] } = options;
  const all = [...resources, roleResource(rolePolicies)];
  const storage = options.storage ?? (await Storage.open());
  const identities = createIdentities(environment.accountId, rolesFrom(all));
  const resourcePolicies = createResourcePolicies(resourcePoliciesFrom(all, environment));
  const access = createAccess({ environment, identities, resourcePolicies });
  const targets = new Targets();
  const delivered: Delivery[] = [];
  const reports: EventReport[] = [];
  const calls: CallReport[] = [];
  const faults: unknown[] = [];
  for (const [service, action] of [
    ['sqs', 'sqs:SendMessage'],
    ['lambda', 'lambda:InvokeFunction'],
  ] as const) {
    targets.add({
      service,
      receive: async (delivery) => {
        access.check(delivery.by, { action, resource: delivery.target });
        const refusal = await refuse?.(delivery);
        if (refusal) throw refusal;
        delivered.push(delivery);
      },
    });
  }
  const mailbox = await Mailbox.open(storage.part('mails'));
  const sns = await openSns({
    environment,
    topics: readTopics(all, environment),
    storage,
    access,
    targets,
    mailbox,
    onEvent: (report) => reports.push(report),
    onFault: (fault) => faults.push(fault),
    retryPauses,
  });
  targets.add(sns);
  const endpoint = await startEndpoint({
    port: 0,
    region: environment.region,
    identities,
    resourcePolicies,
    services: [sns],
    faults: createFaults(0, 1),
    mailbox,
    onCall: (call) => calls.push(call),
  });
  const client = (credentials = identities.root) => {
    const made = new SNSClient({ endpoint: endpoint.url, region: 'us-east-1', credentials, maxAttempts: 1 });
    onTestFinished(() => made.destroy());
    return made;
  };
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await endpoint.close();
    await sns.close();
  };
  onTestFinished(stop);
  sns.start();
  return {
    sns,
    url: endpoint.url,
    client: client(),
    clientWith: client,
    /** The client of a function in the role. */
    functionClient: () => client(identities.issue({ roleArn, sessionName: 'tell' })),
    mailbox,
    targets,
    delivered,
    reports,
    calls,
    faults,
    stop,
    /** Ends once there are so many reports of deliveries. */
    reported: (count: number) =>
      vi.waitFor(
        () => {
          if (reports.length < count) throw new Error(`${reports.length} reports: ${JSON.stringify(reports)}`);
          return reports;
        },
        { interval: 2, timeout: 10_000 },
      ),
  };
}

export const json = (text: string | undefined): JsonObject => JSON.parse(text ?? 'null');
