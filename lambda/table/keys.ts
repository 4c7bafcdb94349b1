/**
 * The partition keys of the table and its indexes. Their prefixes are what the functions' permissions are made of
 * (`dynamodb:LeadingKeys`), so each kind of item has one of its own. The sort key of the table repeats the kind:
 * an item collection can take more kinds later without moving an item.
 */
export const userKey = (userId: string) => ({ pk: `USER#${userId}`, sk: 'USER' });
export const emailKey = (email: string) => ({ pk: `EMAIL#${email}`, sk: 'EMAIL' });
export const unicornKey = (unicornId: string) => ({ pk: `UNICORN#${unicornId}`, sk: 'UNICORN' });
export const rideKey = (rideId: string) => ({ pk: `RIDE#${rideId}`, sk: 'RIDE' });
/** The id in a ride's partition key. */
export const rideIdOf = (pk: string) => pk.slice(rideKey('').pk.length);
export const importKey = (importId: string) => ({ pk: `IMPORT#${importId}`, sk: 'IMPORT' });
export const idempotencyKey = (operation: string, sub: string, key: string) => ({
  pk: `IDEMPOTENCY#${operation}#${sub}#${key}`,
  sk: 'IDEMPOTENCY',
});
export const secretKey = (name: string) => ({ pk: `SECRET#${name}`, sk: 'SECRET' });

export const riderPartition = (riderId: string) => `RIDER#${riderId}`;
export const riderStatusPartition = (riderId: string, status: string) => `RIDER#${riderId}#${status}`;

/** Rides in the order of their request; the id tells apart those of one millisecond. */
export const requestedOrder = (requestedAt: string, rideId: string) => `${requestedAt}#${rideId}`;

/**
 * How many partitions a list of everything is spread over: one partition takes 1,000 writes a second, and a page of a
 * list reads at most one shard more than it needs.
 */
export const shards = 4;
export type Listing = 'USERS' | 'FLEET';
export const shardPartition = (listing: Listing, shard: number) => `${listing}#${shard}`;

/** The shard of an item, the same for ever: `shards` can only grow together with a migration. */
export function shardOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % shards;
}

/** Open rides are spread as the lists are. */
export const openPartition = (rideId: string) => openShard(shardOf(rideId));
export const openPartitions = () => Array.from({ length: shards }, (_, shard) => openShard(shard));
const openShard = (shard: number) => `OPEN#${shard}`;
