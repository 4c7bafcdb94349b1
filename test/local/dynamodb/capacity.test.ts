import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type ReturnConsumedCapacity,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { key, type RunningDynamoDb, runDynamoDb, table } from './run-dynamodb.ts';

let dynamoDb: RunningDynamoDb;
const TableName = 'metered';

beforeAll(async () => {
  const { KeySchema, AttributeDefinitions } = key('pk', 'sk');
  const metered = table(TableName, {
    KeySchema,
    AttributeDefinitions: [
      ...AttributeDefinitions,
      { AttributeName: 'group', AttributeType: 'S' },
      { AttributeName: 'rank', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byGroup',
        KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['shown'] },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: 'byRank',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'rank', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
  dynamoDb = await runDynamoDb({ tables: [metered] });
});
afterAll(() => dynamoDb.stop());

const Key = { pk: { S: 'p' }, sk: { S: 's' } };
const INDEXES = { ReturnConsumedCapacity: 'INDEXES' as ReturnConsumedCapacity };
const kilobytes = (count: number) => ({ S: 'x'.repeat(count * 1024 - 100) });
const put = async (more: object) =>
  (await dynamoDb.client.send(new PutItemCommand({ TableName, Item: { ...Key, ...more }, ...INDEXES })))
    .ConsumedCapacity;
describe('the capacity of a write', () => {
  it('counts the larger of the item before and after, and every index that changes', async () => {
    expect(await put({ a: kilobytes(3) })).toEqual({ TableName, CapacityUnits: 3, Table: { CapacityUnits: 3 } });
    expect(await put({ group: { S: 'g' }, rank: { N: '1' }, shown: { S: 'x' } })).toEqual({
      TableName,
      CapacityUnits: 5,
      Table: { CapacityUnits: 3 },
      GlobalSecondaryIndexes: { byGroup: { CapacityUnits: 1 } },
      LocalSecondaryIndexes: { byRank: { CapacityUnits: 1 } },
    });
  });

  it('leaves out the indexes that stay as they are', async () => {
    const item = { group: { S: 'g' }, rank: { N: '1' }, shown: { S: 'x' } };
    await put(item);
    expect(await put(item)).toEqual({ TableName, CapacityUnits: 1, Table: { CapacityUnits: 1 } });
    expect(await put({ ...item, unseen: { S: 'x' } })).toMatchObject({ CapacityUnits: 1 });
    expect(await put({ ...item, shown: { S: 'y' } })).toMatchObject({ CapacityUnits: 2 });
  });

  it('counts a moved entry twice, a removed one once', async () => {
    await put({ group: { S: 'g' } });
    expect(await put({ group: { S: 'h' } })).toMatchObject({
      CapacityUnits: 3,
      GlobalSecondaryIndexes: { byGroup: { CapacityUnits: 2 } },
    });
    expect(await put({})).toMatchObject({ CapacityUnits: 2 });
  });

  it('of a batch is told by table, of a transaction twice for the items', async () => {
    const Item = { ...Key, sk: { S: 'batch' }, group: { S: 'g' } };
    const deleted = { DeleteRequest: { Key: { ...Key, sk: { S: 'nothing' } } } };
    const batch = await dynamoDb.client.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item } }, deleted] }, ...INDEXES }),
    );
    expect(batch.ConsumedCapacity).toEqual([
      {
        TableName,
        CapacityUnits: 3,
        Table: { CapacityUnits: 2 },
        GlobalSecondaryIndexes: { byGroup: { CapacityUnits: 1 } },
      },
    ]);
    const transaction = await dynamoDb.client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: { ...Item, sk: { S: 'transaction' } } } },
          { Delete: { TableName, Key: deleted.DeleteRequest.Key } },
        ],
        ...INDEXES,
      }),
    );
    expect(transaction.ConsumedCapacity).toMatchObject([
      { CapacityUnits: 5, WriteCapacityUnits: 5, Table: { CapacityUnits: 4, WriteCapacityUnits: 4 } },
    ]);
  });
});

describe('the capacity of a read', () => {
  beforeAll(async () => {
    await put({ a: kilobytes(9), group: { S: 'read' }, rank: { N: '7' } });
  });

  const get = async (sk: string, ConsistentRead: boolean) => {
    const { ConsumedCapacity } = await dynamoDb.client.send(
      new GetItemCommand({ TableName, Key: { ...Key, sk: { S: sk } }, ConsistentRead, ...INDEXES }),
    );
    return ConsumedCapacity?.CapacityUnits;
  };

  it('is one for each 4 KB, half as much when eventually consistent, twice in a transaction', async () => {
    expect(await get('s', true)).toBe(3);
    expect(await get('s', false)).toBe(1.5);
    const { ConsumedCapacity } = await dynamoDb.client.send(
      new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key } }], ...INDEXES }),
    );
    expect(ConsumedCapacity).toEqual([
      { TableName, CapacityUnits: 6, ReadCapacityUnits: 6, Table: { CapacityUnits: 6, ReadCapacityUnits: 6 } },
    ]);
  });

  it('is that of one when there is none', async () => {
    expect(await get('nothing', true)).toBe(1);
    expect(await get('nothing', false)).toBe(0.5);
  });

  it('of a batch is rounded up for each item', async () => {
    const Keys = [Key, { ...Key, sk: { S: 'nothing' } }];
    const { ConsumedCapacity } = await dynamoDb.client.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } }, ReturnConsumedCapacity: 'TOTAL' }),
    );
    expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 2 }]);
  });

  it('of an index goes by the size of its entries; what a local one fetches from the table is paid there', async () => {
    const query = (IndexName: string, name: string, value: string, more: object = {}) =>
      dynamoDb.client.send(
        new QueryCommand({
          TableName,
          IndexName,
          KeyConditionExpression: '#n = :v',
          ExpressionAttributeNames: { '#n': name },
          ExpressionAttributeValues: { ':v': { S: value } },
          ...INDEXES,
          ...more,
        }),
      );
    expect((await query('byGroup', 'group', 'read')).ConsumedCapacity).toEqual({
      TableName,
      CapacityUnits: 0.5,
      Table: { CapacityUnits: 0 },
      GlobalSecondaryIndexes: { byGroup: { CapacityUnits: 0.5 } },
    });
    const fetched = await query('byRank', 'pk', 'p', { Select: 'ALL_ATTRIBUTES', ConsistentRead: true });
    expect(fetched.Items).toMatchObject([{ a: kilobytes(9) }]);
    expect(fetched.ConsumedCapacity).toMatchObject({
      CapacityUnits: 4,
      Table: { CapacityUnits: 3 },
      LocalSecondaryIndexes: { byRank: { CapacityUnits: 1 } },
    });
    await expect(query('byGroup', 'group', 'read', { ProjectionExpression: 'a' })).rejects.toMatchObject({
      message: 'One or more parameter values were invalid: Global secondary index byGroup does not project [a]',
    });
  });

  it('of a scan is that of all it reads, whatever it filters', async () => {
    const { ConsumedCapacity, Count } = await dynamoDb.client.send(
      new ScanCommand({
        TableName,
        FilterExpression: 'sk = :nothing',
        ExpressionAttributeValues: { ':nothing': { S: 'nothing' } },
        ...INDEXES,
      }),
    );
    expect(Count).toBe(0);
    expect(ConsumedCapacity?.CapacityUnits).toBe(1.5);
  });
});

describe('the report of the local run', () => {
  it('has the units of every call, also when the client did not ask, and of a refused write', async () => {
    const { client, answers } = dynamoDb;
    const units = () => answers.at(-1)?.units;
    const answer = await client.send(new PutItemCommand({ TableName, Item: { ...Key, a: kilobytes(5) } }));
    expect(answer.ConsumedCapacity).toBeUndefined();
    expect(units()).toEqual({ write: 9 + 2 });
    await client.send(new GetItemCommand({ TableName, Key }));
    expect(units()).toEqual({ read: 1 });
    const ConditionExpression = 'attribute_not_exists(pk)';
    await expect(client.send(new DeleteItemCommand({ TableName, Key, ConditionExpression }))).rejects.toThrow();
    expect(units()).toEqual({ write: 5 });
    const part = { Delete: { TableName, Key, ConditionExpression } };
    await expect(client.send(new TransactWriteItemsCommand({ TransactItems: [part] }))).rejects.toThrow();
    expect(units()).toEqual({ write: 10 });
  });
});
