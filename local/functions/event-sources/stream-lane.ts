import type { StreamRecord } from '../../endpoint/services/dynamodb/streams/stream-record.ts';
import { FailureDestination } from './failure-destination.ts';
import { type Filter, filterOf } from './filter.ts';
import { Loop, pause } from './loop.ts';
import type { StreamMapping } from './mapping.ts';
import { batchLength, mostBytes } from './payload.ts';
import { deniedPause, type Permissions } from './permissions.ts';
import { type SourceRecord, sourceRecord } from './source-record.ts';
import { type BatchSurroundings, runBatch } from './stream-batch.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Milliseconds between two times that a place is kept for records that the filter leaves out: after a kill they are left
 * out again, and others' writes do not wait for ours.
 */
const passingEvery = 1_000;

/** How many records are read at a time: of a large batch all are in memory, and a record may have 800 KB. */
const readAtATime = 100;

/**
 * One of the lanes in which a mapping works through its stream (`ParallelizationFactor`). Each item belongs to one lane,
 * and a lane brings one batch after the other to the function, so that what happened to an item is seen in its order.
 */
export class StreamLane {
  readonly #mapping: StreamMapping;
  readonly #lane: number;
  readonly #around: Surroundings;
  readonly #permissions: Permissions;
  readonly #filter: Filter;
  readonly loop: Loop;
  /** All up to here is done, for sure. */
  #place: string;
  /** All up to here is read. */
  #read: string;
  /** Read, for the function, and in no batch yet. */
  #waiting: SourceRecord[] = [];
  #waitingBytes = 0;
  /** When the first of those was read. */
  #since = 0;
  /** When the place was kept last. */
  #keptAt = 0;

  constructor(mapping: StreamMapping, lane: number, place: string, permissions: Permissions, around: Surroundings) {
    this.#mapping = mapping;
    this.#lane = lane;
    this.#place = place;
    this.#read = place;
    this.#permissions = permissions;
    this.#around = around;
    this.#filter = filterOf(mapping.patterns);
    this.loop = new Loop(
      () => this.#step(),
      (error) => this.#fail(error),
    );
  }

  /** One batch, or one wait for records. */
  async #step(): Promise<void> {
    const { signal } = this.loop;
    if (!this.#permissions.areGiven()) return await pause(deniedPause, signal);
    await this.#readOn();
    if (this.#waiting.length === 0) {
      const untilKept = this.#keptAt + passingEvery - performance.now();
      if (untilKept <= 0) await this.#moveTo(this.#read);
      const isKept = this.#place >= this.#read;
      return await this.#changed(isKept ? signal : this.#within(untilKept));
    }
    const length = batchLength(
      this.#waiting.map(({ bytes }) => bytes),
      this.#mapping.batchSize,
    );
    const isFull = length < this.#waiting.length || length === this.#mapping.batchSize;
    const left = this.#since + this.#mapping.window - performance.now();
    if (!isFull && left > 0) {
      return await this.#changed(this.#within(left));
    }
    const batch = this.#waiting.splice(0, length);
    this.#waitingBytes -= batch.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#since = performance.now();
    await runBatch(batch, this.#batchSurroundings());
  }

  /** Waits for records after those that are read. */
  async #changed(signal: AbortSignal): Promise<void> {
    await this.#around.streams.changed(this.#mapping.sourceArn, this.#read, signal);
  }

  /** Given when the lane is to stop, or after so many milliseconds. */
  #within(milliseconds: number): AbortSignal {
    return AbortSignal.any([this.loop.signal, AbortSignal.timeout(Math.ceil(milliseconds))]);
  }

  /** Reads until there is a whole batch, or the stream's end. */
  async #readOn(): Promise<void> {
    const { streams } = this.#around;
    const { sourceArn, batchSize } = this.#mapping;
    while (this.#waiting.length <= batchSize && this.#waitingBytes <= mostBytes) {
      this.#skipTrimmed();
      const records = await streams.read(sourceArn, { gt: this.#read }, readAtATime);
      const last = records.at(-1);
      if (!last) return;
      if (this.#waiting.length === 0) this.#since = performance.now();
      for (const record of records) if (this.#isMine(record)) this.#take(record);
      this.#read = last.sequenceNumber;
    }
  }

  /** Says so when records went before they were read: after 24 hours, or when memory was short. */
  #skipTrimmed(): void {
    const { sourceArn, sourceLabel, functionLabel: target } = this.#mapping;
    const horizon = this.#around.streams.horizon(sourceArn);
    if (this.#read >= horizon) return;
    const hasRead = this.#read !== '';
    this.#read = horizon;
    if (!hasRead) return;
    const detail = 'The stream did not keep them until they were read.';
    this.#around.onEvent({ source: `${sourceLabel} stream`, target, what: 'old records', outcome: 'gave up', detail });
  }

  #isMine({ itemKey }: StreamRecord): boolean {
    const { parallelization } = this.#mapping;
    return parallelization === 1 || numberOf(itemKey) % parallelization === this.#lane;
  }

  #take(read: StreamRecord): void {
    const record = sourceRecord(read, this.#mapping.sourceArn);
    if (!this.#filter(record.event)) return;
    this.#waiting.push(record);
    this.#waitingBytes += record.bytes;
  }

  #batchSurroundings(): BatchSurroundings {
    const { targets, invoke, onEvent, clock, abandon } = this.#around;
    const mapping = this.#mapping;
    const { sourceLabel, functionLabel: target } = mapping;
    return {
      mapping,
      loop: this.loop,
      invoke,
      clock,
      abandon,
      destination: new FailureDestination(mapping, targets, onEvent, clock, this.loop),
      onDone: (records) => this.#moveTo(records.at(-1)?.sequenceNumber ?? this.#place),
      report: (event) => onEvent({ source: `${sourceLabel} stream`, target, ...event }),
    };
  }

  async #moveTo(place: string): Promise<void> {
    if (place <= this.#place) return;
    await this.#around.places.move(this.#mapping, this.#lane, place);
    this.#place = place;
    this.#keptAt = performance.now();
  }

  /** After a fault, what was read is read again. */
  #fail(error: unknown): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#read = this.#place;
    this.#around.onFault(error);
  }
}

/** A number that is the same for the same text, and spread evenly. */
function numberOf(text: string): number {
  let number = 0;
  for (let index = 0; index < text.length; index++) number = (Math.imul(number, 31) + text.charCodeAt(index)) >>> 0;
  return number;
}
