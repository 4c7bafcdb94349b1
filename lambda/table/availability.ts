import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type IndexPage, type IndexRange, nearest } from '../domain/nearest.ts';
import type { Location } from '../schemas/common.ts';
import { Unicorn } from '../schemas/unicorns.ts';
import { table, tableName } from './client.ts';
import { decodeStored, type Item, toLocation } from './items.ts';
import { indexes } from './schema.ts';

/** Metres: farther away than that, no unicorn is worth waiting for. */
const reach = 50_000;

/** A unicorn that can be booked, its state's entity tag, and how far it is: metres, not rounded. */
export interface Available {
  readonly unicorn: Unicorn;
  readonly etag: string;
  readonly distance: number;
}

/** The nearest available unicorns within reach, at most `limit`, nearest first. */
export async function findAvailable(from: Location, limit: number): Promise<Available[]> {
  const found = await nearest(readIndex, from, { limit, within: reach });
  return found.map(({ item, distance }) => {
    const { value: unicorn, etag } = decodeStored(Unicorn, item);
    return { unicorn, etag, distance };
  });
}

interface IndexItem {
  readonly unicornId: string;
  readonly location: Location;
  /** As it is stored: only those that are answered with are decoded. */
  readonly item: Item;
}

/**
 * Reads a part of the index. An index of DynamoDB is a moment behind its table: who books one of these does so on
 * condition that it has not changed since.
 */
async function readIndex({ cell, from, to, descending, limit }: IndexRange): Promise<IndexPage<IndexItem>> {
  const page = await table.send(
    new QueryCommand({
      TableName: tableName(),
      IndexName: 'availableUnicorns',
      KeyConditionExpression: '#cell = :cell AND #position BETWEEN :from AND :to',
      ExpressionAttributeNames: {
        '#cell': indexes.availableUnicorns.partitionKey,
        '#position': indexes.availableUnicorns.sortKey,
      },
      ExpressionAttributeValues: { ':cell': cell, ':from': from, ':to': to },
      ScanIndexForward: !descending,
      Limit: limit,
    }),
  );
  return {
    items: (page.Items ?? []).map((item) => ({
      unicornId: String(item.unicornId),
      location: toLocation(String(item.location)),
      item,
    })),
    more: page.LastEvaluatedKey !== undefined,
  };
}
