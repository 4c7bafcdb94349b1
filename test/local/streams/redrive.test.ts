import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand } from '@aws-sdk/client-dynamodb-streams';
import { expect, test } from 'vitest';
import type { StreamLetter } from '../../../bin/redrive/letters.ts';
import { readRecords } from '../../../bin/redrive/stream-records.ts';
import { recordsOf, runStreams, streamArn, streamed } from './run-streams.ts';

const hour = 3_600_000;

test('a letter finds its records in the stream, and is told which of them have aged out', async () => {
  let now = Date.now();
  const { items, streams, service } = await runStreams({ tables: [streamed('rides')], clock: () => now });
  const put = (sk: string) =>
    items.send(new PutItemCommand({ TableName: 'rides', Item: { pk: { S: 'RIDE' }, sk: { S: sk } } }));
  for (const sk of ['1', '2', '3']) await put(sk);
  now += 2 * hour;
  for (const sk of ['4', '5']) await put(sk);
  const all = await recordsOf(streams, 'rides');
  const sequenceNumbers = all.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
  const shardId = await shardOf();
  const letter = (first: number, last: number): StreamLetter => ({
    kind: 'stream',
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:notify',
    reason: 'RetryAttemptsExhausted',
    at: new Date().toISOString(),
    streamArn: streamArn('rides'),
    shardId,
    firstSequenceNumber: sequenceNumbers[first] ?? '',
    lastSequenceNumber: sequenceNumbers[last] ?? '',
  });
  const found = async (first: number, last: number) => {
    const { records, agedOut } = await readRecords(streams, letter(first, last));
    return { keys: records.map(({ dynamodb }) => dynamodb?.Keys?.sk?.S), agedOut };
  };

  expect(await found(1, 3)).toEqual({ keys: ['2', '3', '4'], agedOut: false });
  expect(await found(4, 4)).toEqual({ keys: ['5'], agedOut: false });
  now += 23 * hour;
  await service.streams.trim(now);
  expect(await found(1, 3)).toEqual({ keys: ['4'], agedOut: true });
  expect(await found(0, 2)).toEqual({ keys: [], agedOut: true });
  expect(await found(4, 4)).toEqual({ keys: ['5'], agedOut: false });

  async function shardOf(): Promise<string> {
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn('rides') }));
    return StreamDescription?.Shards?.[0]?.ShardId ?? '';
  }
});
