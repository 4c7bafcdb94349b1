/**
 * The one table: its keys and its indexes. `lib/constructs/rides-table.ts` makes it from this, and the functions read
 * and write it by this, so the two cannot differ. `docs/data.md` says which operation uses what.
 */
export const partitionKey = 'pk';
export const sortKey = 'sk';
/** Unix seconds after which DynamoDB may remove an item (it does so within days, so readers check the time too). */
export const timeToLive = 'expiresAt';

/** An index is sparse: only items that carry its partition key are in it. */
export const indexes = {
  /** Available unicorns by map cell, in the order of their position inside it. */
  availableUnicorns: { partitionKey: 'cell', sortKey: 'position', projection: 'ALL' },
  /** A rider's rides by time. */
  ridesByRider: { partitionKey: 'rider', sortKey: 'requested', projection: 'ALL' },
  /** A rider's rides of one status by time. */
  ridesByRiderAndStatus: { partitionKey: 'riderStatus', sortKey: 'requested', projection: 'ALL' },
  /** Rides that nobody ended yet, by age. */
  openRides: { partitionKey: 'open', sortKey: 'requested', projection: 'KEYS_ONLY' },
  /** All users, and all unicorns, in shards: the operators' lists. */
  directory: { partitionKey: 'shard', sortKey: 'pk', projection: 'ALL' },
} as const satisfies Record<string, { partitionKey: string; sortKey: string; projection: 'ALL' | 'KEYS_ONLY' }>;

export type IndexName = keyof typeof indexes;
