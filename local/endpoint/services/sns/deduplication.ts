import type { Part } from '../../../storage.ts';

/** What a publisher is told. */
export interface Receipt {
  readonly messageId: string;
  /** Only of FIFO topics. */
  readonly sequenceNumber?: string;
}

/** The receipt of a message, and when it was published, in milliseconds since 1970. */
export interface KeptReceipt extends Receipt {
  readonly at: number;
}

/** For five minutes a FIFO topic takes a message with a deduplication id that it knows, and delivers it no second time. */
const intervalMilliseconds = 5 * 60 * 1_000;

/** The deduplication ids of the last minutes. https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html */
export class Deduplication {
  readonly #part: Part<KeptReceipt>;
  /** By key; oldest first. A publication on its way is there already, so that its repeat waits for it. */
  readonly #receipts = new Map<string, { readonly at: number; readonly receipt: Promise<Receipt> }>();

  private constructor(part: Part<KeptReceipt>) {
    this.#part = part;
  }

  static async open(part: Part<KeptReceipt>): Promise<Deduplication> {
    const deduplication = new Deduplication(part);
    const kept: [string, KeptReceipt][] = [];
    for await (const entry of part.iterator()) kept.push(entry);
    for (const [key, { at, ...receipt }] of kept.toSorted(([, one], [, other]) => one.at - other.at)) {
      deduplication.#receipts.set(key, { at, receipt: Promise.resolve(receipt) });
    }
    return deduplication;
  }

  /** Publishes, or where that was done before with the same key, gives what the publisher was told then. */
  async once(key: string, publish: () => Promise<Receipt>): Promise<Receipt> {
    const now = Date.now();
    const old = this.#forget(now);
    const before = this.#receipts.get(key);
    if (before) return before.receipt;
    const receipt = publish();
    this.#receipts.set(key, { at: now, receipt });
    try {
      const told = await receipt;
      // After the message: a run that is killed in between rather delivers a repeat than nothing.
      await this.#part.batch([
        ...old.filter((one) => !this.#receipts.has(one)).map((one) => ({ type: 'del' as const, key: one })),
        { type: 'put', key, value: { ...told, at: now } },
      ]);
      return told;
    } catch (error) {
      this.#receipts.delete(key);
      throw error;
    }
  }

  /** @returns the keys whose time is over */
  #forget(now: number): string[] {
    const old: string[] = [];
    for (const [key, { at }] of this.#receipts) {
      if (at > now - intervalMilliseconds) break;
      old.push(key);
    }
    for (const key of old) this.#receipts.delete(key);
    return old;
  }
}
