import * as z from 'zod/mini';
import type { RideStatus } from '../schemas/rides.ts';
import { requestedOrder, rideKey, riderPartition, riderStatusPartition } from './keys.ts';
import { type ItemPage, projection, queryIndex } from './lists.ts';
import { indexes } from './schema.ts';

/** A place in a rider's history: the last ride that was read. */
export const RidePosition = z.object({ requestedAt: z.string(), rideId: z.string() });
export type RidePosition = z.output<typeof RidePosition>;

/** Which of a rider's rides are asked for. Times are milliseconds since 1970: `from` inclusive, `to` exclusive. */
export interface RideSelection {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly status?: RideStatus | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly limit: number;
}

/**
 * A page of a rider's rides, newest first. Status and time are part of the keys that are queried, so no ride is read
 * that is not answered with.
 */
export async function readRidesOf(
  riderId: string,
  { from, to, status, fields, limit }: RideSelection,
  position: RidePosition | undefined,
): Promise<ItemPage<RidePosition>> {
  if (from !== undefined && to !== undefined && from >= to) return { items: [] };
  const index = status === undefined ? 'ridesByRider' : 'ridesByRiderAndStatus';
  const partition = status === undefined ? riderPartition(riderId) : riderStatusPartition(riderId, status);
  const { partitionKey, sortKey } = indexes[index];
  const { ExpressionAttributeNames, ...projected } = projection(fields);

  const page = await queryIndex(index, limit, {
    ...projected,
    ScanIndexForward: false,
    // A ride's sort key is its time, `#` and its id: longer than the bare time, hence after it.
    KeyConditionExpression: '#partition = :partition AND #requested BETWEEN :from AND :to',
    ExpressionAttributeNames: { ...ExpressionAttributeNames, '#partition': partitionKey, '#requested': sortKey },
    ExpressionAttributeValues: {
      ':partition': partition,
      ':from': from === undefined ? '0' : timeOrder(from),
      ':to': to === undefined ? afterAll : timeOrder(to),
    },
    ...(position && {
      ExclusiveStartKey: {
        ...rideKey(position.rideId),
        [partitionKey]: partition,
        [sortKey]: requestedOrder(position.requestedAt, position.rideId),
      },
    }),
  });
  const last = page.lastKey && String(page.lastKey[sortKey]).split('#');
  return {
    items: page.items,
    ...(last && { next: { requestedAt: last[0] ?? '', rideId: last[1] ?? '' } }),
  };
}

/** After every time: a colon comes after the digits. */
const afterAll = ':';
/** Milliseconds: where the years of five digits begin, which text does not order. */
const endOfYears = Date.UTC(10_000, 0);

function timeOrder(time: number): string {
  return time < endOfYears ? new Date(time).toISOString() : afterAll;
}
