import { isObject, own, scalarText } from '../../../template/json.ts';
import { located, Problem, Problems } from '../../../template/problem.ts';
import type {
  Environment,
  Identifying,
  Json,
  JsonObject,
  Resource,
  ResourceTypes,
} from '../../../template/resources.ts';
import { ServiceError } from '../../service.ts';
import { checkSubscriber, type Subscription, templateSubscriptionArn } from './subscription.ts';
import { readSettings, type SubscriptionAttributes } from './subscription-attributes.ts';
import type { FifoSettings, Topic } from './topic.ts';

const noHttp = 'it is about HTTP endpoints, which are not run locally';

/** What the local run knows of SNS. Policies of topics are asked by whoever publishes. */
export const resourceTypes: ResourceTypes = {
  'AWS::SNS::Topic': {
    identify: (topic) => {
      const name = topicName(topic);
      const { partition, region, accountId } = topic.environment;
      const arn = `arn:${partition}:sns:${region}:${accountId}:${name}`;
      return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
    },
    runs: [
      'TopicName',
      'DisplayName',
      'FifoTopic',
      'ContentBasedDeduplication',
      'FifoThroughputScope',
      'SignatureVersion',
      'Subscription',
      'Tags',
    ],
    noEffect: {
      ArchivePolicy: 'no messages are replayed locally',
      DeliveryStatusLogging: 'the console prints a line for each delivery',
      KmsMasterKeyId: 'local data is not encrypted',
      TracingConfig: 'no traces locally',
    },
  },
  'AWS::SNS::Subscription': {
    identify: ({ properties }) => {
      const arn = templateSubscriptionArn(properties);
      return { ref: arn, attributes: { Arn: arn } };
    },
    runs: [
      'TopicArn',
      'Protocol',
      'Endpoint',
      'FilterPolicy',
      'FilterPolicyScope',
      'RawMessageDelivery',
      'RedrivePolicy',
    ],
    noEffect: { DeliveryPolicy: noHttp, Region: 'there is one region locally' },
  },
  'AWS::SNS::TopicPolicy': {
    identify: (policy) => {
      const id = policy.generatedName();
      return { ref: id, attributes: { Id: id } };
    },
    runs: ['PolicyDocument', 'Topics'],
  },
  'AWS::SNS::TopicInlinePolicy': {
    identify: ({ properties }) => ({ ref: String(properties.TopicArn) }),
    runs: ['PolicyDocument', 'TopicArn'],
  },
};

/**
 * The topics among the resources of a run, with their subscriptions.
 * @throws AssemblyError naming all that SNS would refuse or that is not run locally, each with its construct path
 */
export function readTopics(resources: readonly Resource[], environment: Environment): Topic[] {
  const problems = new Problems();
  const arns = new Set(resources.filter(isTopic).map(({ ref }) => ref));
  const subscriptions = new Map<string, Subscription>();
  const subscribe = (path: string, topicArn: string, properties: JsonObject): void => {
    problems.attempt(() => {
      const subscription = located(path, () => readSubscription(topicArn, properties, environment));
      if (!arns.has(topicArn)) throw new Problem(`there is no topic ${topicArn} in the stacks`, path);
      if (subscriptions.has(subscription.arn)) {
        const { protocol, endpoint } = subscription;
        throw new Problem(`the topic has a subscription of ${endpoint} (${protocol}) already`, path);
      }
      subscriptions.set(subscription.arn, subscription);
    });
  };
  for (const { path, ref, properties } of resources.filter(isTopic)) {
    const inline = Array.isArray(properties.Subscription) ? properties.Subscription.filter(isObject) : [];
    for (const subscriber of inline) subscribe(path, ref, subscriber);
  }
  for (const { path, type, properties } of resources) {
    if (type === 'AWS::SNS::Subscription') subscribe(path, String(properties.TopicArn), properties);
  }
  const topics = resources.filter(isTopic).flatMap((resource) => {
    const own = [...subscriptions.values()].filter(({ topicArn }) => topicArn === resource.ref);
    return problems.attempt(() => readTopic(resource, own)) ?? [];
  });
  problems.throwIfAny();
  return topics;
}

function isTopic({ type }: Resource): boolean {
  return type === 'AWS::SNS::Topic';
}

function readTopic({ path, ref, properties }: Resource, subscriptions: readonly Subscription[]): Topic {
  const name = ref.slice(ref.lastIndexOf(':') + 1);
  const fifo = readFifo(properties);
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(name.replace(/\.fifo$/, '')) || name.length > 256) {
    throw new Problem(`TopicName ${name} is no name of a topic`, path);
  }
  if (name.endsWith('.fifo') !== (fifo !== undefined)) {
    throw new Problem('the names of FIFO topics, and only theirs, end in .fifo', path);
  }
  const tags = Array.isArray(properties.Tags) ? properties.Tags.filter(isObject) : [];
  const { SignatureVersion } = properties;
  return {
    arn: ref,
    name,
    displayName: scalarText(properties.DisplayName) ?? '',
    ...(fifo && { fifo }),
    ...(SignatureVersion !== undefined && { signatureVersion: String(SignatureVersion) }),
    tags: tags.map(({ Key, Value }) => ({ key: scalarText(Key) ?? '', value: scalarText(Value) ?? '' })),
    subscriptions,
  };
}

function readFifo(properties: JsonObject): FifoSettings | undefined {
  if (!isTrue(properties.FifoTopic)) return undefined;
  return {
    contentBasedDeduplication: isTrue(properties.ContentBasedDeduplication),
    deduplicationWithin: properties.FifoThroughputScope === 'MessageGroup' ? 'MessageGroup' : 'Topic',
  };
}

/** @throws Problem in SNS's words */
function readSubscription(topicArn: string, properties: JsonObject, environment: Environment): Subscription {
  try {
    const isFifo = topicArn.endsWith('.fifo');
    const topic = { arn: topicArn, ...(isFifo && { fifo: true }) };
    const subscriber = checkSubscriber(topic, String(properties.Protocol), scalarText(properties.Endpoint));
    const attributes = attributesOf(properties);
    return {
      arn: templateSubscriptionArn({ ...properties, TopicArn: topicArn }),
      topicArn,
      ...subscriber,
      principal: `arn:${environment.partition}:iam::${environment.accountId}:root`,
      attributes,
      settings: readSettings({ ...subscriber, topicArn }, attributes, 'Subscribe'),
    };
  } catch (error) {
    throw error instanceof ServiceError ? new Problem(error.message) : error;
  }
}

/** The template's values as CloudFormation hands them to SNS: as text. */
function attributesOf(properties: JsonObject): SubscriptionAttributes {
  const text = (name: string): Record<string, string> => {
    const value = own(properties, name);
    if (value === undefined) return {};
    return { [name]: isObject(value) ? JSON.stringify(value) : (scalarText(value) ?? '') };
  };
  return {
    ...text('RawMessageDelivery'),
    ...text('FilterPolicy'),
    ...text('FilterPolicyScope'),
    ...text('RedrivePolicy'),
    ...text('DeliveryPolicy'),
  };
}

function topicName({ properties, generatedName }: Identifying): string {
  const { TopicName } = properties;
  if (typeof TopicName === 'string') return TopicName;
  return isTrue(properties.FifoTopic) ? `${generatedName(251)}.fifo` : generatedName(256);
}

/** CloudFormation takes the text for the value. */
function isTrue(value: Json | undefined): boolean {
  return value === true || value === 'true';
}
