import {
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  type _Record as StreamRecord,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import type { StreamLetter } from './letters.ts';

/** The records that a letter names, as far as the stream still has them. */
export interface FoundRecords {
  readonly records: readonly StreamRecord[];
  /** Whether some have aged out: a stream keeps 24 hours. */
  readonly agedOut: boolean;
}

/** Pages without a record, one after another, after which a shard has no more: AWS's may be empty before its end. */
const mostEmptyPages = 20;

/** Reads the records of a letter from its stream, from the first to the last. */
export async function readRecords(client: DynamoDBStreamsClient, letter: StreamLetter): Promise<FoundRecords> {
  try {
    return { records: await readFrom(client, letter, { SequenceNumber: letter.firstSequenceNumber }), agedOut: false };
  } catch (error) {
    // A shard goes too, some time after its last record.
    if (error instanceof ResourceNotFoundException) return { records: [], agedOut: true };
    if (!(error instanceof TrimmedDataAccessException)) throw error;
    return { records: await readFrom(client, letter, undefined), agedOut: true };
  }
}

/** @param start where the first record is; the oldest that the stream has without */
async function readFrom(
  client: DynamoDBStreamsClient,
  { streamArn, shardId, firstSequenceNumber, lastSequenceNumber }: StreamLetter,
  start: { readonly SequenceNumber: string } | undefined,
): Promise<StreamRecord[]> {
  const begun = await client.send(
    new GetShardIteratorCommand({
      StreamArn: streamArn,
      ShardId: shardId,
      ShardIteratorType: start ? 'AT_SEQUENCE_NUMBER' : 'TRIM_HORIZON',
      ...start,
    }),
  );
  const found: StreamRecord[] = [];
  let iterator = begun.ShardIterator;
  for (let empty = 0; iterator !== undefined && empty < mostEmptyPages; ) {
    const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
    found.push(...Records.filter((record) => isBetween(record, firstSequenceNumber, lastSequenceNumber)));
    const reached = sequenceOf(Records.at(-1));
    if (reached !== undefined && BigInt(reached) >= BigInt(lastSequenceNumber)) break;
    empty = reached === undefined ? empty + 1 : 0;
    iterator = NextShardIterator;
  }
  return found;
}

function isBetween(record: StreamRecord, first: string, last: string): boolean {
  const number = sequenceOf(record);
  return number !== undefined && BigInt(number) >= BigInt(first) && BigInt(number) <= BigInt(last);
}

function sequenceOf(record: StreamRecord | undefined): string | undefined {
  return record?.dynamodb?.SequenceNumber;
}

/** A record as Lambda hands it to a function: times are seconds, bytes are base64. */
export function asEventRecord(record: StreamRecord, streamArn: string): object {
  const time = record.dynamodb?.ApproximateCreationDateTime;
  return {
    ...record,
    eventSourceARN: streamArn,
    dynamodb: { ...record.dynamodb, ...(time && { ApproximateCreationDateTime: time.getTime() / 1000 }) },
  };
}

/** For `JSON.stringify`: what Lambda writes for bytes. */
export function bytesAsBase64(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
