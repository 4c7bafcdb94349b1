import { GetCommand } from '@aws-sdk/lib-dynamodb';

import { indexKeys } from '../domain/positions.ts';

import type { Location } from '../schemas/common.ts';
import { Unicorn } from '../schemas/unicorns.ts';
import { table, tableName } from './client.ts';
import { decodeStored, type Item, locationText, newEtag, type Stored } from './items.ts';
import { shardOf, shardPartition, unicornKey } from './keys.ts';
import { raced, transact, unchanged, type Write } from './transactions.ts';

export async function readUnicorn(unicornId: string): Promise<Stored<Unicorn> | undefined> {
  const { Item } = await table.send(
    new GetCommand({ TableName: tableName(), Key: unicornKey(unicornId), ConsistentRead: true }),
  );
  return Item && decodeStored(Unicorn, Item);
}

/**
 * Writes a unicorn, if it still is as it was read.
 *
 * @param previous what is there now, as read; nothing where the unicorn is to be new
 */
export async function writeUnicorn(
  unicorn: Unicorn,
  previous?: Stored<Unicorn>,
): Promise<{ readonly etag: string } | typeof raced> {
  const etag = newEtag();
  const refusals = await transact([{ Put: { Item: unicornItem(unicorn, etag), ...unchanged(previous) } }]);
  return refusals === undefined ? { etag } : raced;
}

/** A unicorn as the table holds it. */
export function unicornItem(unicorn: Unicorn, etag: string): Item {
  return {
    ...unicornKey(unicorn.unicornId),
    ...unicorn,
    location: locationText(unicorn.location),
    // Only the available ones are on the map of those that can be booked.
    ...(unicorn.status === 'available' && indexKeys(unicorn.location, unicorn.unicornId)),
    shard: shardPartition('FLEET', shardOf(unicorn.unicornId)),
    etag,
  };
}

/** Removes a unicorn, if it still is as it was read. */
export async function deleteUnicorn(stored: Stored<Unicorn>): Promise<'deleted' | typeof raced> {
  const refusals = await transact([{ Delete: { Key: unicornKey(stored.value.unicornId), ...unchanged(stored) } }]);
  return refusals === undefined ? 'deleted' : raced;
}

/** Takes an available unicorn for a ride and off the map, on condition that nothing about it changed since it was read. */
export function takeUnicorn(unicornId: string, etag: string, rideId: string, at: string): Write {
  return {
    Update: {
      Key: unicornKey(unicornId),
      UpdateExpression:
        'SET #status = :onRide, rideId = :rideId, updatedAt = :at, etag = :next REMOVE #cell, #position',
      ConditionExpression: 'etag = :etag',
      ExpressionAttributeNames: { '#status': 'status', '#cell': 'cell', '#position': 'position' },
      ExpressionAttributeValues: {
        ':onRide': 'onRide',
        ':rideId': rideId,
        ':at': at,
        ':next': newEtag(),
        ':etag': etag,
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** Frees the unicorn of a ride that ends, and puts it back on the map. */
export function freeUnicorn(unicornId: string, rideId: string, location: Location, at: string): Write {
  const { cell, position } = indexKeys(location, unicornId);
  return {
    Update: {
      Key: unicornKey(unicornId),
      UpdateExpression:
        'SET #status = :available, #location = :location, #cell = :cell, #position = :position, updatedAt = :at, etag = :next REMOVE rideId',
      ConditionExpression: 'rideId = :rideId',
      ExpressionAttributeNames: {
        '#status': 'status',
        '#location': 'location',
        '#cell': 'cell',
        '#position': 'position',
      },
      ExpressionAttributeValues: {
        ':available': 'available',
        ':location': locationText(location),
        ':cell': cell,
        ':position': position,
        ':at': at,
        ':next': newEtag(),
        ':rideId': rideId,
      },
    },
  };
}
