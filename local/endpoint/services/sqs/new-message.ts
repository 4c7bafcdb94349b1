import { createHash } from 'node:crypto';
import { isBinary } from '../../../message-attributes.ts';
import type { MessageAttribute } from '../../../targets.ts';
import { invalidParameter, invalidValue, missingParameter, sqsError } from './errors.ts';
import type { Input } from './input.ts';
import { type MessageAttributes, type NewMessage, sizeOf } from './message.ts';
import type { QueueDefinition } from './queue-definition.ts';

/** What a message's text must not have: what XML cannot hold, and halves of characters. */
const invalidCharacter = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Of group and deduplication ids. */
const identifier = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/;

const delayReason = 'DelaySeconds must be >= 0 and <= 900.';

/** Reads a message that is sent, alone or as an entry of a batch. @throws ServiceError in SQS's words */
export function readMessage(input: Input, senderId: string): NewMessage {
  const body = input.text('MessageBody');
  if (!body) throw missingParameter('MessageBody');
  const delay = input.integer('DelaySeconds', [0, 900], delayReason);
  const groupId = input.text('MessageGroupId');
  const deduplicationId = input.text('MessageDeduplicationId');
  const traceHeader = readAttributes(input, 'MessageSystemAttributes').AWSTraceHeader?.value;
  return {
    body,
    attributes: readAttributes(input, 'MessageAttributes'),
    senderId,
    ...(delay !== undefined && { delay: delay * 1000 }),
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
    ...(traceHeader !== undefined && { traceHeader }),
  };
}

/**
 * Holds a message against what SQS takes and what its queue is, and fills in what the queue says.
 * @throws ServiceError in SQS's words
 */
export function checkedMessage(message: NewMessage, queue: QueueDefinition): NewMessage {
  const { body, attributes, groupId, deduplicationId } = message;
  const texts = [body, ...Object.values(attributes).flatMap(({ type, value }) => (isBinary(type) ? [] : [value]))];
  if (texts.some((text) => invalidCharacter.test(text))) {
    throw sqsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
  if (sizeOf(body, attributes) > queue.maximumMessageSize) {
    const reason = `Message must be shorter than ${queue.maximumMessageSize} bytes.`;
    throw invalidParameter(`One or more parameters are invalid. Reason: ${reason}`);
  }
  const count = Object.keys(attributes).length;
  if (count > 10) throw invalidParameter(`Number of message attributes [${count}] exceeds the allowed maximum [10].`);
  if (groupId !== undefined && !identifier.test(groupId)) throw badIdentifier(groupId, 'MessageGroupId');
  if (queue.fifo) return checkedForFifo(message, queue);
  if (deduplicationId !== undefined) {
    const reason = 'The request include parameter that is not valid for this queue type';
    throw invalidValue(deduplicationId, 'MessageDeduplicationId', reason);
  }
  return message;
}

function checkedForFifo(message: NewMessage, queue: QueueDefinition): NewMessage {
  const { body, delay, groupId, deduplicationId } = message;
  if (delay !== undefined) {
    const reason = 'The request include parameter that is not valid for this queue type.';
    throw invalidValue(delay / 1000, 'DelaySeconds', reason);
  }
  if (groupId === undefined) throw missingParameter('MessageGroupId');
  if (deduplicationId === undefined && !queue.contentBasedDeduplication) {
    throw invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  if (deduplicationId !== undefined && !identifier.test(deduplicationId)) {
    throw badIdentifier(deduplicationId, 'MessageDeduplicationId');
  }
  return { ...message, deduplicationId: deduplicationId ?? createHash('sha256').update(body).digest('hex') };
}

const badIdentifier = (value: string, parameter: string) =>
  invalidValue(
    value,
    parameter,
    `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );

function readAttributes(input: Input, member: 'MessageAttributes' | 'MessageSystemAttributes'): MessageAttributes {
  return Object.fromEntries(
    input.map(member).map(([name, value]) => {
      if (member === 'MessageSystemAttributes' && name !== 'AWSTraceHeader') {
        throw invalidParameter(`Message system attribute name '${name}' is invalid.`);
      }
      if (!/^(?!(aws|amazon)\.)(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i.test(name)) {
        throw invalidParameter(`Message (user) attribute name '${name}' is invalid.`);
      }
      return [name, readAttribute(name, value)];
    }),
  );
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
function readAttribute(name: string, input: Input): MessageAttribute {
  if (input.has('StringListValues') || input.has('BinaryListValues')) {
    throw sqsError('UnsupportedOperation', 'Message attribute list values in SendMessage operation are not supported.');
  }
  const type = input.text('DataType') ?? '';
  if (!/^(String|Number|Binary)(\..+)?$/.test(type) || type.length > 256) {
    throw invalidParameter(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  const value = input.text(isBinary(type) ? 'BinaryValue' : 'StringValue');
  if (!value) {
    throw invalidParameter(
      `The message (user) attribute '${name}' must contain a non-empty value of type '${isBinary(type) ? 'Binary' : 'String'}'.`,
    );
  }
  if (/^Number(\.|$)/.test(type) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim())) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { type, value };
}
