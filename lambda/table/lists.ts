import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { table, tableName } from './client.ts';
import type { Item } from './items.ts';
import { type Listing, shardPartition, shards, unicornKey, userKey } from './keys.ts';
import { type IndexName, indexes, partitionKey } from './schema.ts';

/** A page of items, and the place to go on from where there may be more. */
export interface ItemPage<Position> {
  readonly items: readonly Item[];
  readonly next?: Position;
}

/** A projection that reads these attributes only; all of them where there are no names. */
export function projection(fields: readonly string[] | undefined): Partial<QueryCommandInput> {
  if (fields === undefined) return {};
  return {
    ProjectionExpression: fields.map((_, number) => `#field${number}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(fields.map((name, number) => [`#field${number}`, name])),
  };
}

/**
 * Queries one partition of an index until it has `limit` items or there are no more: DynamoDB ends a page early at 1 MB.
 *
 * @param input conditions, projection and order, beside the index and the limit
 */
export async function queryIndex(
  index: IndexName,
  limit: number,
  input: Partial<QueryCommandInput>,
): Promise<{ items: Item[]; lastKey?: Item }> {
  const items: Item[] = [];
  let lastKey = input.ExclusiveStartKey;
  do {
    const page = await table.send(
      new QueryCommand({
        ...input,
        TableName: tableName(),
        IndexName: index,
        Limit: limit - items.length,
        ExclusiveStartKey: lastKey,
      }),
    );
    items.push(...(page.Items ?? []));
    lastKey = page.LastEvaluatedKey;
  } while (lastKey !== undefined && items.length < limit);
  return { items, ...(lastKey && { lastKey }) };
}

/** A place in a listing: the shard, and the last id that was read of it. */
export const ListingPosition = z.object({ shard: z.int(), after: z.optional(z.string()) });
export type ListingPosition = z.output<typeof ListingPosition>;

const keyOf = { USERS: userKey, FLEET: unicornKey } as const satisfies Record<Listing, unknown>;

/** A page of all users, or of all unicorns: shard after shard, each in the order of its keys. */
export async function readListing(
  listing: Listing,
  limit: number,
  position: ListingPosition = { shard: 0 },
  fields?: readonly string[],
): Promise<ItemPage<ListingPosition>> {
  const key = keyOf[listing];
  const items: Item[] = [];
  let { shard, after } = position;
  while (shard < shards && items.length < limit) {
    const partition = shardPartition(listing, shard);
    const { ExpressionAttributeNames, ...projected } = projection(fields);
    const page = await queryIndex('directory', limit - items.length, {
      ...projected,
      KeyConditionExpression: '#shard = :shard',
      ExpressionAttributeNames: { ...ExpressionAttributeNames, '#shard': indexes.directory.partitionKey },
      ExpressionAttributeValues: { ':shard': partition },
      ...(after !== undefined && { ExclusiveStartKey: { shard: partition, ...key(after) } }),
    });
    items.push(...page.items);
    after = page.lastKey && String(page.lastKey[partitionKey]).slice(key('').pk.length);
    if (after === undefined) shard += 1;
  }
  return { items, ...(shard < shards && { next: { shard, ...(after !== undefined && { after }) } }) };
}
