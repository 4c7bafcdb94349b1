import type { MessageAttribute } from '../../../targets.ts';
import type { Actor } from '../../access.ts';

/** A message as a consumer gets it. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** Only where it has attributes. */
  readonly md5OfMessageAttributes?: string;
  /** SQS's own: `ApproximateReceiveCount`, `SentTimestamp`, `SenderId`, `ApproximateFirstReceiveTimestamp` and more. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The sender's. */
  readonly messageAttributes: Readonly<Record<string, MessageAttribute>>;
}

/** What a consumer has to know of a queue. */
export interface ConsumedQueue {
  readonly arn: string;
  readonly name: string;
  readonly fifo: boolean;
  /** In milliseconds. */
  readonly visibilityTimeout: number;
}

export interface PollOptions {
  /** The most messages to receive; any number, unlike a request's. */
  readonly max: number;
  /** How long to wait for a first message. */
  readonly waitMilliseconds: number;
  /** Ends the waiting; the answer is then an empty list. */
  readonly signal: AbortSignal;
}

/** Queues as event sources consume them, in this process. All denials are `AccessDenied`. */
export interface QueueConsumers {
  /** The queue, where the template has it. */
  readonly queue: (queueArn: string) => ConsumedQueue | undefined;
  /**
   * Receives messages, which are hidden for the queue's visibility time-out then. Needs `sqs:ReceiveMessage`.
   * @throws AccessDenied, NoSuchQueue
   */
  readonly poll: (queueArn: string, actor: Actor, options: PollOptions) => Promise<ReceivedMessage[]>;
  /**
   * Deletes messages. A handle that is not the message's latest deletes nothing. Needs `sqs:DeleteMessage`.
   * @throws AccessDenied, NoSuchQueue
   */
  readonly remove: (queueArn: string, actor: Actor, receiptHandles: readonly string[]) => Promise<void>;
  /**
   * Hides messages for so many milliseconds from now; 0 shows them at once. Needs `sqs:ChangeMessageVisibility`. A message
   * that is gone, or no longer in flight, stays as it is.
   * @throws AccessDenied, NoSuchQueue
   */
  readonly setVisibility: (
    queueArn: string,
    actor: Actor,
    receiptHandles: readonly string[],
    milliseconds: number,
  ) => Promise<void>;
}

/** The template has no such queue (any more). */
export class NoSuchQueue extends Error {
  constructor(queueArn: string) {
    super(`There is no queue ${queueArn}`);
    this.name = 'NoSuchQueue';
  }
}
