import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { onTestFinished } from 'vitest';
import type { DynamoDbOptions } from '../../../local/endpoint/services/dynamodb/dynamodb.ts';
import type { WantedTable } from '../../../local/endpoint/services/dynamodb/tables/table.ts';
import { key, runDynamoDb, table } from '../dynamodb/run-dynamodb.ts';

/** A table with a stream of some view. */
export const streamed = (name: string, StreamViewType = 'NEW_AND_OLD_IMAGES'): WantedTable =>
  table(name, {
    ...key('pk', 'sk'),
    StreamSpecification: { StreamViewType },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  });

export const streamArn = (tableName: string): string =>
  `arn:aws:dynamodb:us-east-1:000000000000:table/${tableName}/stream/2020-01-01T00:00:00.000`;

/** A folder that goes with the test. */
export async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'streams-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** DynamoDB with the SDK's two clients before it, until it is stopped or the test ends. */
export async function runStreams(options: Omit<DynamoDbOptions, 'environment'>) {
  const running = await runDynamoDb(options);
  const streams = new DynamoDBStreamsClient(running.config);
  let stopped: Promise<void> | undefined;
  const stop = () => {
    streams.destroy();
    stopped ??= running.stop();
    return stopped;
  };
  onTestFinished(stop);
  return { service: running.service, items: running.client, streams, stop };
}

type Beginning = Pick<GetShardIteratorCommandInput, 'ShardIteratorType' | 'SequenceNumber'>;

/** What a client reads from a place in a table's stream to its end. */
export async function recordsOf(
  client: DynamoDBStreamsClient,
  tableName: string,
  from: Beginning = { ShardIteratorType: 'TRIM_HORIZON' },
): Promise<StreamRecord[]> {
  return await recordsFrom(client, await iteratorOf(client, tableName, from));
}

/** What a client reads from an iterator on to the stream's end. */
export async function recordsFrom(client: DynamoDBStreamsClient, iterator: string | undefined) {
  const all: StreamRecord[] = [];
  let ShardIterator = iterator;
  for (;;) {
    const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator }));
    if (Records.length === 0) return all;
    all.push(...Records);
    ShardIterator = NextShardIterator;
  }
}

export async function iteratorOf(
  client: DynamoDBStreamsClient,
  tableName: string,
  from: Beginning,
): Promise<string | undefined> {
  const StreamArn = streamArn(tableName);
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  const [shard] = StreamDescription?.Shards ?? [];
  const input = { StreamArn, ShardId: shard?.ShardId, ...from };
  return (await client.send(new GetShardIteratorCommand(input))).ShardIterator;
}
