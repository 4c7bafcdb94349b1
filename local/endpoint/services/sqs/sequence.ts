/** Gives keys that sort in the order in which they were asked for, also after a restart: the time, and a number. */
export class Sequence {
  #last = 0n;

  /** Goes on behind a key of an earlier run. */
  passed(key: string): void {
    const number = BigInt(key);
    if (number > this.#last) this.#last = number;
  }

  /** 20 digits, as SQS's sequence numbers have. */
  next(now: number): string {
    const ofTime = BigInt(now) * 10_000_000n;
    this.#last = ofTime > this.#last ? ofTime : this.#last + 1n;
    return String(this.#last).padStart(20, '0');
  }
}
