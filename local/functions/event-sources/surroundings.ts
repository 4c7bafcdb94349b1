import type { Access } from '../../endpoint/access.ts';
import type { Streams } from '../../endpoint/services/dynamodb/streams/streams.ts';
import type { QueueConsumers } from '../../endpoint/services/sqs/consumer.ts';
import type { OnEvent } from '../../event-report.ts';
import type { Targets } from '../../targets.ts';
import type { Invoke } from '../invoke.ts';
import type { Places } from './places.ts';

/** What consumers of streams and queues work with. */
export interface Surroundings {
  readonly access: Access;
  readonly streams: Pick<Streams, 'latest' | 'horizon' | 'read' | 'changed'>;
  readonly queues: Pick<QueueConsumers, 'poll' | 'remove'>;
  readonly targets: Targets;
  readonly invoke: Invoke;
  readonly places: Places;
  readonly onEvent: OnEvent;
  /** Told of faults of ours; the work goes on after a second. */
  readonly onFault: (error: unknown) => void;
  /** The time, in milliseconds since 1970. */
  readonly clock: () => number;
  /** Given when the run does not wait any longer for what is under way. */
  readonly abandon: AbortSignal;
}

/** What consumes one source for one mapping. */
export interface Consumer {
  /** Makes sure of where it begins. */
  readonly open: () => Promise<void>;
  readonly start: () => void;
  /** Something that it depends on has changed, such as policies. */
  readonly wake: () => void;
  /** Begins nothing more. @returns when what was under way has ended */
  readonly stop: () => Promise<void>;
}
