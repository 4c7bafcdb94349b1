import type { Subscription } from './subscription.ts';

/** A topic of the template. */
export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly displayName: string;
  /** Where order holds within a group of messages, and repeats are dropped. */
  readonly fifo?: FifoSettings;
  readonly signatureVersion?: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** The subscriptions that the template makes. */
  readonly subscriptions: readonly Subscription[];
}

export interface FifoSettings {
  /** A message without a deduplication id has the digest of its body for one. */
  readonly contentBasedDeduplication: boolean;
  /** Among which messages repeats are found. */
  readonly deduplicationWithin: 'Topic' | 'MessageGroup';
}
