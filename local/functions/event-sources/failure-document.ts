import { randomUUID } from 'node:crypto';
import { shardIdOf } from '../../endpoint/services/dynamodb/streams/streams.ts';
import type { StreamMapping } from './mapping.ts';
import type { SourceRecord } from './source-record.ts';

/** Why records were given up. */
export type Condition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** Records that are given up, and what was tried with them. */
export interface GivenUp {
  readonly records: readonly SourceRecord[];
  readonly condition: Condition;
  /** How often the function was invoked with them. */
  readonly invokeCount: number;
  /** The last of those invocations: absent where there was none. */
  readonly last?: {
    readonly requestId: string;
    /** Set where the function threw, and did not answer which records it failed at. */
    readonly hasThrown: boolean;
  };
}

/**
 * What a mapping's destination is told of records that were given up: where they are in the stream, not what they say.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 *
 * @param now the time, in milliseconds since 1970
 * @returns JSON
 */
export function failureDocument(mapping: StreamMapping, given: GivenUp, now: number): string {
  const { records, condition, invokeCount, last } = given;
  const [first, final] = [records[0], records.at(-1)];
  return JSON.stringify({
    requestContext: {
      requestId: last?.requestId ?? randomUUID(),
      functionArn: mapping.functionArn,
      condition,
      approximateInvokeCount: invokeCount,
    },
    // Nothing answered where the function did not run.
    ...(last && {
      responseContext: {
        statusCode: 200,
        executedVersion: mapping.version,
        functionError: last.hasThrown ? 'Unhandled' : null,
      },
    }),
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: {
      shardId: shardIdOf(mapping.sourceArn),
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: final?.sequenceNumber,
      approximateArrivalOfFirstRecord: inSeconds(first?.arrivedAt ?? now),
      approximateArrivalOfLastRecord: inSeconds(final?.arrivedAt ?? now),
      batchSize: records.length,
      streamArn: mapping.sourceArn,
    },
  });
}

const inSeconds = (time: number): string => new Date(time).toISOString().replace(/\.\d+/, '');
