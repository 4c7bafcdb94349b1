import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { statusAt, type Work } from '../domain/imports.ts';
import { logger } from '../http/telemetry.ts';
import { changeImport, readImport, type StoredImport, takeImport } from '../table/imports.ts';
import { patiently } from '../table/patience.ts';

/** Milliseconds between two looks at an import that another attempt holds. */
const watching = 500;
/** Milliseconds that one call for the lease is tried for: an attempt is worth more than to be given up for a busy table. */
const patience = 10_000;

/** Makes a call for the lease, also while the table is busy. */
function persist<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  const until = Date.now() + patience;
  return patiently(call, () => until - Date.now());
}

/** An import that this attempt holds. No other works on it until the lease has run out. */
export class Lease {
  readonly import: StoredImport;
  readonly #length: number;
  #work: Work;
  #last: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  private constructor(held: StoredImport, work: Work, length: number) {
    this.import = held;
    this.#work = work;
    this.#length = length;
    this.#renewLater();
  }

  /**
   * Takes an import, for one attempt at an event. Where another holds it, waits to see whether that one lives: who was
   * killed leaves a lease that runs out, who lives renews it, and then its own event brings the import to its end.
   *
   * @param event the same for all attempts at one event
   * @param size of the file that the event brings, in bytes
   * @param length of the lease, in milliseconds
   * @returns the lease; or why there is nothing to do
   */
  static async take(
    importId: string,
    { event, size }: { readonly event: string; readonly size: number },
    length: number,
  ): Promise<Lease | 'not announced' | 'another size' | 'over' | 'under way'> {
    const owner = randomUUID();
    let seen: Work | undefined;
    while (true) {
      const found = await persist(() => readImport(importId));
      if (found === undefined) return 'not announced';
      if (found.size !== size) return 'another size';
      if (isOver(found, event)) return 'over';
      const { work } = found;
      // It was taken, and the answer that said so was lost.
      if (work?.owner === owner) return new Lease(found, work, length);
      if (work !== undefined && work.until > Date.now()) {
        if (seen !== undefined && (work.owner !== seen.owner || work.until !== seen.until)) return 'under way';
        seen = work;
        await pause(Math.min(watching, work.until - Date.now() + 1));
        continue;
      }
      const attempt = work?.event === event ? work.attempt + 1 : 1;
      const next = { owner, until: Date.now() + length, event, attempt };
      if (await persist(() => takeImport(found, next))) return new Lease(found, next, length);
    }
  }

  /** Which attempt at its event this is, from 1. */
  get attempt(): number {
    return this.#work.attempt;
  }

  /** Makes sure that nobody else works on the import, before what no condition can keep from being written. @throws LeaseLost */
  async confirm(): Promise<void> {
    if (Date.now() >= this.#work.until) await this.change({});
  }

  /** Changes members of the import, and renews the lease. @throws LeaseLost */
  async change(changes: Readonly<Partial<StoredImport>>): Promise<void> {
    await this.#write(() => ({ work: { ...this.#work, until: Date.now() + this.#length }, ...changes }));
  }

  /** Changes members of the import for the last time, and lets others take it. @throws LeaseLost */
  async release(changes: Readonly<Partial<StoredImport>>): Promise<void> {
    this.end();
    await this.#write(() => ({ work: { ...this.#work, until: Date.now() }, ...changes }));
  }

  /**
   * Lets the invocation that was called for take it: a new event, whose attempts are counted anew. Where that cannot be
   * written, it waits until the lease has run out: no reason to fail, and to be tried again beside it.
   */
  async pause(): Promise<void> {
    await this.release({ work: { ...this.#work, attempt: 0, until: Date.now() } }).catch((error: unknown) =>
      logger.warn('pause', { importId: this.import.importId, reason: String(error) }),
    );
  }

  /** Renews it no more. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  /** One write after another: none may come after that which releases it. */
  async #write(changesNow: () => Readonly<Partial<StoredImport>>): Promise<void> {
    const written = this.#last.then(async () => {
      const changes = changesNow();
      await persist(() => changeImport(this.import.importId, this.#work.owner, changes));
      if (changes.work) this.#work = changes.work;
    });
    // Whoever made a write hears of its failure; the next one is made all the same.
    this.#last = written.catch(() => undefined);
    await written;
  }

  /** Renews the lease well before it runs out, also while a row or a file is waited for. */
  #renewLater(): void {
    if (this.#ended) return;
    this.#timer = setTimeout(() => {
      // A renewal that fails is made up for by the next; if none succeeds, `confirm` finds out.
      const again = () => this.#renewLater();
      this.change({}).then(again, again);
    }, this.#length / 4);
  }
}

/** Whether nothing is left to do. What has failed for good stays so, but for the retries of the very event that failed. */
function isOver(found: StoredImport, event: string): boolean {
  const status = statusAt(Date.now(), found);
  return status === 'completed' || found.status === 'failed' || (status === 'failed' && found.work?.event !== event);
}
