import { randomUUID } from 'node:crypto';
import { type Backlog, FifoBacklog, StandardBacklog } from './backlog.ts';
import { Deduplication } from './deduplication.ts';
import type { Message, NewMessage } from './message.ts';
import type { QueueDefinition } from './queue-definition.ts';
import type { QueueSurroundings } from './queue-surroundings.ts';
import type { Receipt } from './receipt-handle.ts';
import { ReceiveAttempts } from './receive-attempts.ts';
import type { Change, SqsRecord } from './records.ts';
import { Waiting } from './waiting.ts';

export interface Sent {
  readonly messageId: string;
  /** Only in a FIFO queue. */
  readonly sequenceNumber?: string;
}

export interface ReceiveOptions {
  readonly max: number;
  /** In milliseconds. @default the queue's */
  readonly visibilityTimeout?: number;
  /** How long to wait for a first message, in milliseconds. */
  readonly wait: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** Of a FIFO queue: the same id gets the same messages again, as long as nothing was done with them. */
  readonly attemptId?: string;
}

/** What became of a request about a message that was received: done, or why it was not. */
export type Handled = 'done' | 'gone' | 'received again' | 'not in flight' | 'too long';

/** From its first receiving a message can be hidden so long, in milliseconds. */
const longestVisibility = 43_200_000;

/** One queue: what is in it, what of it can be received, and who waits for it. */
export class Queue {
  definition: QueueDefinition;
  /** When it was last purged, in milliseconds since 1970. */
  purgedAt = Number.NEGATIVE_INFINITY;
  /** When this run opened it, in milliseconds since 1970. */
  readonly openedAt: number;
  readonly #surroundings: QueueSurroundings;
  readonly #backlog: Backlog;
  readonly #deduplication: Deduplication;
  readonly #attempts = new ReceiveAttempts();
  readonly #waiting = new Waiting();
  /** No message is too old before this time. */
  #nextExpiry = 0;

  /** @param records what an earlier run kept of it, messages in the order of sending */
  constructor(definition: QueueDefinition, records: readonly SqsRecord[], surroundings: QueueSurroundings) {
    this.definition = definition;
    this.#surroundings = surroundings;
    this.openedAt = surroundings.clock();
    this.#backlog = definition.fifo ? new FifoBacklog() : new StandardBacklog();
    this.#deduplication = new Deduplication(definition.name);
    const sent = records.flatMap((record) => (record.kind === 'sent' ? [record] : []));
    for (const each of sent.sort((one, other) => one.sent.at - other.sent.at)) {
      this.#deduplication.restore(each.id, each.sent);
    }
    for (const record of records) if (record.kind === 'message') this.#backlog.put(record.message);
  }

  /** Takes other settings. */
  follow(definition: QueueDefinition): void {
    this.definition = definition;
    this.#nextExpiry = 0;
    this.#waiting.wake();
  }

  /** What is kept of it. */
  get records(): SqsRecord[] {
    const queue = this.definition.name;
    const messages = Array.from(this.#backlog.messages, (message): SqsRecord => ({ kind: 'message', queue, message }));
    return [...this.#deduplication.records, ...messages];
  }

  /**
   * Takes messages, all of them or none.
   * @returns when they are kept for sure; for each its id, of one that was sent before that one's
   */
  async send(messages: readonly NewMessage[]): Promise<Sent[]> {
    const now = this.#surroundings.clock();
    const changes: Change[] = [];
    const added: Message[] = [];
    const remembered: string[] = [];
    const sent = messages.map((given): Sent => {
      const id = this.#deduplicationId(given);
      const before = id === undefined ? undefined : this.#deduplication.find(id, now);
      if (before) return { messageId: before.messageId, sequenceNumber: before.key };
      const message = this.#newMessage(given, now);
      added.push(message);
      changes.push(this.#put(message));
      if (id !== undefined) {
        remembered.push(id);
        changes.push(...this.#deduplication.remember(id, { messageId: message.id, key: message.key, at: now }));
      }
      return { messageId: message.id, ...(this.definition.fifo && { sequenceNumber: message.key }) };
    });
    try {
      await this.#surroundings.records.write(changes);
    } catch (error) {
      for (const id of remembered) this.#deduplication.forget(id);
      throw error;
    }
    for (const message of added) this.#add(message);
    return sent;
  }

  /** Receives messages, which are hidden from then on. Those received too often go to the dead-letter queue instead. */
  async receive({ max, visibilityTimeout, wait, signal, attemptId }: ReceiveOptions): Promise<Message[]> {
    const { clock, closing } = this.#surroundings;
    const ended = signal ? AbortSignal.any([signal, closing]) : closing;
    const deadline = clock() + wait;
    for (;;) {
      const now = clock();
      const changes = this.#expire(now);
      const again = attemptId === undefined ? [] : this.#attempts.find(attemptId, now, this.#backlog);
      const messages = ended.aborted ? [] : again.length > 0 ? again : this.#deliverable(now, max, changes);
      const hiddenFor = visibilityTimeout ?? this.definition.visibilityTimeout;
      const received = messages.map((message) =>
        again.length > 0 ? { ...message, visibleAt: now + hiddenFor } : receivedAt(message, now, hiddenFor),
      );
      for (const message of received) {
        this.#backlog.put(message);
        changes.push(this.#put(message));
      }
      if (attemptId !== undefined && received.length > 0) this.#attempts.remember(attemptId, now, received);
      if (changes.length > 0) await this.#surroundings.records.write(changes);
      if (received.length > 0 || now >= deadline || ended.aborted) return received;
      await this.#waiting.change(Math.min(deadline, this.#backlog.nextVisible(now)) - now, ended);
    }
  }

  /** Deletes a message. An older handle than its latest deletes nothing. */
  async delete(receipt: Receipt): Promise<Handled> {
    const message = this.#latest(receipt);
    if (typeof message === 'string') return message;
    if (this.definition.fifo && message.visibleAt <= this.#surroundings.clock()) return 'not in flight';
    this.#backlog.delete(message.key);
    await this.#surroundings.records.write([this.#removal(message)]);
    this.#waiting.wake();
    return 'done';
  }

  /** Hides a message in flight for so many milliseconds from now. */
  async changeVisibility(receipt: Receipt, milliseconds: number): Promise<Handled> {
    const now = this.#surroundings.clock();
    const message = this.#latest(receipt);
    if (typeof message === 'string') return message;
    if (message.visibleAt <= now) return 'not in flight';
    if (now + milliseconds > (message.lastReceivedAt ?? now) + longestVisibility) return 'too long';
    const changed = { ...message, visibleAt: now + milliseconds };
    this.#backlog.put(changed);
    await this.#surroundings.records.write([this.#put(changed)]);
    this.#waiting.wake();
    return 'done';
  }

  /** Deletes all messages. */
  async purge(): Promise<void> {
    this.purgedAt = this.#surroundings.clock();
    const messages = [...this.#backlog.messages];
    for (const { key } of messages) this.#backlog.delete(key);
    await this.#surroundings.records.write(messages.map((message) => this.#removal(message)));
  }

  /** How many messages can be received, are in flight, and wait for the end of their delay. */
  async counts(): Promise<{ visible: number; inFlight: number; delayed: number }> {
    const now = this.#surroundings.clock();
    const changes = this.#expire(now);
    if (changes.length > 0) await this.#surroundings.records.write(changes);
    const counts = { visible: 0, inFlight: 0, delayed: 0 };
    for (const { visibleAt, lastReceivedAt } of this.#backlog.messages) {
      if (visibleAt <= now) counts.visible++;
      else if (lastReceivedAt === undefined) counts.delayed++;
      else counts.inFlight++;
    }
    return counts;
  }

  /** The oldest message that can be received now, for a task that moves it. */
  oldest(): Message | undefined {
    return this.#backlog.visible(this.#surroundings.clock(), 1)[0];
  }

  /** Moves a message to another queue, where it is a new one: with another id, and as if it were sent now. */
  async redrive(message: Message, destination: Queue): Promise<void> {
    const now = this.#surroundings.clock();
    const { body, attributes, senderId, groupId, traceHeader, id } = message;
    const given = {
      ...{ body, attributes, senderId },
      ...(groupId !== undefined && { groupId }),
      ...(traceHeader !== undefined && { traceHeader }),
      ...(destination.definition.fifo && { deduplicationId: id }),
    };
    this.#backlog.delete(message.key);
    const moved = destination.#newMessage(given, now);
    await this.#surroundings.records.write([this.#removal(message), destination.#put(moved)]);
    destination.#add(moved);
    this.#waiting.wake();
  }

  /** The message, where the receipt is for its latest receiving. */
  #latest({ key, messageId, received }: Receipt): Message | 'gone' | 'received again' {
    const message = this.#backlog.get(key);
    if (message?.id !== messageId) return 'gone';
    return message.received === received ? message : 'received again';
  }

  #newMessage({ delay = this.definition.delay, ...given }: NewMessage, now: number): Message {
    const key = this.#surroundings.sequence.next(now);
    return { ...given, key, id: randomUUID(), sentAt: now, visibleAt: now + delay, received: 0, receivedInAll: 0 };
  }

  /** The messages to give out now; those that were received too often go away, which adds to the changes to write. */
  #deliverable(now: number, max: number, changes: Change[]): Message[] {
    const { redrive } = this.definition;
    const deadLetters = redrive && this.#surroundings.deadLetterQueue(redrive.deadLetterTargetArn);
    for (;;) {
      const messages = this.#backlog.visible(now, max);
      if (!deadLetters) return messages;
      const givenUp = messages.filter(({ received }) => received >= redrive.maxReceiveCount);
      if (givenUp.length === 0) return messages;
      for (const message of givenUp) {
        this.#backlog.delete(message.key);
        changes.push(this.#removal(message), deadLetters.#adopt(message, this.definition, now));
        this.#surroundings.onDeadLetter(this, deadLetters, message);
      }
    }
  }

  /**
   * Takes a message that another queue gave up. Its age goes on; only a FIFO queue counts it from now, and by its id, as
   * two messages with one deduplication id may both be given up.
   */
  #adopt({ lastReceivedAt: _received, ...message }: Message, { arn, fifo }: QueueDefinition, now: number): Change {
    const adopted: Message = {
      ...message,
      key: this.#surroundings.sequence.next(now),
      visibleAt: now,
      received: 0,
      deadLetterSource: arn,
      ...(fifo && { sentAt: now, deduplicationId: message.id }),
    };
    this.#add(adopted);
    return this.#put(adopted);
  }

  /** Removes what is older than the queue keeps messages. @returns what is to be written */
  #expire(now: number): Change[] {
    if (now < this.#nextExpiry) return [];
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    const { retention } = this.definition;
    return Array.from(this.#backlog.messages).flatMap((message) => {
      const expiry = message.sentAt + retention;
      if (expiry > now) {
        this.#nextExpiry = Math.min(this.#nextExpiry, expiry);
        return [];
      }
      this.#backlog.delete(message.key);
      return [this.#removal(message)];
    });
  }

  #add(message: Message): void {
    this.#backlog.put(message);
    this.#nextExpiry = Math.min(this.#nextExpiry, message.sentAt + this.definition.retention);
    this.#waiting.wake();
  }

  /** By what a FIFO queue knows a message that was sent before. */
  #deduplicationId({ groupId = '', deduplicationId }: NewMessage): string | undefined {
    if (!this.definition.fifo || deduplicationId === undefined) return undefined;
    const { deduplicationScope } = this.definition;
    return deduplicationScope === 'messageGroup' ? JSON.stringify([groupId, deduplicationId]) : deduplicationId;
  }

  #put(message: Message): Change {
    return { put: { kind: 'message', queue: this.definition.name, message } };
  }

  #removal(message: Message): Change {
    return { remove: { kind: 'message', queue: this.definition.name, message } };
  }
}

const receivedAt = (message: Message, now: number, hiddenFor: number): Message => ({
  ...message,
  visibleAt: now + hiddenFor,
  received: message.received + 1,
  receivedInAll: message.receivedInAll + 1,
  firstReceivedAt: message.firstReceivedAt ?? now,
  lastReceivedAt: now,
});
