import type { Backlog } from './backlog.ts';
import type { Message } from './message.ts';

/** How long SQS knows an attempt to receive, in milliseconds. */
const interval = 5 * 60_000;

/** What attempts to receive from a FIFO queue got, so that one whose answer was lost can be made again. */
export class ReceiveAttempts {
  readonly #attempts = new Map<string, { readonly at: number; readonly messages: readonly Message[] }>();

  /** What the attempt got, if it is still hidden and nothing was done with any of it; else nothing. */
  find(id: string, now: number, backlog: Backlog): readonly Message[] {
    const { at, messages } = this.#attempts.get(id) ?? { at: 0, messages: [] };
    const untouched = messages.every((message) => message.visibleAt > now && backlog.get(message.key) === message);
    return at + interval > now && untouched ? messages : [];
  }

  remember(id: string, now: number, messages: readonly Message[]): void {
    for (const [oldId, { at }] of this.#attempts) {
      if (at + interval > now) break;
      this.#attempts.delete(oldId);
    }
    this.#attempts.delete(id);
    this.#attempts.set(id, { at: now, messages });
  }
}
