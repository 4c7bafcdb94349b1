import type { Message } from './message.ts';
import type { Queue } from './queue.ts';
import type { Records } from './records.ts';
import type { Sequence } from './sequence.ts';

/** What all queues share. */
export interface QueueSurroundings {
  readonly records: Records;
  readonly sequence: Sequence;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly deadLetterQueue: (arn: string) => Queue | undefined;
  /** Told of each message that goes to a dead-letter queue. */
  readonly onDeadLetter: (from: Queue, to: Queue, message: Message) => void;
  /** Aborted when SQS closes: nobody waits for messages any more. */
  readonly closing: AbortSignal;
}
