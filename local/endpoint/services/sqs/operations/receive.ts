import { isBinary } from '../../../../message-attributes.ts';
import type { JsonObject } from '../../../../template/resources.ts';
import type { ReceivedMessage } from '../consumer.ts';
import { invalidValue, sqsError } from '../errors.ts';
import { type MessageAttributes, md5OfAttributes } from '../message.ts';
import { named, need, type Operation } from '../operation.ts';
import { receivedMessage } from '../received-message.ts';

const systemAttributes = [
  'All',
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
  'MessageDeduplicationId',
  'MessageGroupId',
  'SenderId',
  'SentTimestamp',
  'SequenceNumber',
  'SqsManagedSseEnabled',
];

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export const receiveMessage: Operation = (input, sqs, { left }) => {
  const { arn, find } = named(input, sqs);
  const max = input.integer('MaxNumberOfMessages', [1, 10], 'Must be between 1 and 10, if provided.');
  const hidden = input.integer('VisibilityTimeout', [0, 43_200], 'Must be between 0 and 43200, if provided.');
  const wait = input.integer('WaitTimeSeconds', [0, 20], 'Must be >= 0 and <= 20, if provided.');
  const attemptId = input.text('ReceiveRequestAttemptId');
  const ofSqs = [...input.texts('AttributeNames'), ...input.texts('MessageSystemAttributeNames')];
  const unknown = ofSqs.find((name) => !systemAttributes.includes(name));
  if (unknown !== undefined) throw sqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  const ofSender = input.texts('MessageAttributeNames');
  return {
    authorizations: [need('ReceiveMessage', arn)],
    run: async () => {
      const queue = find();
      const { definition } = queue;
      if (attemptId !== undefined && !definition.fifo) {
        const reason = 'The request include parameter that is not valid for this queue type';
        throw invalidValue(attemptId, 'ReceiveRequestAttemptId', reason);
      }
      const messages = await queue.receive({
        max: max ?? 1,
        wait: wait === undefined ? definition.receiveWait : wait * 1000,
        ...(hidden !== undefined && { visibilityTimeout: hidden * 1000 }),
        ...(attemptId !== undefined && { attemptId }),
        // What nobody would get must not be hidden from the others.
        ...(left && { signal: left() }),
      });
      if (messages.length === 0) return {};
      return { Messages: messages.map((message) => onWire(receivedMessage(message, definition), ofSqs, ofSender)) };
    },
  };
};

/** The message with the attributes that were asked for; the digest is of those. */
function onWire(message: ReceivedMessage, ofSqs: readonly string[], ofSender: readonly string[]): JsonObject {
  const attributes = Object.entries(message.attributes).filter(
    ([name]) => ofSqs.includes('All') || ofSqs.includes(name),
  );
  const asked: MessageAttributes = Object.fromEntries(
    Object.entries(message.messageAttributes).filter(([name]) => ofSender.some((wanted) => covers(wanted, name))),
  );
  const digest = md5OfAttributes(asked);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(attributes.length > 0 && { Attributes: Object.fromEntries(attributes) }),
    ...(digest !== undefined && { MD5OfMessageAttributes: digest, MessageAttributes: attributesOnWire(asked) }),
  };
}

/** `All`, `.*`, `prefix.*`, or a name. */
function covers(wanted: string, name: string): boolean {
  if (wanted === 'All' || wanted === '.*') return true;
  return wanted.endsWith('.*') ? name.startsWith(wanted.slice(0, -1)) || name === wanted.slice(0, -2) : name === wanted;
}

const attributesOnWire = (attributes: MessageAttributes): JsonObject =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { type, value }]) => [
      name,
      { DataType: type, [isBinary(type) ? 'BinaryValue' : 'StringValue']: value },
    ]),
  );
