import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import type { Location } from '../schemas/common.ts';

/** An item as the document client gives it. */
export type Item = Record<string, unknown>;

/** What is stored, and the strong entity tag of this state of it. */
export interface Stored<Value> {
  readonly value: Value;
  readonly etag: string;
}

/** A new strong entity tag (RFC 9110): random, so that a thing made anew never has the tag of one that was deleted. */
export const newEtag = (): string => `"${randomBytes(12).toString('base64url')}"`;

/**
 * A location as an attribute: `lat,lng`. As text because a number of DynamoDB's is no double: 1e-200 is a latitude, and
 * what a client sent comes back to the last bit.
 */
export const locationText = ({ latitude, longitude }: Location): string => `${degrees(latitude)},${degrees(longitude)}`;

const degrees = (number: number) => (Object.is(number, -0) ? '-0' : String(number));

const locations: ReadonlySet<string> = new Set(['home', 'location', 'pickupLocation', 'destination']);

/** The members of a schema that an item holds, as the API shows them: keys and other attributes of ours are left out. */
export function decode<Shape extends z.core.$ZodShape>(schema: z.ZodMiniObject<Shape>, item: Item) {
  const members = Object.keys(schema.shape).filter((name) => item[name] !== undefined);
  return z.parse(schema, Object.fromEntries(members.map((name) => [name, decodeMember(name, item[name])])));
}

function decodeMember(name: string, value: unknown): unknown {
  return locations.has(name) && typeof value === 'string' ? toLocation(value) : value;
}

export function toLocation(text: string): Location {
  const [latitude = Number.NaN, longitude = Number.NaN] = text.split(',').map(Number);
  return { latitude, longitude };
}

/** An item with its entity tag, as the API shows it. */
export function decodeStored<Shape extends z.core.$ZodShape>(schema: z.ZodMiniObject<Shape>, item: Item) {
  return { value: decode(schema, item), etag: String(item.etag) };
}
