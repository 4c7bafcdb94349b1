import type { KeptRecord } from './stream-record.ts';

/** A record with its sequence number. */
export type NumberedRecord = readonly [sequenceNumber: string, record: KeptRecord];

/** The most characters that the last records of a table take in memory. */
const mostCharacters = 1024 * 1024;

/**
 * The last records of a table, in memory too: who follows a stream reads each record at once after its commit, often in
 * several lanes, and a read of LevelDB costs as much as the write did.
 */
export class RecordTail {
  /** All records after this sequence number are here. */
  #start: string;
  #records: NumberedRecord[] = [];
  #characters = 0;

  /** @param latest the table's last sequence number before the first record that is added */
  constructor(latest: string) {
    this.#start = latest;
  }

  add(sequenceNumber: string, record: KeptRecord): void {
    this.#records.push([sequenceNumber, record]);
    this.#characters += record.length;
    if (this.#characters > mostCharacters) this.#forgetHalf();
  }

  /**
   * At most so many records after a sequence number; undefined where there may be some that are not here.
   */
  after(sequenceNumber: string, limit: number): NumberedRecord[] | undefined {
    if (sequenceNumber < this.#start) return undefined;
    const first = this.#records.findLastIndex(([number]) => number <= sequenceNumber) + 1;
    return this.#records.slice(first, first + limit);
  }

  #forgetHalf(): void {
    const forgotten = this.#records.splice(0, Math.ceil(this.#records.length / 2));
    this.#start = forgotten.at(-1)?.[0] ?? this.#start;
    this.#characters -= forgotten.reduce((sum, [, record]) => sum + record.length, 0);
  }
}
