import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { key, table } from '../dynamodb/run-dynamodb.ts';
import { recordsOf, runStreams, streamArn, streamed } from './run-streams.ts';

const put = (sk: string, more = {}, TableName = 'rides') =>
  new PutItemCommand({ TableName, Item: { pk: { S: 'RIDE' }, sk: { S: sk }, ...more } });
const keyOf = (sk: string) => ({ pk: { S: 'RIDE' }, sk: { S: sk } });

describe('a table stream', () => {
  it('has a record of each change, with the item before and after', async () => {
    const { items, streams } = await runStreams({ tables: [streamed('rides')] });
    await items.send(put('1', { fare: { N: '420' } }));
    await items.send(
      new UpdateItemCommand({
        TableName: 'rides',
        Key: keyOf('1'),
        UpdateExpression: 'SET fare = :fare',
        ExpressionAttributeValues: { ':fare': { N: '540' } },
      }),
    );
    await items.send(new DeleteItemCommand({ TableName: 'rides', Key: keyOf('1') }));

    const records = await recordsOf(streams, 'rides');
    const before = { ...keyOf('1'), fare: { N: '420' } };
    const after = { ...keyOf('1'), fare: { N: '540' } };
    expect(records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.OldImage, dynamodb?.NewImage])).toEqual([
      ['INSERT', undefined, before],
      ['MODIFY', before, after],
      ['REMOVE', after, undefined],
    ]);
    expect(records[1]).toMatchObject({
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: { Keys: keyOf('1'), StreamViewType: 'NEW_AND_OLD_IMAGES', SizeBytes: 9 + 2 * 15 },
    });
    const written = Number(records[1]?.dynamodb?.ApproximateCreationDateTime);
    expect(Math.abs(Date.now() - written)).toBeLessThan(60_000);
    expect(written % 1000).toBe(0);
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(3);
    const numbers = records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
    for (const number of numbers) expect(number).toMatch(/^[1-9]\d{20,39}$/);
    expect(numbers).toEqual(numbers.toSorted((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1)));
  });

  it('has none for a write that changes nothing, or is refused', async () => {
    const { items, streams } = await runStreams({ tables: [streamed('rides')] });
    await items.send(put('1', { tags: { SS: ['a', 'b'] } }));
    await items.send(put('1', { tags: { SS: ['b', 'a'] } }));
    await items.send(new DeleteItemCommand({ TableName: 'rides', Key: keyOf('none') }));
    const refused = new PutItemCommand({ ...put('1').input, ConditionExpression: 'attribute_not_exists(pk)' });
    await expect(items.send(refused)).rejects.toThrow('conditional');
    expect(await recordsOf(streams, 'rides')).toHaveLength(1);
  });

  it('has one for each item that a transaction or a batch changes, and none for what a transaction only checks', async () => {
    const { items, streams } = await runStreams({ tables: [streamed('rides')] });
    await items.send(put('1'));
    await items.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: put('2').input },
          { Put: put('3').input },
          { ConditionCheck: { TableName: 'rides', Key: keyOf('1'), ConditionExpression: 'attribute_exists(pk)' } },
        ],
      }),
    );
    const requests = ['4', '5'].map((sk) => ({ PutRequest: { Item: keyOf(sk) } }));
    await items.send(new BatchWriteItemCommand({ RequestItems: { rides: requests } }));
    const written = (await recordsOf(streams, 'rides')).map(({ dynamodb }) => dynamodb?.Keys?.sk?.S);
    expect(written).toEqual(['1', '2', '3', '4', '5']);
  });

  it.each([
    ['KEYS_ONLY', {}],
    ['NEW_IMAGE', { NewImage: true }],
    ['OLD_IMAGE', { OldImage: true }],
    ['NEW_AND_OLD_IMAGES', { NewImage: true, OldImage: true }],
  ])('with the view %s shows these images', async (view, shown) => {
    const { items, streams } = await runStreams({ tables: [streamed('rides', view)] });
    await items.send(put('1', { fare: { N: '1' } }));
    await items.send(put('1', { fare: { N: '2' } }));
    const [, record] = await recordsOf(streams, 'rides');
    const images = [record?.dynamodb?.NewImage && 'NewImage', record?.dynamodb?.OldImage && 'OldImage'];
    expect(images.filter(Boolean)).toEqual(Object.keys(shown));
    expect(record?.dynamodb).toMatchObject({ Keys: keyOf('1'), StreamViewType: view });
  });

  it('says that DynamoDB itself removed an item whose time to live was over', async () => {
    const { items, streams, service } = await runStreams({ tables: [streamed('rides')] });
    const expiresAt = { N: String(Math.floor(Date.now() / 1000) - 10) };
    await items.send(put('1', { expiresAt }));
    const arn = streamArn('rides');
    await service.streams.changed(arn, service.streams.latest(arn), AbortSignal.timeout(20_000));
    const [insert, remove] = await recordsOf(streams, 'rides');
    expect(insert?.userIdentity).toBeUndefined();
    expect(remove).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
    });
  });

  it('is there for each table that has one, and only its own records', async () => {
    const tables = [streamed('rides'), streamed('rides-2'), table('plain', key('pk', 'sk'))];
    const { items, streams } = await runStreams({ tables });
    await items.send(put('1', {}, 'rides-2'));
    await items.send(put('2', {}, 'rides'));
    await items.send(put('3', {}, 'plain'));
    const written = async (name: string) =>
      (await recordsOf(streams, name)).map(({ dynamodb }) => dynamodb?.Keys?.sk?.S);
    expect(await written('rides')).toEqual(['2']);
    expect(await written('rides-2')).toEqual(['1']);
    await expect(recordsOf(streams, 'plain')).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });
});
