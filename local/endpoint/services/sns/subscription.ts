import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../template/resources.ts';
import { invalidParameter } from './errors.ts';
import type { Filter } from './filter-policy.ts';
import type { SubscriptionAttributes } from './subscription-attributes.ts';

/** The protocols that are run locally. */
export const protocols = ['sqs', 'lambda', 'email', 'email-json'] as const;

export type Protocol = (typeof protocols)[number];

/** Someone who gets a topic's messages. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  /** A queue's or a function's ARN, or an e-mail address. */
  readonly endpoint: string;
  /** The ARN of who subscribed. */
  readonly principal: string;
  readonly attributes: SubscriptionAttributes;
  /** The attributes, read. */
  readonly settings: SubscriptionSettings;
}

/** What a subscription's attributes mean. */
export interface SubscriptionSettings {
  readonly filter: Filter;
  /** The message goes as it was published, its attributes as those of the queue's message. */
  readonly raw: boolean;
  /** The ARN of the queue that takes what cannot be delivered. */
  readonly deadLetterArn?: string;
}

/** The other protocols of SNS, each with why it is not run. */
const otherProtocols: Readonly<Record<string, string>> = {
  http: 'nothing is sent out of this machine',
  https: 'nothing is sent out of this machine',
  sms: 'no text messages are sent locally',
  application: 'there are no mobile devices locally',
  firehose: 'there are no Firehose streams locally',
};

/**
 * Checks who is to get a topic's messages.
 * @throws ServiceError in SNS's words
 */
export function checkSubscriber(
  topic: { readonly arn: string; readonly fifo?: unknown },
  protocol: string,
  endpoint: string | undefined,
): { readonly protocol: Protocol; readonly endpoint: string } {
  const known = protocols.find((one) => one === protocol);
  if (!known) {
    const why = Object.hasOwn(otherProtocols, protocol) ? otherProtocols[protocol] : undefined;
    throw invalidParameter(
      why === undefined
        ? `Amazon SNS does not support this protocol string: ${protocol}`
        : `Protocol Reason: ${protocol} is not run locally: ${why}`,
    );
  }
  if (endpoint === undefined || endpoint === '') throw invalidParameter('Endpoint');
  if (known === 'sqs' && !/^arn:[^:]+:sqs:[^:]+:\d{12}:[^:]+$/.test(endpoint))
    throw invalidParameter('SQS endpoint ARN');
  if (known === 'lambda' && !/^arn:[^:]+:lambda:[^:]+:\d{12}:function:[^:]+(:[^:]+)?$/.test(endpoint)) {
    throw invalidParameter('Lambda endpoint ARN');
  }
  if (known.startsWith('email') && !/^[^\s@]+@[^\s@]+$/.test(endpoint)) throw invalidParameter('Email address');
  if (topic.fifo !== undefined && known !== 'sqs') {
    throw invalidParameter('Invalid parameter: Endpoint Reason: FIFO topics deliver to SQS queues only');
  }
  if (topic.fifo === undefined && endpoint.endsWith('.fifo')) {
    throw invalidParameter(
      'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    );
  }
  return { protocol: known, endpoint };
}

/** The ARN of a template's subscription: always the same for the same subscriber, as kept messages name it. */
export function templateSubscriptionArn({ TopicArn, Protocol, Endpoint }: JsonObject): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([TopicArn, Protocol, Endpoint]))
    .digest('hex');
  return `${TopicArn}:${digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')}`;
}
