import { timeOf } from '../../endpoint/services/dynamodb/streams/sequence-numbers.ts';
import type { StreamRecord } from '../../endpoint/services/dynamodb/streams/stream-record.ts';
import type { JsonObject } from '../../template/resources.ts';
import { jsonBytes } from './payload.ts';

/** A record of a stream on its way to a function. */
export interface SourceRecord {
  readonly sequenceNumber: string;
  /** When it was written, in milliseconds since 1970. */
  readonly arrivedAt: number;
  /** As it stands in the function's event. */
  readonly event: JsonObject;
  /** What it takes there, in bytes. */
  readonly bytes: number;
}

/** A stream's record as Lambda hands it to a function. */
export function sourceRecord({ sequenceNumber, shown, isExpiry }: StreamRecord, streamArn: string): SourceRecord {
  const event = {
    ...shown,
    ...(isExpiry && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
    eventSourceARN: streamArn,
  };
  return { sequenceNumber, arrivedAt: timeOf(sequenceNumber), event, bytes: jsonBytes(event) };
}
