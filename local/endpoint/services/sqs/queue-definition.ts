/** A queue as its template describes it. Times are in milliseconds, sizes in bytes. */
export interface QueueDefinition {
  readonly name: string;
  readonly arn: string;
  /** The construct path. */
  readonly path: string;
  readonly accountId: string;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  /** Within what a deduplication id is looked for. */
  readonly deduplicationScope: 'queue' | 'messageGroup';
  readonly throughputLimit: 'perQueue' | 'perMessageGroupId';
  readonly delay: number;
  readonly maximumMessageSize: number;
  readonly retention: number;
  readonly receiveWait: number;
  readonly visibilityTimeout: number;
  readonly redrive?: RedrivePolicy;
  readonly redriveAllow?: RedriveAllowPolicy;
  readonly tags: Readonly<Record<string, string>>;
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  /** A message that was received so often and not deleted goes to the dead-letter queue when it would be received again. */
  readonly maxReceiveCount: number;
}

/** Which queues may have this one as their dead-letter queue. */
export interface RedriveAllowPolicy {
  readonly permission: 'allowAll' | 'denyAll' | 'byQueue';
  readonly sourceQueueArns: readonly string[];
}
