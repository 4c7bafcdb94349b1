import { createHash } from 'node:crypto';
import type { Environment } from '../../../../template/resources.ts';
import type { Store } from '../store.ts';
import { streamArn, type Table } from '../tables/table.ts';
import type { Tables } from '../tables/tables.ts';
import type { From } from './record-log.ts';
import { readRecord, type StreamRecord } from './stream-record.ts';

/** The table streams: what changed, in the order in which it did, for 24 hours. Every stream has one shard. */
export class Streams {
  readonly #store: Store;
  readonly #tables: Tables;
  readonly #environment: Environment;

  constructor(store: Store, tables: Tables, environment: Environment) {
    this.#store = store;
    this.#tables = tables;
    this.#environment = environment;
  }

  /** The tables that have a stream. */
  get tables(): Table[] {
    return this.#tables.all.filter(hasStream);
  }

  arnOf(table: Table): string {
    return streamArn(table.TableName, this.#environment);
  }

  /** The table of a stream; undefined when there is no such stream. */
  find(arn: string): Table | undefined {
    const table = this.#tables.find(tableNameIn(arn));
    return table && hasStream(table) && this.arnOf(table) === arn ? table : undefined;
  }

  /** The highest sequence number of a stream: later records have higher ones. Empty where there was no record yet. */
  latest(arn: string): string {
    return this.#store.records.latest(tableNameIn(arn));
  }

  /** The highest sequence number that was trimmed; empty where none was. */
  horizon(arn: string): string {
    return this.#store.records.horizon(tableNameIn(arn));
  }

  /** At most so many records, in their order. */
  async read(arn: string, from: From, limit: number): Promise<StreamRecord[]> {
    const entries = await this.#store.records.read(tableNameIn(arn), from, limit);
    return entries.map(([sequenceNumber, kept]) => readRecord(kept, sequenceNumber, arn));
  }

  /** Waits until a stream has a record after a sequence number, or for the signal. */
  changed(arn: string, after: string, signal: AbortSignal): Promise<void> {
    return this.#store.records.changed(tableNameIn(arn), after, signal);
  }

  /** Removes the records that are older than 24 hours. @param now the time, in milliseconds since 1970 */
  async trim(now: number): Promise<void> {
    const names = this.#tables.all.map(({ TableName }) => TableName);
    await this.#store.records.trimOld(names, now);
  }
}

/** The id of a stream's one shard, in AWS's form and always the same. */
export const shardIdOf = (arn: string): string =>
  `shardId-${firstTime}-${createHash('sha256').update(arn).digest('hex').slice(0, 8)}`;

/** As many digits as AWS has there; they tell when the shard was made. */
const firstTime = '00000001577836800000';

/** How often old records are looked for, in milliseconds. */
const trimEvery = 10 * 60 * 1000;

/**
 * Removes old records now and while it runs.
 * @returns stops it, and waits for the removal under way.
 */
export function startTrimming(streams: Streams, clock: () => number): () => Promise<void> {
  // A failure (the disk is full, say) is nobody's call: it ends the run, loudly, like any fault of the program.
  let trimming = streams.trim(clock());
  const timer = setInterval(() => {
    trimming = trimming.then(() => streams.trim(clock()));
  }, trimEvery);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await trimming;
  };
}

const hasStream = ({ StreamSpecification }: Table): boolean => StreamSpecification?.StreamEnabled === true;

const tableNameIn = (arn: string): string => /:table\/([^/]+)\/stream\//.exec(arn)?.[1] ?? '';
