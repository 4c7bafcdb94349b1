import type { Environment, JsonObject } from '../../../template/resources.ts';
import { bodyFor, type Message } from './message.ts';
import type { Subscription } from './subscription.ts';

/**
 * Nothing is signed locally: only AWS has the key whose certificate a consumer would fetch. A consumer that checks
 * signatures cannot be run here.
 */
const signature = Buffer.from('not signed locally').toString('base64');

/** What a subscriber is told of a message, in the forms that the protocols want. */
export interface NotificationContext {
  readonly environment: Environment;
  /** The topic's; SNS signs by version 1 unless told. */
  readonly signatureVersion?: string;
}

/**
 * The JSON text that queues and `email-json` subscribers get. Messages of FIFO topics are not signed.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function notification(message: Message, subscription: Subscription, context: NotificationContext): string {
  const { messageId, sequenceNumber, topicArn, subject, publishedAt } = message;
  const attributes = attributesOf(message);
  return JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: bodyFor(message, subscription.protocol),
    Timestamp: publishedAt,
    ...(sequenceNumber === undefined && {
      SignatureVersion: context.signatureVersion ?? '1',
      Signature: signature,
      SigningCertURL: certificateUrl(context),
    }),
    UnsubscribeURL: unsubscribeUrl(subscription, context),
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
  });
}

/**
 * The event of a function.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export function functionEvent(message: Message, subscription: Subscription, context: NotificationContext): string {
  const { messageId, topicArn, subject, publishedAt } = message;
  const Sns = {
    SignatureVersion: context.signatureVersion ?? '1',
    Timestamp: publishedAt,
    Signature: signature,
    SigningCertUrl: certificateUrl(context),
    MessageId: messageId,
    Message: bodyFor(message, subscription.protocol),
    MessageAttributes: attributesOf(message),
    Type: 'Notification',
    UnsubscribeUrl: unsubscribeUrl(subscription, context),
    TopicArn: topicArn,
    Subject: subject ?? null,
  };
  const record = { EventVersion: '1.0', EventSubscriptionArn: subscription.arn, EventSource: 'aws:sns', Sns };
  return JSON.stringify({ Records: [record] });
}

function attributesOf({ attributes }: Message): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, value }]) => [name, { Type: type, Value: value }]),
  );
}

function certificateUrl({ environment }: NotificationContext): string {
  return `${snsUrl(environment)}/SimpleNotificationService-${'0'.repeat(32)}.pem`;
}

function unsubscribeUrl({ arn }: Subscription, { environment }: NotificationContext): string {
  return `${snsUrl(environment)}/?Action=Unsubscribe&SubscriptionArn=${arn}`;
}

function snsUrl({ region, urlSuffix }: Environment): string {
  return `https://sns.${region}.${urlSuffix}`;
}
