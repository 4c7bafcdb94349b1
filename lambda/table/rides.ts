import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { type RideStep, take } from '../domain/rides.ts';
import type { Location } from '../schemas/common.ts';
import { Ride } from '../schemas/rides.ts';
import { table, tableName } from './client.ts';
import { decode, locationText, toLocation } from './items.ts';
import { openPartition, requestedOrder, rideKey, riderPartition, riderStatusPartition } from './keys.ts';
import { raced, transact, untilSettled, type Write } from './transactions.ts';
import { freeUnicorn } from './unicorns.ts';

/** A ride, and where its unicorn stood when it was booked: where it is again if the ride is cancelled. */
export interface StoredRide {
  readonly value: Ride;
  readonly unicornLocation: Location;
}

/** Ids as `booking` makes them. Whatever else a client asks for is no ride's, and costs no read to say so. */
const rideId = /^[0-9a-f-]{36}$/;

export async function readRide(id: string): Promise<StoredRide | undefined> {
  if (!rideId.test(id)) return undefined;
  const { Item } = await table.send(new GetCommand({ TableName: tableName(), Key: rideKey(id), ConsistentRead: true }));
  return Item && { value: decode(Ride, Item), unicornLocation: toLocation(String(Item.unicornLocation)) };
}

/** Writes a ride that was just booked. */
export function addRide({ value: ride, unicornLocation }: StoredRide): Write {
  return {
    Put: {
      Item: {
        ...rideKey(ride.rideId),
        ...ride,
        pickupLocation: locationText(ride.pickupLocation),
        ...(ride.destination && { destination: locationText(ride.destination) }),
        unicornLocation: locationText(unicornLocation),
        rider: riderPartition(ride.riderId),
        riderStatus: riderStatusPartition(ride.riderId, ride.status),
        requested: requestedOrder(ride.requestedAt, ride.rideId),
        open: openPartition(ride.rideId),
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/**
 * Ends a ride and frees its unicorn, in one transaction. Doing the same step again changes nothing.
 *
 * @param isVisible whether the caller may know of this ride
 * @returns the ride as it is now; or that there is none, or that it has ended otherwise
 */
export function endRide(
  id: string,
  step: RideStep,
  isVisible: (ride: Ride) => boolean,
): Promise<Ride | 'not found' | 'illegal'> {
  return untilSettled(async () => {
    const ride = await readRide(id);
    if (ride === undefined || !isVisible(ride.value)) return 'not found';
    const end = take(step, { ...ride.value, unicornLocation: ride.unicornLocation });
    if (end === 'illegal') return end;
    if (end === 'done already') return ride.value;

    const endedAt = new Date().toISOString();
    const refusals = await transact([
      closeRide(ride.value, end.status, endedAt),
      freeUnicorn(ride.value.unicorn.unicornId, id, end.unicornAt, endedAt),
    ]);
    return refusals === undefined ? { ...ride.value, status: end.status, endedAt } : raced;
  });
}

function closeRide({ rideId: id, riderId }: Ride, status: Exclude<Ride['status'], 'booked'>, endedAt: string): Write {
  return {
    Update: {
      Key: rideKey(id),
      UpdateExpression: 'SET #status = :status, endedAt = :endedAt, riderStatus = :riderStatus REMOVE #open',
      ConditionExpression: '#status = :booked',
      ExpressionAttributeNames: { '#status': 'status', '#open': 'open' },
      ExpressionAttributeValues: {
        ':status': status,
        ':endedAt': endedAt,
        ':riderStatus': riderStatusPartition(riderId, status),
        ':booked': 'booked',
      },
    },
  };
}
