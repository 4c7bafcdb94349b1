import { createHash } from 'node:crypto';
import { isBinary, sizeOfAttributes } from '../../../message-attributes.ts';
import type { MessageAttribute } from '../../../targets.ts';

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message in a queue. Times are in milliseconds since 1970. */
export interface Message {
  /** Its place among all messages: 20 digits, in the order of sending. Of a FIFO queue's message its sequence number. */
  readonly key: string;
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  readonly sentAt: number;
  /** When it can be received: after its delay, or after the visibility time-out that runs. */
  readonly visibleAt: number;
  /** How often it was received in this queue. */
  readonly received: number;
  /** How often it was received in all queues that it was in. */
  readonly receivedInAll: number;
  readonly firstReceivedAt?: number;
  readonly lastReceivedAt?: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly traceHeader?: string;
  /** Of a dead letter: the queue that gave it up. */
  readonly deadLetterSource?: string;
}

/** A message that is sent, before the queue takes it. */
export interface NewMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  /** In milliseconds. @default the queue's */
  readonly delay?: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly traceHeader?: string;
}

export function md5(text: string | Buffer): string {
  return createHash('md5').update(text).digest('hex');
}

/**
 * The digest that clients compare: of each attribute in the order of the names, the lengths and bytes of its name, type
 * and value, and a byte that tells text from binary.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 *
 * @returns undefined where there are no attributes
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  if (names.length === 0) return undefined;
  const parts = names.flatMap((name) => {
    const { type, value } = attributes[name] ?? { type: '', value: '' };
    const binary = isBinary(type);
    const kind = Buffer.from([binary ? 2 : 1]);
    return [withLength(name), withLength(type), kind, withLength(binary ? Buffer.from(value, 'base64') : value)];
  });
  return md5(Buffer.concat(parts));
}

/** The bytes that count towards a message's size: its body, and the names, types and values of its attributes. */
export function sizeOf(body: string, attributes: MessageAttributes): number {
  return Buffer.byteLength(body) + sizeOfAttributes(attributes);
}

function withLength(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
