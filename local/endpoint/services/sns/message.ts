import { createHash } from 'node:crypto';
import { sizeOfAttributes } from '../../../message-attributes.ts';
import { isObject, parseJson } from '../../../template/json.ts';
import type { Json } from '../../../template/resources.ts';
import { invalidParameter, missingMember } from './errors.ts';
import type { MessageAttributes } from './message-attributes.ts';
import type { Topic } from './topic.ts';

/** A message that a topic has taken. */
export interface Message {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string;
  /** What goes to subscribers whose protocol has no text of its own. */
  readonly body: string;
  /** The texts by protocol, of a message whose `MessageStructure` is `json`. */
  readonly bodies?: Readonly<Record<string, string>>;
  readonly attributes: MessageAttributes;
  readonly groupId?: string;
  /** Only where the topic is FIFO, as the sequence number. */
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
  /** RFC 3339 in UTC, with milliseconds. */
  readonly publishedAt: string;
}

/** What someone wants to publish, before the topic gives it an id. */
export interface Draft {
  readonly message: string | undefined;
  readonly subject?: string | undefined;
  readonly structure?: string | undefined;
  readonly attributes: MessageAttributes;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
}

/** A message as it was published, checked. */
export type Publication = Omit<Message, 'messageId' | 'topicArn' | 'publishedAt' | 'sequenceNumber'>;

/** The most bytes of a message with its attributes, and of a batch. */
export const maximumSize = 262_144;

/**
 * Checks what is to be published on a topic.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 *
 * @throws ServiceError in SNS's words for what it refuses
 */
export function checkDraft(topic: Topic, { message, subject, structure, attributes, ...ids }: Draft): Publication {
  if (message === undefined) throw missingMember('message');
  if (message === '') throw invalidParameter('Empty message');
  if (sizeOfDraft({ message, attributes }) > maximumSize) throw invalidParameter('Message too long');
  if (subject !== undefined && !isSubject(subject)) throw invalidParameter('Subject');
  if (structure !== undefined && structure !== 'json') throw invalidParameter('MessageStructure');
  const texts = structure === 'json' ? readTexts(message) : { body: message };
  return {
    ...texts,
    attributes,
    ...(subject !== undefined && { subject }),
    ...checkIds(topic, texts.body, ids),
  };
}

/** The bytes of a message with its attributes. */
export function sizeOfDraft({ message = '', attributes }: Pick<Draft, 'message' | 'attributes'>): number {
  return Buffer.byteLength(message) + sizeOfAttributes(attributes);
}

/** What of a message goes to the subscribers of a protocol. */
export function bodyFor({ body, bodies }: Message, protocol: string): string {
  return bodies && Object.hasOwn(bodies, protocol) ? (bodies[protocol] ?? body) : body;
}

/** At most 100 characters, none of them a line break or another control character. */
function isSubject(subject: string): boolean {
  return subject !== '' && [...subject].length <= 100 && !/\p{Cc}/u.test(subject);
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html */
function readTexts(message: string): Pick<Message, 'body' | 'bodies'> {
  let texts: Json;
  try {
    texts = parseJson(message);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  // SNS counts only the members that are text.
  const bodies = Object.entries(isObject(texts) ? texts : {}).flatMap(([protocol, text]) =>
    typeof text === 'string' ? [[protocol, text] as const] : [],
  );
  const body = bodies.find(([protocol]) => protocol === 'default')?.[1];
  if (body === undefined) throw invalidParameter('Message Structure - No default entry in JSON message body');
  return { body, bodies: Object.fromEntries(bodies) };
}

/** https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html */
function checkIds(
  { fifo }: Topic,
  body: string,
  { groupId, deduplicationId }: Pick<Draft, 'groupId' | 'deduplicationId'>,
): Pick<Publication, 'groupId' | 'deduplicationId'> {
  for (const [name, id] of Object.entries({ MessageGroupId: groupId, MessageDeduplicationId: deduplicationId })) {
    if (id !== undefined && !isId(id)) {
      throw invalidParameter(
        `${name} Reason: The value can include alphanumeric and punctuation characters, 1 to 128 in length`,
      );
    }
  }
  if (!fifo) {
    if (deduplicationId !== undefined) {
      throw invalidParameter(
        'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
      );
    }
    // It goes on to standard queues, which deal fairly between groups.
    return groupId === undefined ? {} : { groupId };
  }
  if (groupId === undefined) throw invalidParameter('The MessageGroupId parameter is required for FIFO topics');
  if (deduplicationId !== undefined) return { groupId, deduplicationId };
  if (!fifo.contentBasedDeduplication) {
    throw invalidParameter(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  return { groupId, deduplicationId: createHash('sha256').update(body).digest('hex') };
}

function isId(id: string): boolean {
  return /^[!-~]{1,128}$/.test(id);
}
