import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { key, type RunningDynamoDb, runDynamoDb, table } from './run-dynamodb.ts';

let dynamoDb: RunningDynamoDb;
const TableName = 'things';

beforeAll(async () => {
  const { KeySchema, AttributeDefinitions } = key('id');
  const things = table(TableName, {
    KeySchema,
    AttributeDefinitions: [...AttributeDefinitions, { AttributeName: 'kind', AttributeType: 'S' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byKind',
        KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  dynamoDb = await runDynamoDb({ tables: [things] });
});
afterAll(() => dynamoDb.stop());

const put = (Item: PutItem, more: object = {}) =>
  dynamoDb.client.send(new PutItemCommand({ TableName, Item, ...more }));
type PutItem = NonNullable<ConstructorParameters<typeof PutItemCommand>[0]['Item']>;
const get = async (id: string) =>
  (await dynamoDb.client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }))).Item;
const update = (id: string, UpdateExpression: string, more: Partial<UpdateItemCommandInput> = {}) =>
  dynamoDb.client.send(new UpdateItemCommand({ TableName, Key: { id: { S: id } }, UpdateExpression, ...more }));

const numbers = (...values: number[]) => ({ L: values.map((value) => ({ N: String(value) })) });

describe('an update', () => {
  it('removes the elements that its indexes meant before it', async () => {
    await put({ id: { S: 'list' }, l: numbers(0, 1, 2, 3, 4), m: { M: { l: numbers(0, 1, 2) } } });
    await update('list', 'REMOVE l[0], m.l[1], l[1], l[3], m.l[0]');
    expect(await get('list')).toEqual({ id: { S: 'list' }, l: numbers(2, 4), m: { M: { l: numbers(2) } } });
  });

  it('sets before it removes, each by the place it had', async () => {
    await put({ id: { S: 'both' }, l: numbers(0, 1, 2) });
    await update('both', 'REMOVE l[0] SET l[1] = :nine, l[7] = :ten', {
      ExpressionAttributeValues: { ':nine': { N: '9' }, ':ten': { N: '10' } },
    });
    expect(await get('both')).toEqual({ id: { S: 'both' }, l: numbers(9, 2, 10) });
  });

  it('takes every value from the item as it was', async () => {
    await put({ id: { S: 'swap' }, a: { N: '1' }, b: { N: '2' }, c: { SS: ['x'] } });
    await update('swap', 'ADD a :ten, c :more SET b = a, d = if_not_exists(a, :ten), e = c', {
      ExpressionAttributeValues: { ':ten': { N: '10' }, ':more': { SS: ['y'] } },
    });
    expect(await get('swap')).toEqual({
      id: { S: 'swap' },
      a: { N: '11' },
      b: { N: '1' },
      c: { SS: ['x', 'y'] },
      d: { N: '1' },
      e: { SS: ['x'] },
    });
  });

  it('refuses a number that DynamoDB cannot hold', async () => {
    await put({ id: { S: 'huge' }, n: { N: `9e125` } });
    await expect(
      update('huge', 'ADD n :n', { ExpressionAttributeValues: { ':n': { N: '9e125' } } }),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Number overflow. Attempting to store a number with magnitude larger than supported range',
    });
  });

  it.each([
    ['NONE', undefined],
    ['ALL_OLD', { id: { S: 'seen' }, a: { N: '1' }, b: { N: '2' } }],
    ['UPDATED_OLD', { a: { N: '1' } }],
    ['ALL_NEW', { id: { S: 'seen' }, a: { N: '6' }, b: { N: '2' } }],
    ['UPDATED_NEW', { a: { N: '6' } }],
  ] as const)('answers with what %s asks for', async (ReturnValues, expected) => {
    await put({ id: { S: 'seen' }, a: { N: '1' }, b: { N: '2' } });
    const { Attributes } = await update('seen', 'ADD a :five', {
      ExpressionAttributeValues: { ':five': { N: '5' } },
      ReturnValues,
    });
    expect(Attributes).toEqual(expected);
  });
});

describe('the size of an item', () => {
  it('is limited to 400 KB in bytes, names included', async () => {
    const item = (bytes: number) => ({ id: { S: 'big' }, ä: { S: 'x'.repeat(bytes - 7) } });
    await put(item(409_600));
    await expect(put(item(409_601))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Item size has exceeded the maximum allowed size',
    });
    await expect(
      update('big', 'SET b = :b', { ExpressionAttributeValues: { ':b': { S: 'ä' } } }),
    ).rejects.toMatchObject({ message: 'Item size to update has exceeded the maximum allowed size' });
    await expect(
      dynamoDb.client.send(
        new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: item(409_601) } }] } }),
      ),
    ).rejects.toMatchObject({ message: 'Item size has exceeded the maximum allowed size' });
  });
});

describe('a condition', () => {
  const item = {
    id: { S: 'conditions' },
    list: { L: [{ S: 'a' }, { M: { b: { N: '1' } } }] },
    set: { SS: ['x', 'y'] },
    text: { S: 'hello' },
    number: { N: '10' },
    bytes: { B: Buffer.from([1, 2, 3]) },
    yes: { BOOL: true },
  };
  const values = {
    ':list': item.list,
    ':set': { SS: ['y', 'x'] },
    ':map': { M: { b: { N: '1' } } },
    ':a': { S: 'a' },
    ':he': { S: 'he' },
    ':two': { N: '2' },
    ':nine': { N: '9.0' },
    ':three': { N: '3' },
    ':five': { N: '5' },
    ':middle': { B: Buffer.from([2, 3]) },
    ':yes': { BOOL: true },
    ':no': { BOOL: false },
    ':type': { S: 'SS' },
    ':missing': { S: 'missing' },
    ':ten': { N: '1e1' },
  } satisfies PutItem;

  beforeAll(() => put(item));

  it.each([
    ['#list = :list', true],
    ['#set = :set', true],
    ['#list[1] = :map', true],
    ['#list <> :list', false],
    ['contains(#list, :map)', true],
    ['contains(#list, :a)', true],
    ['contains(#set, :a)', false],
    ['contains(#bytes, :middle)', true],
    ['contains(#text, :he)', true],
    ['begins_with(#text, :he)', true],
    ['#text > :he', true],
    ['#number > :nine', true],
    ['#number = :ten', true],
    ['#number BETWEEN :nine AND :ten', true],
    ['#number IN (:nine, :ten)', true],
    ['#number < :he', false],
    ['size(#set) = :two', true],
    ['size(#bytes) = :three', true],
    ['size(#text) = :five', true],
    ['attribute_type(#set, :type)', true],
    ['attribute_exists(#constructor)', false],
    ['#constructor <> :missing', true],
    ['#constructor = :missing', false],
    ['#yes = :yes AND NOT #yes = :no', true],
    ['#yes = :no OR #yes = :yes', true],
    ['NOT (#yes = :no OR #yes = :yes)', false],
  ])('%s is %s', async (ConditionExpression, holds) => {
    const used = <Value>(all: Readonly<Record<string, Value>>) => {
      const found = Object.entries(all).filter(([name]) => new RegExp(`${name}\\b`).test(ConditionExpression));
      return found.length > 0 ? Object.fromEntries(found) : undefined;
    };
    const names = [...Object.keys(item), 'constructor'].map((name) => [`#${name}`, name] as const);
    const outcome = dynamoDb.client.send(
      new UpdateItemCommand({
        TableName,
        Key: { id: item.id },
        ConditionExpression,
        ExpressionAttributeNames: used(Object.fromEntries(names)),
        ExpressionAttributeValues: used(values),
      }),
    );
    if (holds) await outcome;
    else await expect(outcome).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  it.each([
    ['a put', () => put({ id: { S: 'conditions' } }, refused)],
    ['a delete', () => dynamoDb.client.send(new DeleteItemCommand({ TableName, Key: { id: item.id }, ...refused }))],
    ['an update', () => update('conditions', 'REMOVE yes', refused)],
  ])('that fails refuses %s, and shows the item where it is asked for', async (_, write) => {
    await expect(write()).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { text: { S: 'hello' }, set: { SS: ['x', 'y'] } },
    });
    expect(await get('conditions')).toMatchObject({ yes: { BOOL: true } });
  });
  const refused = {
    ConditionExpression: 'attribute_not_exists(id)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;

  it('of the old API refuses too', async () => {
    await expect(put({ id: { S: 'conditions' } }, { Expected: { id: { Exists: false } } })).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
  });
});

describe('an index', () => {
  const kindOf = async (kind: string) => {
    const ids: (string | undefined)[] = [];
    let ExclusiveStartKey: PutItem | undefined;
    do {
      const page = await dynamoDb.client.send(
        new QueryCommand({
          TableName,
          IndexName: 'byKind',
          KeyConditionExpression: 'kind = :kind',
          ExpressionAttributeValues: { ':kind': { S: kind } },
          Limit: 700,
          ExclusiveStartKey,
        }),
      );
      ids.push(...(page.Items ?? []).map(({ id }) => id?.S));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return ids;
  };

  it('holds thousands of items under one key, none twice and none lost', async () => {
    const ids = Array.from({ length: 4000 }, (_, i) => `same-${i}`);
    for (let i = 0; i < ids.length; i += 25) {
      const puts = ids.slice(i, i + 25).map((id) => ({ PutRequest: { Item: { id: { S: id }, kind: { S: 'same' } } } }));
      await dynamoDb.client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
    }
    expect((await kindOf('same')).sort()).toEqual(ids.sort());
  });

  it('follows its items', async () => {
    await put({ id: { S: 'moves' }, kind: { S: 'old' } });
    expect(await kindOf('old')).toEqual(['moves']);
    await update('moves', 'SET kind = :new', { ExpressionAttributeValues: { ':new': { S: 'new' } } });
    expect(await kindOf('old')).toEqual([]);
    expect(await kindOf('new')).toEqual(['moves']);
    await update('moves', 'REMOVE kind');
    expect(await kindOf('new')).toEqual([]);
  });

  it('takes no empty text as its key', async () => {
    await expect(put({ id: { S: 'empty' }, kind: { S: '' } })).rejects.toMatchObject({
      message: expect.stringMatching(/cannot contain an empty string value. IndexName: byKind, IndexKey: kind$/),
    });
    await expect(
      update('empty', 'SET kind = :kind', { ExpressionAttributeValues: { ':kind': { S: '' } } }),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/^One or more .* cannot contain an empty string value\.$/),
    });
  });
});
