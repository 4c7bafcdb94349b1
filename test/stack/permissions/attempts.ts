import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { operationNames } from '../templates.ts';

/** One permission that a call needs. */
export interface Need {
  readonly action: string;
  /** What follows the table's ARN. */
  readonly part: string;
  readonly keys: readonly string[];
}

/** One call that a function could try. */
export interface Attempt {
  readonly name: string;
  readonly needs: readonly Need[];
  readonly send: (client: DynamoDBClient) => Promise<unknown>;
}

/** A key of every kind of item that is or will be in the table, and near misses. */
const itemKeys = [
  'USER#alice',
  'EMAIL#alice@example.com',
  'UNICORN#rocinante',
  'RIDE#ride',
  'IMPORT#import',
  'IDEMPOTENCY#RequestRide#alice#key',
  'IDEMPOTENCY#RequestRides#alice#key',
  'SECRET#CURSOR',
  'SECRET#CURSOR2',
  'USERS#0',
];

/** Kinds of item that are also tried in batches and transactions, which need the permissions of their parts. */
const keysInSeveral = ['USER#alice', 'RIDE#ride', 'SECRET#CURSOR2'];

/** The partitions of each index. */
const indexKeys: Readonly<Record<string, readonly string[]>> = {
  availableUnicorns: ['CELL#0', 'CELL', 'XCELL#0'],
  ridesByRider: ['RIDER#alice', 'RIDE#alice', 'X'],
  ridesByRiderAndStatus: ['RIDER#alice#booked', 'RIDE#alice', 'X'],
  openRides: ['OPEN#0', 'X'],
  directory: ['USERS#0', 'FLEET#0', 'USER#alice', 'X'],
};
/** Every key above, and those of the idempotent requests of each operation. */
export const allKeys = [
  ...itemKeys,
  ...operationNames.map((name) => `IDEMPOTENCY#${name}#alice#key`),
  ...Object.values(indexKeys).flat(),
  '',
];
export const parts = ['', ...Object.keys(indexKeys).map((name) => `/index/${name}`), '/stream/1', '/backup/1'];

const partitionKeyOf: Readonly<Record<string, string>> = {
  availableUnicorns: 'cell',
  ridesByRider: 'rider',
  ridesByRiderAndStatus: 'riderStatus',
  openRides: 'open',
  directory: 'shard',
};

/** Each DynamoDB call that runs locally, with each kind of key, on the table and on each index. */
export function attemptsOn(TableName: string): Attempt[] {
  return [
    ...itemKeys.flatMap((key) => onItem(TableName, key)),
    ...keysInSeveral.flatMap((key) => inSeveral(TableName, key)),
    ...Object.entries(indexKeys).flatMap(([index, keys]) => [
      ...keys.map((key) => query(TableName, key, index)),
      scan(TableName, index),
    ]),
    scan(TableName),
    ...onTable(TableName),
    ...mixed(TableName),
  ];
}

function onItem(TableName: string, pk: string): Attempt[] {
  const Key = keyOf(pk);
  const one = oneOn(pk);
  return [
    { ...one('GetItem'), send: (client) => client.send(new GetItemCommand({ TableName, Key })) },
    { ...one('PutItem'), send: (client) => client.send(new PutItemCommand({ TableName, Item: Key })) },
    { ...one('DeleteItem'), send: (client) => client.send(new DeleteItemCommand({ TableName, Key })) },
    {
      ...one('UpdateItem'),
      send: (client) => client.send(new UpdateItemCommand({ TableName, Key, UpdateExpression: 'REMOVE nothing' })),
    },
    query(TableName, pk),
  ];
}

function inSeveral(TableName: string, pk: string): Attempt[] {
  const Key = keyOf(pk);
  const one = oneOn(pk);
  return [
    {
      ...one('BatchGetItem'),
      send: (client) => client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } })),
    },
    {
      ...one('BatchWriteItem', 'BatchWriteItem (put)'),
      send: (client) =>
        client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: Key } }] } })),
    },
    {
      ...one('BatchWriteItem', 'BatchWriteItem (delete)'),
      send: (client) =>
        client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key } }] } })),
    },
    {
      ...one('GetItem', 'TransactGetItems'),
      send: (client) => client.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key } }] })),
    },
    { ...one('PutItem', 'TransactWriteItems (put)'), send: write({ Put: { TableName, Item: Key } }) },
    { ...one('DeleteItem', 'TransactWriteItems (delete)'), send: write({ Delete: { TableName, Key } }) },
    {
      ...one('UpdateItem', 'TransactWriteItems (update)'),
      send: write({ Update: { TableName, Key, UpdateExpression: 'REMOVE nothing' } }),
    },
    {
      ...one('ConditionCheckItem', 'TransactWriteItems (check)'),
      send: write({ ConditionCheck: { TableName, Key, ConditionExpression: 'attribute_exists(pk)' } }),
    },
  ];
}

const oneOn =
  (pk: string) =>
  (action: string, name = action): Omit<Attempt, 'send'> => ({
    name: `${name} ${pk}`,
    needs: [{ action, part: '', keys: [pk] }],
  });

function query(TableName: string, key: string, IndexName?: string): Attempt {
  const part = IndexName === undefined ? '' : `/index/${IndexName}`;
  const input = {
    TableName,
    KeyConditionExpression: '#key = :key',
    ExpressionAttributeNames: { '#key': IndexName === undefined ? 'pk' : (partitionKeyOf[IndexName] ?? '') },
    ExpressionAttributeValues: { ':key': { S: key } },
    ...(IndexName !== undefined && { IndexName }),
  };
  return {
    name: `Query${part} ${key}`,
    needs: [{ action: 'Query', part, keys: [key] }],
    send: (client) => client.send(new QueryCommand(input)),
  };
}

function scan(TableName: string, IndexName?: string): Attempt {
  const part = IndexName === undefined ? '' : `/index/${IndexName}`;
  return {
    name: `Scan${part}`,
    needs: [{ action: 'Scan', part, keys: [] }],
    send: (client) => client.send(new ScanCommand({ TableName, ...(IndexName !== undefined && { IndexName }) })),
  };
}

function onTable(TableName: string): Attempt[] {
  const whole = (action: string, send: Attempt['send'], part = ''): Attempt => ({
    name: action,
    needs: [{ action, part, keys: [] }],
    send,
  });
  const key = [{ AttributeName: 'pk', KeyType: 'HASH' }] as const;
  const definitions = [{ AttributeName: 'pk', AttributeType: 'S' }] as const;
  const expiry = { AttributeName: 'expiresAt', Enabled: false };
  return [
    whole('DescribeTable', (client) => client.send(new DescribeTableCommand({ TableName }))),
    whole('DeleteTable', (client) => client.send(new DeleteTableCommand({ TableName }))),
    whole('DescribeTimeToLive', (client) => client.send(new DescribeTimeToLiveCommand({ TableName }))),
    whole('DescribeContinuousBackups', (client) => client.send(new DescribeContinuousBackupsCommand({ TableName }))),
    whole('UpdateTimeToLive', (client) =>
      client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: expiry })),
    ),
    whole('CreateTable', (client) =>
      client.send(
        new CreateTableCommand({
          TableName,
          KeySchema: [...key],
          AttributeDefinitions: [...definitions],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      ),
    ),
    whole('ListTables', (client) => client.send(new ListTablesCommand()), '*'),
  ];
}

/** Transactions of which one part is a booking's and one is not, and a batch of two kinds. */
function mixed(TableName: string): Attempt[] {
  const put = (pk: string) => ({ Put: { TableName, Item: keyOf(pk) } });
  const needs = (...keys: string[]) => keys.map((key) => ({ action: 'PutItem', part: '', keys: [key] }));
  return [
    {
      name: 'TransactWriteItems of a ride and a user',
      needs: needs('RIDE#1', 'USER#1'),
      send: write(put('RIDE#1'), put('USER#1')),
    },
    {
      name: 'TransactWriteItems of a user and an e-mail',
      needs: needs('USER#1', 'EMAIL#1'),
      send: write(put('USER#1'), put('EMAIL#1')),
    },
    {
      name: 'BatchGetItem of two kinds',
      needs: [{ action: 'BatchGetItem', part: '', keys: ['RIDE#1', 'USER#1'] }],
      send: (client) =>
        client.send(
          new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [keyOf('RIDE#1'), keyOf('USER#1')] } } }),
        ),
    },
  ];
}

function write(...TransactItems: ConstructorParameters<typeof TransactWriteItemsCommand>[0]['TransactItems'] & object) {
  return (client: DynamoDBClient) => client.send(new TransactWriteItemsCommand({ TransactItems }));
}

function keyOf(pk: string): Record<string, AttributeValue> {
  return { pk: { S: pk }, sk: { S: 'X' } };
}
