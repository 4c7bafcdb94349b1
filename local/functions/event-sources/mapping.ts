import type { Actor } from '../../endpoint/access.ts';

/** What all event source mappings have. */
interface Mapping {
  /** The same in every run, as long as stack and logical id are. */
  readonly id: string;
  /** The construct path of the stream's table, or of the queue: what people call the source. */
  readonly sourceLabel: string;
  readonly sourceArn: string;
  /** The function's, with its alias or version where the mapping names one. */
  readonly functionArn: string;
  readonly functionLabel: string;
  /** The version that runs. */
  readonly version: string;
  /** The function's role, in which the mapping reads, deletes and sends. */
  readonly roleArn: string;
  readonly isEnabled: boolean;
  /** The most records of one invocation. */
  readonly batchSize: number;
  /** How long records are gathered for one invocation, in milliseconds. */
  readonly window: number;
  /** JSON patterns, of which a record must match one; none at all lets all through. */
  readonly patterns: readonly string[];
  /** Whether the function's answer names the records that it failed at (`ReportBatchItemFailures`). */
  readonly reportsItemFailures: boolean;
}

/** A mapping of a table stream. */
export interface StreamMapping extends Mapping {
  readonly kind: 'stream';
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** Whether a batch that failed is split in two. */
  readonly bisects: boolean;
  /** How often a batch that failed is tried again; perhaps `Infinity`. */
  readonly retries: number;
  /** How old a record may be, in milliseconds: at most the 24 hours that a stream keeps it. */
  readonly maximumAge: number;
  /** The ARN of the queue or topic that is told what was given up. */
  readonly onFailure?: string;
  /** How many batches are on their way at once; those of one item go one after the other all the same. */
  readonly parallelization: number;
}

/** A mapping of a queue. */
export interface QueueMapping extends Mapping {
  readonly kind: 'queue';
  /** How many batches may be on their way at once. */
  readonly concurrency: number;
}

export type EventSourceMapping = StreamMapping | QueueMapping;

/** Who a mapping is to the policies: Lambda in the role of its function. */
export const actorOf = ({ roleArn }: Mapping): Actor => ({ roleArn, service: 'lambda.amazonaws.com' });
