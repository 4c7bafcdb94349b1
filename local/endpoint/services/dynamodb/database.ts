import type { Environment } from '../../../template/resources.ts';
import type { CapacityMeter } from './capacity.ts';
import type { Store } from './store.ts';
import type { Streams } from './streams/streams.ts';
import type { Tables } from './tables/tables.ts';

/** What the operations work on. */
export interface Database {
  readonly store: Store;
  readonly tables: Tables;
  readonly streams: Streams;
  readonly environment: Environment;
  /** The time, in milliseconds since 1970. */
  readonly clock: () => number;
}

/** What an operation answers. */
export interface Answer {
  readonly output: object;
  /** What it consumed; operations on tables consume nothing. */
  readonly meter?: CapacityMeter;
}
