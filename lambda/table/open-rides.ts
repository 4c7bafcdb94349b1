import { openPartitions, rideIdOf } from './keys.ts';
import { queryIndex } from './lists.ts';
import { indexes } from './schema.ts';

/**
 * The rides that nobody has ended and that were requested before a time, oldest first.
 *
 * @param before an RFC 3339 time in UTC, as `requestedAt` has it
 * @returns at most `limit` ids; the index is a moment behind, so some may have ended meanwhile
 */
export async function openRidesRequestedBefore(before: string, limit: number): Promise<string[]> {
  const { partitionKey, sortKey } = indexes.openRides;
  const pages = await Promise.all(
    openPartitions().map((partition) =>
      queryIndex('openRides', limit, {
        KeyConditionExpression: '#open = :open AND #requested < :before',
        ExpressionAttributeNames: { '#open': partitionKey, '#requested': sortKey },
        ExpressionAttributeValues: { ':open': partition, ':before': before },
      }),
    ),
  );
  return pages
    .flatMap(({ items }) => items)
    .map((item) => ({ requested: String(item[sortKey]), rideId: rideIdOf(String(item.pk)) }))
    .sort((one, other) => (one.requested < other.requested ? -1 : 1))
    .slice(0, limit)
    .map(({ rideId }) => rideId);
}
