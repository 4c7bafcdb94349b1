/**
 * Numbers the records of all streams, in the order of their commits. A number is the time, 13 digits of milliseconds
 * since 1970, and 12 digits that tell apart what has the same time; on AWS it has 21 to 40 digits and no meaning.
 */
export class SequenceNumbers {
  #time: number;
  #count: number;

  /** @param last the highest number that was ever given, if one was: also a clock that was set back gives higher ones */
  constructor(last: string) {
    this.#time = timeOf(last);
    this.#count = Number(last.slice(timeDigits) || 0);
  }

  /** @param now the time, in milliseconds since 1970 */
  next(now: number): string {
    if (now > this.#time) {
      this.#time = now;
      this.#count = 0;
    }
    this.#count++;
    return numberAt(this.#time, this.#count);
  }
}

const timeDigits = 13;
const countDigits = 12;

/** The number below all others of a time, in milliseconds since 1970. */
export const numberAt = (time: number, count = 0): string =>
  String(time).padStart(timeDigits, '0') + String(count).padStart(countDigits, '0');

/** When the record with a number was written, in milliseconds since 1970. */
export const timeOf = (sequenceNumber: string): number => Number(sequenceNumber.slice(0, timeDigits) || 0);

/** Numbers as they sort, which is as text; a client's may be shorter. */
export const sortable = (sequenceNumber: string): string => sequenceNumber.padStart(timeDigits + countDigits, '0');
