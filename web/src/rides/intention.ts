import type { Location } from '../api/client.ts';

/**
 * A ride that someone wants, with the key that makes asking for it again safe: the API answers the same key with the same
 * ride for 24 hours. It is kept over a reload, until an answer says how it went.
 */
export interface Intention {
  readonly key: string;
  /** Whose it is: another person's is not gone on with. */
  readonly userId: string;
  readonly pickupLocation: Location;
  readonly destination?: Location;
  /** The unicorn that was shown as the nearest. */
  readonly shown?: { readonly id: string; readonly name: string };
}

const kept = 'intention';

/** Begins an intention, and keeps it. A key is 36 of the characters that the API takes. */
export function intend(store: Storage, wanted: Omit<Intention, 'key'>): Intention {
  const intention = { ...wanted, key: crypto.randomUUID() };
  store.setItem(kept, JSON.stringify(intention));
  return intention;
}

/** The intention of a person whose outcome is not known yet. */
export function openIntention(store: Storage, userId: string): Intention | undefined {
  const text = store.getItem(kept);
  if (text === null) return undefined;
  try {
    const content: unknown = JSON.parse(text);
    return isIntention(content) && content.userId === userId ? content : undefined;
  } catch {
    // Not what this page wrote.
    return undefined;
  }
}

/** The outcome is known: there is nothing to ask again. */
export function settle(store: Storage): void {
  store.removeItem(kept);
}

function isIntention(value: unknown): value is Intention {
  if (typeof value !== 'object' || value === null) return false;
  const hasKey = 'key' in value && typeof value.key === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value.key);
  const hasUser = 'userId' in value && typeof value.userId === 'string';
  const hasPickup = 'pickupLocation' in value && isLocation(value.pickupLocation);
  const mayHaveDestination = !('destination' in value) || isLocation(value.destination);
  const mayHaveShown = !('shown' in value) || isShown(value.shown);
  return hasKey && hasUser && hasPickup && mayHaveDestination && mayHaveShown;
}

export function isLocation(value: unknown): value is Location {
  if (typeof value !== 'object' || value === null || !('latitude' in value) || !('longitude' in value)) return false;
  return typeof value.latitude === 'number' && typeof value.longitude === 'number';
}

function isShown(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('name' in value)) return false;
  return typeof value.id === 'string' && typeof value.name === 'string';
}
