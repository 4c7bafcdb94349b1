import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { describe, expect, it } from 'vitest';
import { open } from '../dynamodb/run-dynamodb.ts';
import { dataFolder, iteratorOf, recordsFrom, recordsOf, runStreams, streamArn, streamed } from './run-streams.ts';

const hour = 60 * 60 * 1000;
const put = (sk: string, data = '', TableName = 'rides') =>
  new PutItemCommand({ TableName, Item: { pk: { S: 'RIDE' }, sk: { S: sk }, data: { S: data } } });
const sortKeys = (records: Awaited<ReturnType<typeof recordsOf>>) =>
  records.map(({ dynamodb }) => dynamodb?.Keys?.sk?.S);

describe('the API of DynamoDB Streams', () => {
  it('lists streams by pages, and those of one table', async () => {
    const { streams } = await runStreams({ tables: ['aaa', 'bbb', 'ccc'].map((name) => streamed(name)) });
    const first = await streams.send(new ListStreamsCommand({ Limit: 2 }));
    expect(first.Streams?.map(({ TableName }) => TableName)).toEqual(['aaa', 'bbb']);
    const next = { ExclusiveStartStreamArn: first.LastEvaluatedStreamArn };
    const rest = await streams.send(new ListStreamsCommand(next));
    expect(rest).toMatchObject({ Streams: [{ TableName: 'ccc', StreamArn: streamArn('ccc') }] });
    expect(rest.LastEvaluatedStreamArn).toBeUndefined();
    const { Streams } = await streams.send(new ListStreamsCommand({ TableName: 'bbb' }));
    expect(Streams?.map(({ TableName }) => TableName)).toEqual(['bbb']);
  });

  it('describes a stream with its one open shard', async () => {
    const { streams } = await runStreams({ tables: [streamed('rides', 'KEYS_ONLY')] });
    const describe = new DescribeStreamCommand({ StreamArn: streamArn('rides') });
    const { StreamDescription } = await streams.send(describe);
    expect(StreamDescription).toMatchObject({
      StreamArn: streamArn('rides'),
      StreamStatus: 'ENABLED',
      StreamViewType: 'KEYS_ONLY',
      TableName: 'rides',
      KeySchema: [{ AttributeName: 'pk' }, { AttributeName: 'sk' }],
      Shards: [{ ShardId: expect.stringMatching(/^shardId-\d{20}-[0-9a-f]{8}$/) }],
    });
    const shard = StreamDescription?.Shards?.[0];
    expect(shard?.SequenceNumberRange?.StartingSequenceNumber).toMatch(/^\d{21,40}$/);
    expect(shard?.SequenceNumberRange?.EndingSequenceNumber).toBeUndefined();
  });

  it('begins at the four places that an iterator may stand at', async () => {
    const { items, streams } = await runStreams({ tables: [streamed('rides')] });
    for (const sk of ['1', '2', '3']) await items.send(put(sk));
    const latest = await iteratorOf(streams, 'rides', { ShardIteratorType: 'LATEST' });
    await items.send(put('4'));
    const all = await recordsOf(streams, 'rides');
    const second = { SequenceNumber: all[1]?.dynamodb?.SequenceNumber };
    expect(sortKeys(all)).toEqual(['1', '2', '3', '4']);
    expect(sortKeys(await recordsFrom(streams, latest))).toEqual(['4']);
    const from = async (ShardIteratorType: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER') =>
      sortKeys(await recordsOf(streams, 'rides', { ShardIteratorType, ...second }));
    expect(await from('AT_SEQUENCE_NUMBER')).toEqual(['2', '3', '4']);
    expect(await from('AFTER_SEQUENCE_NUMBER')).toEqual(['3', '4']);
  });

  it('answers with at most Limit records, and at most 1 MB', async () => {
    const { items, streams } = await runStreams({ tables: [streamed('rides', 'NEW_IMAGE')] });
    for (const sk of ['1', '2', '3', '4']) await items.send(put(sk, 'x'.repeat(300_000)));
    const ShardIterator = await iteratorOf(streams, 'rides', { ShardIteratorType: 'TRIM_HORIZON' });
    const limited = await streams.send(new GetRecordsCommand({ ShardIterator, Limit: 2 }));
    expect(sortKeys(limited.Records ?? [])).toEqual(['1', '2']);
    const large = await streams.send(new GetRecordsCommand({ ShardIterator }));
    expect(sortKeys(large.Records ?? [])).toEqual(['1', '2', '3']);
    expect(sortKeys(await recordsFrom(streams, large.NextShardIterator))).toEqual(['4']);
  });

  it('refuses an iterator after 15 minutes, and what is none', async () => {
    let now = Date.now();
    const { streams } = await runStreams({ tables: [streamed('rides')], clock: () => now });
    const ShardIterator = await iteratorOf(streams, 'rides', { ShardIteratorType: 'LATEST' });
    now += 15 * 60 * 1000;
    await streams.send(new GetRecordsCommand({ ShardIterator }));
    now += 1;
    const expired = streams.send(new GetRecordsCommand({ ShardIterator }));
    await expect(expired).rejects.toThrow(expect.objectContaining({ name: 'ExpiredIteratorException' }));
    const none = streams.send(new GetRecordsCommand({ ShardIterator: 'none' }));
    await expect(none).rejects.toThrow(expect.objectContaining({ name: 'ValidationException' }));
  });

  it('refuses a stream or a shard that is not there, and a request that is malformed', async () => {
    const { streams } = await runStreams({ tables: [streamed('rides')] });
    const unknown = streams.send(new DescribeStreamCommand({ StreamArn: streamArn('nothing') }));
    await expect(unknown).rejects.toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }));
    const ask = (input: object) =>
      streams.send(
        new GetShardIteratorCommand({
          StreamArn: streamArn('rides'),
          ShardId: 'shardId-00000000000000000000-00000000',
          ShardIteratorType: 'LATEST',
          ...input,
        }),
      );
    await expect(ask({})).rejects.toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }));
    for (const malformed of [{ ShardIteratorType: 'MIDDLE' }, { ShardIteratorType: 'AT_SEQUENCE_NUMBER' }]) {
      await expect(ask(malformed)).rejects.toThrow(expect.objectContaining({ name: 'ValidationException' }));
    }
  });

  it('needs each action on the stream itself', async () => {
    const { service, streams } = await runStreams({ tables: [streamed('rides')] });
    const StreamArn = streamArn('rides');
    const ShardIterator = (await iteratorOf(streams, 'rides', { ShardIteratorType: 'LATEST' })) ?? '';
    const shard = { StreamArn, ShardId: 'shardId-00000000000000000000-00000000', ShardIteratorType: 'LATEST' };
    const needed = async (operation: string, input: Record<string, string>) =>
      (await open(service, operation, input, 'DynamoDBStreams_20120810')).authorizations;
    expect(await needed('DescribeStream', { StreamArn })).toEqual([
      { action: 'dynamodb:DescribeStream', resource: StreamArn },
    ]);
    expect(await needed('GetShardIterator', shard)).toEqual([
      { action: 'dynamodb:GetShardIterator', resource: StreamArn },
    ]);
    expect(await needed('GetRecords', { ShardIterator })).toEqual([
      { action: 'dynamodb:GetRecords', resource: StreamArn },
    ]);
    expect(await needed('ListStreams', { TableName: 'rides' })).toEqual([
      { action: 'dynamodb:ListStreams', resource: StreamArn },
    ]);
  });
});

describe('what a stream keeps', () => {
  it('is there after a restart, in order with what follows, and gone with the table', async () => {
    const dataDirectory = await dataFolder();
    const first = await runStreams({ tables: [streamed('rides')], dataDirectory });
    await first.items.send(put('1'));
    await first.stop();
    // The clock was set back meanwhile.
    const clock = () => Date.now() - 100 * hour;
    const second = await runStreams({ tables: [streamed('rides')], dataDirectory, clock });
    await second.items.send(put('2'));
    expect(sortKeys(await recordsOf(second.streams, 'rides'))).toEqual(['1', '2']);
  });

  it('is trimmed after 24 hours, and who asks for it then is told', async () => {
    let now = Date.now();
    const { items, streams, service } = await runStreams({ tables: [streamed('rides')], clock: () => now });
    await items.send(put('old'));
    const [old] = await recordsOf(streams, 'rides');
    const iterator = await iteratorOf(streams, 'rides', { ShardIteratorType: 'TRIM_HORIZON' });
    now += 24 * hour - 1000;
    await items.send(put('new'));
    await service.streams.trim(now);
    expect(sortKeys(await recordsOf(streams, 'rides'))).toEqual(['old', 'new']);

    now += 2000;
    await service.streams.trim(now);
    expect(sortKeys(await recordsOf(streams, 'rides'))).toEqual(['new']);
    const trimmed = expect.objectContaining({ name: 'TrimmedDataAccessException' });
    const at = { SequenceNumber: old?.dynamodb?.SequenceNumber, ShardIteratorType: 'AT_SEQUENCE_NUMBER' as const };
    await expect(recordsOf(streams, 'rides', at)).rejects.toThrow(trimmed);
    now -= 24 * hour;
    await expect(recordsFrom(streams, iterator)).rejects.toThrow(trimmed);
  });
});
