import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DynamoDb, openDynamoDb } from '../../../local/endpoint/services/dynamodb/dynamodb.ts';
import type { JsonObject } from '../../../local/template/resources.ts';
import { environment, key, open, table } from './run-dynamodb.ts';

let service: DynamoDb;

beforeAll(async () => {
  const { KeySchema, AttributeDefinitions } = key('pk', 'sk');
  const rides = table('rides', {
    KeySchema,
    AttributeDefinitions: [
      ...AttributeDefinitions,
      { AttributeName: 'rider', AttributeType: 'S' },
      { AttributeName: 'at', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byRider',
        KeySchema: [
          { AttributeName: 'rider', KeyType: 'HASH' },
          { AttributeName: 'at', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  service = await openDynamoDb({ environment, tables: [rides] });
});
afterAll(() => service.close());

const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/rides';
const Key = { pk: { S: 'RIDE#1' }, sk: { S: 'RIDE' } };
const TableName = 'rides';

async function needs(operation: string, input: JsonObject) {
  const { authorizations } = await open(service, operation, input);
  return authorizations.map(({ action, resource, context = {} }) => ({
    action,
    resource,
    ...Object.fromEntries(Object.entries(context).map(([name, values]) => [name.replace('dynamodb:', ''), values])),
  }));
}

describe('what an operation needs', () => {
  it("on one item is its action on the table, with the item's partition key and the attributes it names", async () => {
    expect(await needs('GetItem', { TableName, Key, ProjectionExpression: 'a, b.c' })).toEqual([
      {
        action: 'dynamodb:GetItem',
        resource: arn,
        LeadingKeys: ['RIDE#1'],
        Attributes: ['pk', 'sk', 'a', 'b'],
        Select: ['SPECIFIC_ATTRIBUTES'],
        ReturnConsumedCapacity: ['NONE'],
      },
    ]);
    expect(await needs('GetItem', { TableName, Key })).toMatchObject([{ Select: ['ALL_ATTRIBUTES'] }]);
    expect(await needs('PutItem', { TableName, Item: { ...Key, a: { N: '1' } }, ReturnValues: 'ALL_OLD' })).toEqual([
      {
        action: 'dynamodb:PutItem',
        resource: arn,
        LeadingKeys: ['RIDE#1'],
        Attributes: ['pk', 'sk', 'a'],
        ReturnValues: ['ALL_OLD'],
        ReturnConsumedCapacity: ['NONE'],
      },
    ]);
    const update = {
      TableName,
      Key,
      UpdateExpression: 'SET a = if_not_exists(b, :v) + #c, d.e[1] = f REMOVE g ADD h :v',
      ConditionExpression: 'attribute_exists(i) AND size(j) > :v',
      ExpressionAttributeNames: { '#c': 'c' },
      ExpressionAttributeValues: { ':v': { N: '1' } },
      ReturnConsumedCapacity: 'TOTAL',
    };
    const [updating] = await needs('UpdateItem', update);
    expect(updating).toMatchObject({
      action: 'dynamodb:UpdateItem',
      ReturnConsumedCapacity: ['TOTAL'],
      ReturnValues: ['NONE'],
    });
    expect(Object(updating).Attributes.sort()).toEqual(['a', 'b', 'c', 'd', 'f', 'g', 'h', 'i', 'j', 'pk', 'sk']);
    expect(await needs('DeleteItem', { TableName, Key })).toMatchObject([
      { action: 'dynamodb:DeleteItem', LeadingKeys: ['RIDE#1'] },
    ]);
  });

  it('on an index is judged by the index and its partition key', async () => {
    const query = {
      TableName,
      KeyConditionExpression: 'rider = :r AND #at > :t',
      FilterExpression: 'x = :r',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: { ':r': { S: 'USER#1' }, ':t': { N: '5' } },
    };
    expect(await needs('Query', { ...query, IndexName: 'byRider' })).toEqual([
      {
        action: 'dynamodb:Query',
        resource: `${arn}/index/byRider`,
        LeadingKeys: ['USER#1'],
        Attributes: ['rider', 'at', 'x'],
        Select: ['ALL_PROJECTED_ATTRIBUTES'],
        ReturnConsumedCapacity: ['NONE'],
      },
    ]);
    const onTable = {
      TableName,
      KeyConditionExpression: ':p = pk',
      ExpressionAttributeValues: { ':p': { S: 'RIDE#1' } },
    };
    expect(await needs('Query', { ...onTable, Select: 'COUNT' })).toMatchObject([
      { resource: arn, LeadingKeys: ['RIDE#1'], Select: ['COUNT'] },
    ]);
    const old = { pk: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'RIDE#2' }] } };
    expect(await needs('Query', { TableName, KeyConditions: old })).toMatchObject([{ LeadingKeys: ['RIDE#2'] }]);
    const [scan] = await needs('Scan', { TableName, IndexName: 'byRider' });
    expect(scan).toMatchObject({ action: 'dynamodb:Scan', resource: `${arn}/index/byRider` });
    expect(scan).not.toHaveProperty('LeadingKeys');
  });

  it('in a batch is one action for each table, with all its keys', async () => {
    const other = { ...Key, pk: { S: 'RIDE#2' } };
    const get = { RequestItems: { rides: { Keys: [Key, other] }, others: { Keys: [{ id: { S: '1' } }] } } };
    expect(await needs('BatchGetItem', get)).toMatchObject([
      { action: 'dynamodb:BatchGetItem', resource: arn, LeadingKeys: ['RIDE#1', 'RIDE#2'] },
      { action: 'dynamodb:BatchGetItem', resource: arn.replace('rides', 'others'), LeadingKeys: [] },
    ]);
    const write = { rides: [{ PutRequest: { Item: { ...Key, a: { S: 'x' } } } }, { DeleteRequest: { Key: other } }] };
    expect(await needs('BatchWriteItem', { RequestItems: write })).toMatchObject([
      { action: 'dynamodb:BatchWriteItem', LeadingKeys: ['RIDE#1', 'RIDE#2'], Attributes: ['pk', 'sk', 'a'] },
    ]);
  });

  it('in a transaction is that of each part, by its own key', async () => {
    const keyOf = (pk: string) => ({ pk: { S: pk }, sk: { S: 'x' } });
    const ConditionExpression = 'attribute_exists(pk)';
    const TransactItems = [
      { Put: { TableName, Item: keyOf('A') } },
      { Update: { TableName, Key: keyOf('B'), UpdateExpression: 'REMOVE c' } },
      { Delete: { TableName, Key: keyOf('C') } },
      { ConditionCheck: { TableName, Key: keyOf('D'), ConditionExpression } },
    ];
    const common = { resource: arn, EnclosingOperation: ['TransactWriteItems'] };
    expect(await needs('TransactWriteItems', { TransactItems })).toMatchObject([
      { action: 'dynamodb:PutItem', LeadingKeys: ['A'], ...common },
      { action: 'dynamodb:UpdateItem', LeadingKeys: ['B'], Attributes: ['pk', 'sk', 'c'], ...common },
      { action: 'dynamodb:DeleteItem', LeadingKeys: ['C'], ...common },
      { action: 'dynamodb:ConditionCheckItem', LeadingKeys: ['D'], ...common },
    ]);
    const gets = [{ Get: { TableName, Key: keyOf('A') } }, { Get: { TableName, Key: keyOf('B') } }];
    expect(await needs('TransactGetItems', { TransactItems: gets })).toMatchObject([
      { action: 'dynamodb:GetItem', LeadingKeys: ['A'], EnclosingOperation: ['TransactGetItems'] },
      { action: 'dynamodb:GetItem', LeadingKeys: ['B'] },
    ]);
  });

  it('on tables is the action on the table, and on all for their list', async () => {
    expect(await needs('DescribeTable', { TableName: 'unknown' })).toEqual([
      { action: 'dynamodb:DescribeTable', resource: arn.replace('rides', 'unknown') },
    ]);
    expect(await needs('ListTables', {})).toEqual([{ action: 'dynamodb:ListTables', resource: '*' }]);
  });
});

describe('a request that cannot be read', () => {
  it.each([
    ['an unknown operation', 'Frobnicate', {}, 'com.amazon.coral.service#UnknownOperationException'],
    ['no key condition', 'Query', { TableName }, 'com.amazon.coral.validate#ValidationException'],
    ['a number for a text', 'GetItem', { TableName: 5 }, 'com.amazon.coral.service#SerializationException'],
  ])('is refused before anything is judged: %s', async (_, operation, input, code) => {
    await expect(open(service, operation, input)).rejects.toMatchObject({ status: 400, code });
  });
});
