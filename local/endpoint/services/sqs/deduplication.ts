import type { Change, SentBefore, SqsRecord } from './records.ts';

/** How long SQS knows a deduplication id, in milliseconds. */
const interval = 5 * 60_000;

/** What was sent to a FIFO queue in the last five minutes, by deduplication id, oldest first. */
export class Deduplication {
  readonly #queue: string;
  readonly #sent = new Map<string, SentBefore>();

  constructor(queue: string) {
    this.#queue = queue;
  }

  find(id: string, now: number): SentBefore | undefined {
    const sent = this.#sent.get(id);
    return sent && sent.at + interval > now ? sent : undefined;
  }

  get records(): SqsRecord[] {
    return Array.from(this.#sent, ([id, sent]) => ({ kind: 'sent', queue: this.#queue, id, sent }));
  }

  forget(id: string): void {
    this.#sent.delete(id);
  }

  /** Takes what an earlier run kept. */
  restore(id: string, sent: SentBefore): void {
    this.#sent.set(id, sent);
  }

  /** Remembers an id, and forgets those that are too old. @returns what is to be written */
  remember(id: string, sent: SentBefore): Change[] {
    const changes: Change[] = [];
    for (const [oldId, old] of this.#sent) {
      if (old.at + interval > sent.at) break;
      this.#sent.delete(oldId);
      changes.push({ remove: { kind: 'sent', queue: this.#queue, id: oldId, sent: old } });
    }
    this.#sent.delete(id);
    this.#sent.set(id, sent);
    return [...changes, { put: { kind: 'sent', queue: this.#queue, id, sent } }];
  }
}
