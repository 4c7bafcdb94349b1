import { randomUUID } from 'node:crypto';
import type { Deduplication, Receipt } from './deduplication.ts';
import type { Deliveries } from './deliveries.ts';
import type { Message, Publication } from './message.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { Topic } from './topic.ts';

/** Gives messages to a topic's subscribers. */
export class Publisher {
  readonly #subscriptions: Subscriptions;
  readonly #deliveries: Deliveries;
  readonly #deduplication: Deduplication;
  #lastSequenceNumber = 0n;

  constructor(subscriptions: Subscriptions, deliveries: Deliveries, deduplication: Deduplication) {
    this.#subscriptions = subscriptions;
    this.#deliveries = deliveries;
    this.#deduplication = deduplication;
  }

  /** @returns when the message is kept for sure, for each subscriber that wants it */
  publish(topic: Topic, publication: Publication): Promise<Receipt> {
    const { groupId, deduplicationId } = publication;
    if (!topic.fifo) return this.#send(topic, publication);
    const group = topic.fifo.deduplicationWithin === 'MessageGroup' ? [groupId] : [];
    const key = [topic.arn, ...group, deduplicationId].join(' ');
    return this.#deduplication.once(key, () => this.#send(topic, publication, this.#nextSequenceNumber()));
  }

  async #send(topic: Topic, publication: Publication, sequenceNumber?: string): Promise<Receipt> {
    const receipt = { messageId: randomUUID(), ...(sequenceNumber !== undefined && { sequenceNumber }) };
    const publishedAt = new Date().toISOString();
    const message: Message = { ...publication, ...receipt, topicArn: topic.arn, publishedAt };
    const wanting = this.#subscriptions
      .of(topic.arn)
      .filter(({ settings, protocol }) => settings.filter(message, protocol));
    await this.#deliveries.add(
      message,
      wanting.map(({ arn }) => arn),
    );
    return receipt;
  }

  /** Twenty digits, always growing, also over restarts: a number within a millisecond behind the time. */
  #nextSequenceNumber(): string {
    const ofNow = 10n ** 19n + BigInt(Date.now()) * 1_000_000n;
    const next = this.#lastSequenceNumber + 1n;
    this.#lastSequenceNumber = ofNow > next ? ofNow : next;
    return String(this.#lastSequenceNumber);
  }
}
