import type { Message } from './message.ts';

/** What a receipt handle stands for: one receiving of one message. */
export interface Receipt {
  readonly queue: string;
  readonly key: string;
  readonly messageId: string;
  /** The how manieth receiving in that queue. */
  readonly received: number;
}

/** A new handle with each receiving, the same one when it is asked for again. To clients it is opaque. */
export function receiptHandle(queue: string, { key, id, received }: Message): string {
  return Buffer.from(JSON.stringify([queue, key, id, received])).toString('base64');
}

/** @returns undefined for what is no receipt handle */
export function readReceiptHandle(handle: string): Receipt | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(handle, 'base64').toString());
  } catch {
    // Not the JSON that a handle is made of.
    return undefined;
  }
  if (!Array.isArray(parts)) return undefined;
  const [queue, key, messageId, received]: unknown[] = parts;
  if (typeof queue !== 'string' || typeof key !== 'string') return undefined;
  if (typeof messageId !== 'string' || typeof received !== 'number') return undefined;
  return { queue, key, messageId, received };
}
