import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { key, open, type RunningDynamoDb, runDynamoDb, table } from './run-dynamodb.ts';

let dynamoDb: RunningDynamoDb;
let now = Date.UTC(2026, 10, 21);

let dataDirectory: string;

beforeAll(async () => {
  // On disk, where a commit takes its time and others may come between.
  dataDirectory = await mkdtemp(join(tmpdir(), 'dynamodb-'));
  dynamoDb = await runDynamoDb({
    tables: [table('accounts', key('id')), table('ledger', key('id', 'at'))],
    clock: () => now,
    dataDirectory,
  });
});
afterAll(async () => {
  await dynamoDb.stop();
  await rm(dataDirectory, { recursive: true });
});

const write = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  dynamoDb.client.send(
    new TransactWriteItemsCommand({ TransactItems, ...(ClientRequestToken && { ClientRequestToken }) }),
  );
const put = (id: string, more: object = {}) => ({ Put: { TableName: 'accounts', Item: { id: { S: id } }, ...more } });
const get = async (id: string) => {
  const { Item } = await dynamoDb.client.send(new GetItemCommand({ TableName: 'accounts', Key: { id: { S: id } } }));
  return Item;
};
const add = (id: string, amount: number, more: object = {}) => ({
  Update: {
    TableName: 'accounts',
    Key: { id: { S: id } },
    UpdateExpression: 'ADD balance :amount',
    ExpressionAttributeValues: { ':amount': { N: String(amount) } },
    ...more,
  },
});

describe('a transaction', () => {
  it('writes to several tables: puts, updates, deletes and checks', async () => {
    await write([put('gone'), put('checked'), put('updated')]);
    await write([
      put('new'),
      add('updated', 5),
      { Delete: { TableName: 'accounts', Key: { id: { S: 'gone' } } } },
      {
        ConditionCheck: {
          TableName: 'accounts',
          Key: { id: { S: 'checked' } },
          ConditionExpression: 'attribute_exists(id)',
        },
      },
      { Put: { TableName: 'ledger', Item: { id: { S: 'new' }, at: { S: '1' } } } },
    ]);
    expect(await get('new')).toEqual({ id: { S: 'new' } });
    expect(await get('updated')).toEqual({ id: { S: 'updated' }, balance: { N: '5' } });
    expect(await get('gone')).toBeUndefined();
    expect(await get('checked')).toEqual({ id: { S: 'checked' } });
  });

  it('changes nothing when one condition fails, and says which, with the item where it is asked for', async () => {
    await write([put('taken', { Item: { id: { S: 'taken' }, by: { S: 'me' } } })]);
    const absent = { ConditionExpression: 'attribute_not_exists(id)' };
    await expect(
      write([put('not-written'), put('taken', { ...absent, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })]),
    ).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { id: { S: 'taken' }, by: { S: 'me' } },
        },
      ],
    });
    expect(await get('not-written')).toBeUndefined();
    await expect(write([put('taken', absent)])).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'ConditionalCheckFailed' }],
    });
  });

  it('is cancelled by an update that the item does not allow', async () => {
    await write([put('text', { Item: { id: { S: 'text' }, balance: { S: 'much' } } })]);
    await expect(write([put('not-written'), add('text', 1)])).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ValidationError', Message: 'An operand in the update expression has an incorrect data type' },
      ],
    });
    await expect(
      write([put('not-written'), { Delete: { TableName: 'accounts', Key: { id: { N: '1' } } } }]),
    ).rejects.toMatchObject({
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ValidationError', Message: 'The provided key element does not match the schema' },
      ],
    });
    expect(await get('not-written')).toBeUndefined();
  });

  it.each([
    [
      'two parts on one item',
      [put('same'), add('same', 1)],
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'no part',
      [],
      "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'more than 100 parts',
      Array.from({ length: 101 }, (_, i) => put(`n${i}`)),
      /Member must have length less than or equal to 100$/,
    ],
    ['a part that is nothing', [{}], 'TransactItems can only contain one of Check, Put, Update or Delete'],
    ['a broken expression', [put('x', { ConditionExpression: 'id =' })], /^Invalid ConditionExpression: Syntax error/],
    [
      'an empty key',
      [put('')],
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id',
    ],
    [
      'an item over 400 KB',
      [put('x', { Item: { id: { S: 'x' }, data: { S: 'ä'.repeat(204_800) } } })],
      'Item size has exceeded the maximum allowed size',
    ],
    [
      'more than 4 MB',
      Array.from({ length: 12 }, (_, i) =>
        put('x', { Item: { id: { S: `big${i}` }, data: { S: 'x'.repeat(350_000) } } }),
      ),
      /4 MB/,
    ],
  ])('is refused with %s', async (_, items, message) => {
    await expect(write(items)).rejects.toMatchObject({
      name: 'ValidationException',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it('is refused for a table that there is not', async () => {
    await expect(write([{ Put: { TableName: 'nothing', Item: { id: { S: 'x' } } } }])).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });
});

describe('a transaction of reads', () => {
  const read = (...ids: AttributeValue[]) =>
    dynamoDb.client.send(
      new TransactGetItemsCommand({
        TransactItems: ids.map((id) => ({ Get: { TableName: 'accounts', Key: { id }, ProjectionExpression: 'id' } })),
      }),
    );

  it('answers each in its place, also what is not there', async () => {
    await write([put('read', { Item: { id: { S: 'read' }, more: { S: 'x' } } })]);
    const { Responses } = await read({ S: 'nothing' }, { S: 'read' });
    expect(Responses).toEqual([{}, { Item: { id: { S: 'read' } } }]);
  });

  it('is refused with two of one item, and cancelled by a key that the table has not', async () => {
    await expect(read({ S: 'read' }, { S: 'read' })).rejects.toMatchObject({
      message: 'Transaction request cannot include multiple operations on one item',
    });
    await expect(read({ S: 'read' }, { N: '1' })).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ValidationError', Message: 'The provided key element does not match the schema' },
      ],
    });
  });
});

describe('a client token', () => {
  it('makes the same transaction again succeed without effect, for ten minutes', async () => {
    await write([add('repeated', 1)], 'token-1');
    await write([add('repeated', 1)], 'token-1');
    now += 10 * 60 * 1000 - 1;
    await write([add('repeated', 1)], 'token-1');
    expect(await get('repeated')).toMatchObject({ balance: { N: '1' } });
    now += 1;
    await write([add('repeated', 1)], 'token-1');
    expect(await get('repeated')).toMatchObject({ balance: { N: '2' } });
  });

  it('works once among many at the same time', async () => {
    await Promise.all(Array.from({ length: 20 }, () => write([add('at-once', 1)], 'token-2')));
    expect(await get('at-once')).toMatchObject({ balance: { N: '1' } });
  });

  it('refuses another transaction', async () => {
    await write([put('first')], 'token-3');
    await expect(write([put('second')], 'token-3')).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
    expect(await get('second')).toBeUndefined();
  });

  it('of a cancelled transaction may be used again', async () => {
    const check = put('later', { ConditionExpression: 'attribute_exists(id)' });
    await expect(write([check], 'token-4')).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    await dynamoDb.client.send(
      new PutItemCommand({ TableName: 'accounts', Item: { id: { S: 'later' }, old: { BOOL: true } } }),
    );
    await write([check], 'token-4');
    expect(await get('later')).toEqual({ id: { S: 'later' } });
  });
});

describe('isolation', () => {
  const balances = ['one', 'two', 'three', 'four'];

  it('lets 200 transactions on one item happen one after the other', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, i) =>
        write([
          add('contended', 1, {
            ConditionExpression: 'attribute_not_exists(balance) OR balance < :limit',
            ExpressionAttributeValues: { ':amount': { N: '1' }, ':limit': { N: '100' } },
          }),
          { Put: { TableName: 'ledger', Item: { id: { S: 'contended' }, at: { S: String(i) } } } },
        ]),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
    expect(await get('contended')).toMatchObject({ balance: { N: '100' } });
    const { Count } = await dynamoDb.client.send(
      new QueryCommand({
        TableName: 'ledger',
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': { S: 'contended' } },
      }),
    );
    expect(Count).toBe(100);
  });

  it('never shows a reader half a transaction', async () => {
    const items = balances.map((at) => ({ id: { S: 'shared' }, at: { S: at }, balance: { N: '100' } }));
    await dynamoDb.client.send(
      new BatchWriteItemCommand({ RequestItems: { ledger: items.map((Item) => ({ PutRequest: { Item } })) } }),
    );
    const move = (from: string, to: string) =>
      write(
        [from, to].map((at) => ({
          Update: {
            TableName: 'ledger',
            Key: { id: { S: 'shared' }, at: { S: at } },
            UpdateExpression: 'ADD balance :amount',
            ExpressionAttributeValues: { ':amount': { N: at === from ? '-7' : '7' } },
          },
        })),
      );
    let moving = true;
    const mover = async (from: string, to: string) => {
      while (moving) await move(from, to);
    };
    const movers = [mover('one', 'two'), mover('two', 'three'), mover('three', 'four'), mover('four', 'one')];
    const sum = (found: readonly { readonly balance?: { N?: string | undefined } }[]) =>
      found.reduce((total, { balance }) => total + Number(balance?.N), 0);
    const sums = new Set<number>();
    for (let i = 0; i < 20; i++) {
      const gets = balances.map((at) => ({
        Get: { TableName: 'ledger', Key: { id: { S: 'shared' }, at: { S: at } } },
      }));
      const [together, queried, scanned] = await Promise.all([
        dynamoDb.client.send(new TransactGetItemsCommand({ TransactItems: gets })),
        dynamoDb.client.send(
          new QueryCommand({
            TableName: 'ledger',
            KeyConditionExpression: 'id = :id',
            ExpressionAttributeValues: { ':id': { S: 'shared' } },
          }),
        ),
        dynamoDb.client.send(
          new ScanCommand({
            TableName: 'ledger',
            FilterExpression: 'id = :id',
            ExpressionAttributeValues: { ':id': { S: 'shared' } },
          }),
        ),
      ]);
      sums.add(sum((together.Responses ?? []).map(({ Item }) => Item ?? {})));
      sums.add(sum(queried.Items ?? []));
      sums.add(sum(scanned.Items ?? []));
    }
    moving = false;
    await Promise.all(movers);
    expect([...sums]).toEqual([400]);
  });

  it('shows a hundred items as one transaction left them', async () => {
    const keys = Array.from({ length: 100 }, (_, i) => ({ id: { S: `many-${i}` } }));
    const reads = { TransactItems: keys.map((Key) => ({ Get: { TableName: 'accounts', Key } })) };
    let last = 0;
    let writing = true;
    const writer = async () => {
      while (writing) {
        const version = { N: String(++last) };
        await write(keys.map((key) => ({ Put: { TableName: 'accounts', Item: { ...key, version } } })));
      }
    };
    const writers = [writer(), writer()];
    const versions = new Set<number>();
    // Without HTTP, so that most of the time goes into reading: then some of the commits fall into a read.
    for (let i = 0; i < 250; i++) {
      await setImmediate();
      const { run } = await open(dynamoDb.service, 'TransactGetItems', reads);
      const { body } = await run();
      versions.add(new Set(String(body).match(/"version":\{"N":"\d+"\}/g)).size);
    }
    writing = false;
    await Promise.all(writers);
    expect([...versions].filter((count) => count > 1)).toEqual([]);
  });
});
