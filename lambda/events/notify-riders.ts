import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import { recordFailure } from '../http/telemetry.ts';
import { publish } from '../messages/topic.ts';
import { Ride } from '../schemas/rides.ts';
import { decode } from '../table/items.ts';
import { rideKey } from '../table/keys.ts';
import { consume, defineConsumer } from './consumer.ts';
import { inParallel } from './in-parallel.ts';
import { rideMessage } from './ride-message.ts';

export const notifyRiders = defineConsumer({
  name: 'NotifyRiders',
  summary: 'Tells the topic of rides when one is booked, completed, cancelled or has expired',
});

/** What the table's stream brings, as far as it is read here. */
interface StreamEvent {
  readonly Records: readonly StreamRecord[];
}
interface StreamRecord {
  readonly dynamodb: {
    readonly Keys: Image;
    readonly SequenceNumber: string;
    readonly OldImage?: Image;
    readonly NewImage?: Image;
  };
}
/** An item in DynamoDB's own form. */
type Image = Record<string, AttributeValue>;

/** Messages under way at once. */
const width = 20;

/**
 * Tells of each change of a ride's status, in order within a ride; different rides do not wait for each other. What
 * could not be told is named, so that the stream brings it again from there: a message may come twice, with the same id.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export const handler = consume(notifyRiders, async ({ Records }: StreamEvent, { awsRequestId }) => {
  const failed: string[] = [];
  let told = 0;
  const byRide = Map.groupBy(Records, ({ dynamodb }) => dynamodb.Keys.pk?.S);
  await inParallel(byRide.values(), width, async (records) => {
    for (const record of records) {
      try {
        if (await tell(record)) told += 1;
      } catch (error) {
        recordFailure(awsRequestId, notifyRiders.name, error);
        failed.push(record.dynamodb.SequenceNumber);
        // What happened to this ride later must not be told before this.
        return;
      }
    }
  });
  const answer: DynamoDBBatchResponse = { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  return { answer, tally: { records: Records.length, told, failed: failed.length } };
});

/** @returns whether there was anything to tell */
async function tell({ dynamodb: { Keys, OldImage, NewImage } }: StreamRecord): Promise<boolean> {
  // The mapping lets through rides only; whoever brings records again by hand may bring their neighbours too.
  if (NewImage === undefined || !Keys.pk?.S?.startsWith(rideKey('').pk)) return false;
  const ride = decode(Ride, unmarshall(NewImage));
  if (OldImage?.status?.S === ride.status) return false;
  await publish(rideMessage(ride));
  return true;
}
