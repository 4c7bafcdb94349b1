/** A task that moves the messages of a dead-letter queue, as it is kept. */
export interface MoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  /** Without it, each message goes back to the queue that gave it up. */
  readonly destinationArn?: string;
  readonly perSecond?: number;
  readonly status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  readonly moved: number;
  readonly toMove: number;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly failureReason?: string;
}
