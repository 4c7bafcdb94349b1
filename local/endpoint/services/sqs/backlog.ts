import type { Message } from './message.ts';

/** The messages of one queue, and which of them can be received. */
export interface Backlog {
  readonly size: number;
  /** In the order of sending. */
  readonly messages: Iterable<Message>;
  get(key: string): Message | undefined;
  /** Adds a message, or puts it anew. */
  put(message: Message): void;
  delete(key: string): void;
  /** Up to so many messages that can be received now, in the order in which they are to be. */
  visible(now: number, max: number): Message[];
  /** When a message that cannot be received now will be, at the earliest. */
  nextVisible(now: number): number;
}

/** A standard queue: each message by itself. */
export class StandardBacklog implements Backlog {
  readonly #messages = new Map<string, Message>();
  readonly #visible = new Set<string>();
  readonly #hidden = new Set<string>();
  /** No hidden message is visible before this time. */
  #nextVisible = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#messages.size;
  }

  get messages(): Iterable<Message> {
    return this.#messages.values();
  }

  get(key: string): Message | undefined {
    return this.#messages.get(key);
  }

  put(message: Message): void {
    this.#messages.set(message.key, message);
    this.#visible.delete(message.key);
    this.#hidden.add(message.key);
    this.#nextVisible = Math.min(this.#nextVisible, message.visibleAt);
  }

  delete(key: string): void {
    this.#messages.delete(key);
    this.#visible.delete(key);
    this.#hidden.delete(key);
  }

  visible(now: number, max: number): Message[] {
    this.#show(now);
    const messages: Message[] = [];
    for (const key of this.#visible) {
      if (messages.length >= max) break;
      const message = this.#messages.get(key);
      if (message) messages.push(message);
    }
    return messages;
  }

  nextVisible(now: number): number {
    this.#show(now);
    return this.#nextVisible;
  }

  #show(now: number): void {
    if (now < this.#nextVisible) return;
    this.#nextVisible = Number.POSITIVE_INFINITY;
    for (const key of this.#hidden) {
      const visibleAt = this.#messages.get(key)?.visibleAt ?? 0;
      if (visibleAt > now) {
        this.#nextVisible = Math.min(this.#nextVisible, visibleAt);
      } else {
        this.#hidden.delete(key);
        this.#visible.add(key);
      }
    }
  }
}

/** A FIFO queue: a message that cannot be received holds back those behind it in its group. */
export class FifoBacklog implements Backlog {
  readonly #groups = new Map<string, Map<string, Message>>();
  readonly #groupOf = new Map<string, string>();

  get size(): number {
    return this.#groupOf.size;
  }

  get messages(): Iterable<Message> {
    const messages = [...this.#groups.values()].flatMap((group) => [...group.values()]);
    return messages.sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  get(key: string): Message | undefined {
    return this.#groups.get(this.#groupOf.get(key) ?? '')?.get(key);
  }

  /** A message that is put anew keeps its place in its group, and its group lets the others go first the next time. */
  put(message: Message): void {
    const groupId = message.groupId ?? '';
    const group = this.#groups.get(groupId) ?? new Map<string, Message>();
    if (group.has(message.key)) this.#groups.delete(groupId);
    group.set(message.key, message);
    this.#groups.set(groupId, group);
    this.#groupOf.set(message.key, groupId);
  }

  delete(key: string): void {
    const groupId = this.#groupOf.get(key) ?? '';
    const group = this.#groups.get(groupId);
    group?.delete(key);
    if (group?.size === 0) this.#groups.delete(groupId);
    this.#groupOf.delete(key);
  }

  visible(now: number, max: number): Message[] {
    const messages: Message[] = [];
    for (const group of this.#groups.values()) {
      for (const message of group.values()) {
        if (messages.length >= max) return messages;
        if (message.visibleAt > now) break;
        messages.push(message);
      }
    }
    return messages;
  }

  nextVisible(now: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const group of this.#groups.values()) {
      for (const message of group.values()) {
        if (message.visibleAt <= now) continue;
        next = Math.min(next, message.visibleAt);
        break;
      }
    }
    return next;
  }
}
