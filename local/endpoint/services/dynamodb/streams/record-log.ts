import type { Part } from '../../../../storage.ts';
import { type NumberedRecord, RecordTail } from './record-tail.ts';
import { numberAt, SequenceNumbers } from './sequence-numbers.ts';
import type { KeptRecord } from './stream-record.ts';

/** How long a stream keeps its records, in milliseconds: 24 hours, as on AWS. */
const keptFor = 24 * 60 * 60 * 1000;

/** Where a read begins: after a sequence number, or with it. */
export type From = { readonly gt: string } | { readonly gte: string };

/** A put of one record, as part of the batch that writes the item. */
export interface RecordPut {
  readonly type: 'put';
  readonly key: string;
  readonly value: KeptRecord;
  readonly sublevel: Part<KeptRecord>;
}

interface LogOptions {
  readonly records: Part<KeptRecord>;
  /** By table the highest sequence number that was trimmed. */
  readonly horizons: Part<string>;
  /** The most bytes that the records of one stream take. Beyond it the older half goes, as if it were 24 hours old. */
  readonly mostBytes: number;
}

/** The records of all streams, by table. A record's key is its table's name and its sequence number. */
export class RecordLog {
  readonly #options: LogOptions;
  readonly #numbers: SequenceNumbers;
  readonly #latest: Map<string, string>;
  readonly #horizons: Map<string, string>;
  /** What the records of a table take; only those that this run has written are counted. */
  readonly #bytes = new Map<string, number>();
  readonly #tails = new Map<string, RecordTail>();
  readonly #waiting = new Map<string, Set<() => void>>();
  #trimming: Promise<void> = Promise.resolve();

  private constructor(options: LogOptions, horizons: Map<string, string>, latest: Map<string, string>) {
    this.#options = options;
    this.#horizons = horizons;
    this.#latest = latest;
    const given = [...horizons.values(), ...latest.values()].sort();
    this.#numbers = new SequenceNumbers(given.at(-1) ?? '');
  }

  /** @param tableNames the tables whose records may have been kept */
  static async open(tableNames: readonly string[], options: LogOptions): Promise<RecordLog> {
    const horizons = new Map(await options.horizons.iterator().all());
    const latest = new Map<string, string>();
    for (const tableName of tableNames) {
      const [key] = await options.records.keys({ ...allOf(tableName), reverse: true, limit: 1 }).all();
      if (key !== undefined) latest.set(tableName, numberIn(key));
    }
    return new RecordLog(options, horizons, latest);
  }

  /** Numbers a record. What it gives is to be committed before any other record is numbered. */
  append(tableName: string, value: KeptRecord, now: number): RecordPut {
    const key = keyOf(tableName, this.#numbers.next(now));
    return { type: 'put', key, value, sublevel: this.#options.records };
  }

  /** Tells those who wait that records are there now. */
  committed(puts: readonly RecordPut[]): void {
    const changed = new Set<string>();
    for (const { key, value } of puts) {
      const tableName = key.slice(0, key.lastIndexOf('~'));
      changed.add(tableName);
      this.#tailOf(tableName).add(numberIn(key), value);
      this.#latest.set(tableName, numberIn(key));
      if (this.#options.mostBytes < Number.POSITIVE_INFINITY) this.#count(tableName, Buffer.byteLength(value));
    }
    for (const tableName of changed) {
      const waiting = this.#waiting.get(tableName);
      this.#waiting.delete(tableName);
      for (const wake of waiting ?? []) wake();
    }
  }

  /** The highest sequence number of a table: later records have higher ones. Empty where there was no record yet. */
  latest(tableName: string): string {
    return this.#latest.get(tableName) ?? this.horizon(tableName);
  }

  /** The highest sequence number that was trimmed; empty where none was. */
  horizon(tableName: string): string {
    return this.#horizons.get(tableName) ?? '';
  }

  /** At most so many records, in their order. */
  async read(tableName: string, from: From, limit: number): Promise<readonly NumberedRecord[]> {
    const last = 'gt' in from ? this.#tails.get(tableName)?.after(from.gt, limit) : undefined;
    if (last) return last;
    const start = 'gt' in from ? { gt: keyOf(tableName, from.gt) } : { gte: keyOf(tableName, from.gte) };
    const entries = await this.#options.records.iterator({ ...start, lt: endOf(tableName), limit }).all();
    return entries.map(([key, record]) => [numberIn(key), record]);
  }

  /** Waits until a table has a record after a sequence number, or for the signal. */
  async changed(tableName: string, after: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.latest(tableName) > after) return;
    const waiting = this.#waiting.get(tableName) ?? new Set();
    this.#waiting.set(tableName, waiting);
    await new Promise<void>((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        waiting.delete(wake);
        resolve();
      };
      waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  /** Removes what is older than 24 hours. @param now the time, in milliseconds since 1970 */
  async trimOld(tableNames: readonly string[], now: number): Promise<void> {
    for (const tableName of tableNames) {
      const old = { gt: keyOf(tableName, ''), lt: keyOf(tableName, numberAt(now - keptFor)) };
      const [last] = await this.#options.records.keys({ ...old, reverse: true, limit: 1 }).all();
      if (last !== undefined) await this.#trimTo(tableName, numberIn(last));
    }
  }

  /** Removes all records of a table. */
  async clear(tableName: string): Promise<void> {
    const latest = this.#latest.get(tableName);
    if (latest !== undefined) await this.#trimTo(tableName, latest);
  }

  /** Waits for what is being removed. */
  async close(): Promise<void> {
    await this.#trimming;
  }

  /** The horizon is moved first: a run that is killed on the way has a few records that nobody sees. */
  async #trimTo(tableName: string, sequenceNumber: string): Promise<void> {
    const { records, horizons } = this.#options;
    if (sequenceNumber > this.horizon(tableName)) {
      this.#horizons.set(tableName, sequenceNumber);
      await horizons.put(tableName, sequenceNumber);
    }
    this.#tails.delete(tableName);
    await records.clear({ gt: keyOf(tableName, ''), lte: keyOf(tableName, sequenceNumber) });
  }

  /** Begun before the table's latest record is known as such. */
  #tailOf(tableName: string): RecordTail {
    const tail = this.#tails.get(tableName) ?? new RecordTail(this.latest(tableName));
    this.#tails.set(tableName, tail);
    return tail;
  }

  #count(tableName: string, bytes: number): void {
    const total = (this.#bytes.get(tableName) ?? 0) + bytes;
    this.#bytes.set(tableName, total);
    if (total <= this.#options.mostBytes) return;
    this.#bytes.set(tableName, total / 2);
    this.#trimming = this.#trimming.then(() => this.#trimHalf(tableName, total / 2));
  }

  async #trimHalf(tableName: string, bytes: number): Promise<void> {
    let left = bytes;
    for await (const [key, record] of this.#options.records.iterator(allOf(tableName))) {
      left -= Buffer.byteLength(record);
      if (left <= 0) return await this.#trimTo(tableName, numberIn(key));
    }
  }
}

/** `~` is in no table's name and no sequence number, and sorts after both. */
const keyOf = (tableName: string, sequenceNumber: string): string => `${tableName}~${sequenceNumber}`;
const endOf = (tableName: string): string => `${tableName}~~`;
const numberIn = (key: string): string => key.slice(key.lastIndexOf('~') + 1);
const allOf = (tableName: string) => ({ gt: keyOf(tableName, ''), lt: endOf(tableName) });
