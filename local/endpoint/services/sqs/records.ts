import type { Part, Storage } from '../../../storage.ts';
import type { Message } from './message.ts';
import type { MoveTask } from './move-task.ts';

/** What is kept of SQS, one kind of record beside the other in one part of the storage. */
export type SqsRecord =
  | { readonly kind: 'message'; readonly queue: string; readonly message: Message }
  | { readonly kind: 'sent'; readonly queue: string; readonly id: string; readonly sent: SentBefore }
  | { readonly kind: 'task'; readonly task: MoveTask };

/** A message of a FIFO queue that was sent already: the same deduplication id gives the same answer for five minutes. */
export interface SentBefore {
  readonly messageId: string;
  readonly key: string;
  /** In milliseconds since 1970. */
  readonly at: number;
}

export type Change = { readonly put: SqsRecord } | { readonly remove: SqsRecord };

/**
 * The records of SQS on disk. Changes are written in the order in which they are asked for, each list whole or not at
 * all; those that come while a write is on its way go together with the next.
 */
export class Records {
  readonly #part: Part<SqsRecord>;
  #gathered: Change[] = [];
  #next: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(storage: Storage) {
    this.#part = storage.part<SqsRecord>('sqs');
  }

  /** All that an earlier run kept, messages in the order of sending. */
  load(): Promise<SqsRecord[]> {
    return this.#part.values().all();
  }

  /** @returns when the changes are kept for sure */
  write(changes: readonly Change[]): Promise<void> {
    this.#gathered.push(...changes);
    this.#next ??= this.#writing.then(() => this.#writeGathered());
    return this.#next;
  }

  /** Waits for the writes under way. */
  async close(): Promise<void> {
    await this.write([]);
  }

  #writeGathered(): Promise<void> {
    const changes = this.#gathered;
    this.#gathered = [];
    this.#next = undefined;
    const written = this.#part.batch(
      changes.map((change) =>
        'put' in change
          ? { type: 'put', key: keyOf(change.put), value: change.put }
          : { type: 'del', key: keyOf(change.remove) },
      ),
    );
    // A failed write is told to those who asked for it; the next one is tried all the same.
    this.#writing = written.catch(() => undefined);
    return written;
  }
}

function keyOf(record: SqsRecord): string {
  switch (record.kind) {
    case 'message':
      return `message/${record.queue}/${record.message.key}`;
    case 'sent':
      return `sent/${record.queue}/${record.id}`;
    case 'task':
      return `task/${record.task.handle}`;
  }
}
