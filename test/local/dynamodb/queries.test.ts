import {
  type AttributeValue,
  BatchWriteItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { key, type RunningDynamoDb, runDynamoDb, table } from './run-dynamodb.ts';

let dynamoDb: RunningDynamoDb;
const TableName = 'places';
const COUNT = 3000;
const place = (i: number) => String(i).padStart(5, '0');

beforeAll(async () => {
  const { KeySchema, AttributeDefinitions } = key('id');
  const places = table(TableName, {
    KeySchema,
    AttributeDefinitions: [
      ...AttributeDefinitions,
      { AttributeName: 'city', AttributeType: 'S' },
      { AttributeName: 'place', AttributeType: 'S' },
      { AttributeName: 'height', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byPlace',
        KeySchema: [
          { AttributeName: 'city', KeyType: 'HASH' },
          { AttributeName: 'place', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: 'byHeight',
        KeySchema: [
          { AttributeName: 'city', KeyType: 'HASH' },
          { AttributeName: 'height', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
  dynamoDb = await runDynamoDb({ tables: [places] });
  for (let i = 0; i < COUNT; i += 25) {
    const puts = Array.from({ length: 25 }, (_, j) => ({
      PutRequest: {
        Item: {
          id: { S: `id-${i + j}` },
          city: { S: 'crowded' },
          place: { S: place(i + j) },
          height: { N: String(((i + j - COUNT / 2) * 7) / 100) },
          data: { S: 'x'.repeat(340) },
        },
      },
    }));
    await dynamoDb.client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
  }
});
afterAll(() => dynamoDb.stop());

const query = (condition: string, values: Record<string, AttributeValue>, more: Partial<QueryCommandInput> = {}) =>
  dynamoDb.client.send(
    new QueryCommand({
      TableName,
      IndexName: 'byPlace',
      KeyConditionExpression: `city = :city AND ${condition}`,
      ExpressionAttributeValues: { ':city': { S: 'crowded' }, ...values },
      ReturnConsumedCapacity: 'TOTAL',
      ...more,
    }),
  );
const placesOf = ({ Items }: { Items?: Record<string, AttributeValue>[] | undefined }) =>
  (Items ?? []).map((item) => Number(item.place?.S));
const range = (from: number, to: number) =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => (from < to ? from + i : from - i));

describe('a query in the midst of a big partition of an index', () => {
  it.each([
    ['place >= :a', { ':a': place(1500) }, 1500],
    ['place > :a', { ':a': place(1499) }, 1500],
    ['begins_with(place, :a)', { ':a': '015' }, 1500],
    ['place BETWEEN :a AND :b', { ':a': place(1500), ':b': place(2000) }, 1500],
  ])('reads no more than its limit: %s', async (condition, texts, first) => {
    const values = Object.fromEntries(Object.entries(texts).map(([name, S]) => [name, { S }]));
    const page = await query(condition, values, { Limit: 25 });
    expect(placesOf(page)).toEqual(range(first, first + 24));
    expect(page.ScannedCount).toBe(25);
    expect(page.ConsumedCapacity?.CapacityUnits).toBe(1.5);
  });

  it('reads no more than the range', async () => {
    const values = { ':a': { S: place(1500) }, ':b': { S: place(1509) } };
    const page = await query('place BETWEEN :a AND :b', values);
    expect(placesOf(page)).toEqual(range(1500, 1509));
    expect(page.ScannedCount).toBe(10);
    expect(page.ConsumedCapacity?.CapacityUnits).toBe(0.5);
    expect(page.LastEvaluatedKey).toBeUndefined();
    const backwards = await query('place BETWEEN :a AND :b', values, { ScanIndexForward: false });
    expect(placesOf(backwards)).toEqual(range(1509, 1500));
    expect((await query('place = :a', { ':a': { S: place(7) } })).ScannedCount).toBe(1);
    expect((await query('place < :a', { ':a': { S: place(7) } })).ScannedCount).toBe(7);
    expect((await query('place <= :a', { ':a': { S: place(7) } })).ScannedCount).toBe(8);
  });

  it.each([true, false])('goes on where the last page ended (forward: %s)', async (ScanIndexForward) => {
    const values = { ':a': { S: place(100) }, ':b': { S: place(199) } };
    const seen: number[] = [];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const page = await query('place BETWEEN :a AND :b', values, { Limit: 33, ScanIndexForward, ExclusiveStartKey });
      seen.push(...placesOf(page));
      ExclusiveStartKey = page.LastEvaluatedKey;
      if (ExclusiveStartKey) expect(Object.keys(ExclusiveStartKey).sort()).toEqual(['city', 'id', 'place']);
    } while (ExclusiveStartKey);
    expect(seen).toEqual(ScanIndexForward ? range(100, 199) : range(199, 100));
  });

  it('counts what it reads before the filter', async () => {
    const page = await query(
      'place >= :a',
      { ':a': { S: place(0) }, ':id': { S: 'id-3' } },
      { Limit: 10, FilterExpression: 'id = :id', ProjectionExpression: 'place' },
    );
    expect(page).toMatchObject({ Count: 1, ScannedCount: 10, Items: [{ place: { S: place(3) } }] });
    expect(Object.keys(page.Items?.[0] ?? {})).toEqual(['place']);
  });
});

describe('a query of numbers', () => {
  it('has them in their order, below zero too', async () => {
    const heights = async (from: string, to: string) => {
      const { Items } = await query(
        'height BETWEEN :a AND :b',
        { ':a': { N: from }, ':b': { N: to } },
        { IndexName: 'byHeight' },
      );
      return (Items ?? []).map(({ height }) => Number(height?.N));
    };
    const found = await heights('-10.5', '10.5');
    expect(found).toHaveLength(301);
    expect(found).toEqual([...found].sort((one, other) => one - other));
    expect(await heights('-0.07', '0.07')).toEqual([-0.07, 0, 0.07]);
  });
});

describe('a page', () => {
  const scanAll = async (more: Partial<ScanCommandInput> = {}) => {
    const ids: string[] = [];
    let pages = 0;
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const page = await dynamoDb.client.send(new ScanCommand({ TableName, ExclusiveStartKey, ...more }));
      ids.push(...(page.Items ?? []).map(({ id }) => id?.S ?? ''));
      ExclusiveStartKey = page.LastEvaluatedKey;
      pages++;
    } while (ExclusiveStartKey);
    return { ids: ids.sort(), pages };
  };
  const all = Array.from({ length: COUNT }, (_, i) => `id-${i}`).sort();

  it('ends at 1 MB', async () => {
    expect(await scanAll()).toEqual({ ids: all, pages: 2 });
    const page = await query('place >= :a', { ':a': { S: '0' } });
    expect(page.Count).toBeLessThan(COUNT);
    expect(page.ConsumedCapacity?.CapacityUnits).toBe(128.5);
    expect(page.LastEvaluatedKey).toBeDefined();
  });

  it('of one segment has what no other has', async () => {
    const segments = await Promise.all([0, 1, 2].map((Segment) => scanAll({ Segment, TotalSegments: 3, Limit: 400 })));
    expect(segments.flatMap(({ ids }) => ids).sort()).toEqual(all);
  });

  it('of an index has what the index projects', async () => {
    expect((await scanAll({ IndexName: 'byHeight', Limit: 1000 })).ids).toEqual(all);
    const { Items } = await dynamoDb.client.send(new ScanCommand({ TableName, IndexName: 'byHeight', Limit: 1 }));
    expect(Object.keys(Items?.[0] ?? {}).sort()).toEqual(['city', 'height', 'id']);
  });
});

describe('what is selected', () => {
  it.each([
    [
      { Select: 'ALL_ATTRIBUTES', ProjectionExpression: 'id' },
      'Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES',
    ],
    [
      { Select: 'SPECIFIC_ATTRIBUTES' },
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    ],
    [
      { IndexName: 'byHeight', Select: 'ALL_ATTRIBUTES' },
      /ALL_ATTRIBUTES is not supported for global secondary index byHeight because its projection type is not ALL$/,
    ],
    [{ IndexName: 'nothing' }, 'The table does not have the specified index: nothing'],
    [{ ConsistentRead: true }, 'Consistent reads are not supported on global secondary indexes'],
  ] satisfies [Partial<QueryCommandInput>, string | RegExp][])(
    'is refused where it cannot be: %o',
    async (more: Partial<QueryCommandInput>, message) => {
      const byHeight = more.IndexName === 'byHeight';
      const asked = byHeight
        ? query('height = :a', { ':a': { N: '1' } }, more)
        : query('place = :a', { ':a': { S: 'x' } }, more);
      await expect(asked).rejects.toMatchObject({
        name: 'ValidationException',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      });
    },
  );

  it('may be the count alone', async () => {
    const page = await query('place < :a', { ':a': { S: place(5) } }, { Select: 'COUNT' });
    expect(page).toMatchObject({ Count: 5, ScannedCount: 5 });
    expect(page.Items).toBeUndefined();
  });
});
