import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDynamoDb } from '../../../local/endpoint/services/dynamodb/dynamodb.ts';
import type { WantedTable } from '../../../local/endpoint/services/dynamodb/tables/table.ts';
import { keptProperties, keptTable } from './kept-table.ts';
import { environment, key, type RunningDynamoDb, runDynamoDb, table } from './run-dynamodb.ts';

let dataDirectory: string;
let running: RunningDynamoDb | undefined;

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'dynamodb-'));
});
afterEach(async () => {
  await stop();
  await rm(dataDirectory, { recursive: true });
});

async function start(...tables: WantedTable[]): Promise<RunningDynamoDb['client']> {
  running = await runDynamoDb({ tables, dataDirectory });
  return running.client;
}

async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

async function sortKeys(client: RunningDynamoDb['client'], partition: string, IndexName?: string): Promise<string[]> {
  const name = IndexName === undefined ? 'pk' : 'part';
  const pages = paginateQuery(
    { client },
    {
      TableName: 'kept',
      IndexName,
      KeyConditionExpression: '#name = :value',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':value': { S: partition } },
    },
  );
  const found: string[] = [];
  for await (const { Items } of pages) found.push(...(Items ?? []).map(({ sk }) => sk?.S ?? ''));
  return found;
}

describe('a process that is killed while it writes transactions', () => {
  it('leaves every one whole, and none that it acknowledged is missing', async () => {
    const acknowledged = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const child = fork(join(import.meta.dirname, 'killed-writer.ts'), [dataDirectory, String(round)]);
      const killAt = acknowledged.size + 50 + round * 37;
      child.on('message', (id) => {
        acknowledged.add(String(id));
        if (acknowledged.size === killAt) child.kill('SIGKILL');
      });
      const [, signal] = await once(child, 'exit');
      expect(signal).toBe('SIGKILL');

      const client = await start(keptTable);
      const from = await sortKeys(client, 'from');
      expect(await sortKeys(client, 'to')).toEqual(from);
      expect(await sortKeys(client, 'from', 'byPart')).toEqual(from);
      expect(await sortKeys(client, 'to', 'byPart')).toEqual(from);
      expect([...acknowledged].filter((id) => !from.includes(id))).toEqual([]);
      const { Item } = await client.send(
        new GetItemCommand({ TableName: 'kept', Key: { pk: { S: 'total' }, sk: { S: 'total' } } }),
      );
      expect(Item?.transfers).toEqual({ N: String(from.length) });
      await stop();
    }
  });
});

describe('kept data', () => {
  const put = (client: RunningDynamoDb['client'], sk: string, more: object = {}) =>
    client.send(new PutItemCommand({ TableName: 'kept', Item: { pk: { S: 'p' }, sk: { S: sk }, ...more } }));
  const { KeySchema, AttributeDefinitions } = key('pk', 'sk');

  it('is there again, with the tokens of its transactions', async () => {
    const transaction = new TransactWriteItemsCommand({
      ClientRequestToken: 'once',
      TransactItems: [
        {
          Update: {
            TableName: 'kept',
            Key: { pk: { S: 'p' }, sk: { S: 'count' } },
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
      ],
    });
    await (await start(keptTable)).send(transaction);
    await stop();
    const client = await start(keptTable);
    await client.send(transaction);
    const { Items } = await client.send(
      new QueryCommand({
        TableName: 'kept',
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: 'p' } },
      }),
    );
    expect(Items).toEqual([{ pk: { S: 'p' }, sk: { S: 'count' }, n: { N: '1' } }]);
  });

  it('fills an index that the template has now, and drops one that it has no longer', async () => {
    const bare = table('kept', { KeySchema, AttributeDefinitions });
    let client = await start(bare);
    for (const sk of ['1', '2', '3']) await put(client, sk, { part: { S: 'x' } });
    await put(client, 'without');
    await put(client, 'number', { part: { N: '1' } });
    await put(client, 'empty', { part: { S: '' } });
    await stop();

    client = await start(keptTable);
    expect(await sortKeys(client, 'x', 'byPart')).toEqual(['1', '2', '3']);
    await stop();

    client = await start(bare);
    await expect(sortKeys(client, 'x', 'byPart')).rejects.toMatchObject({
      message: 'The table does not have the specified index: byPart',
    });
    await put(client, '2');
    await put(client, '4', { part: { S: 'x' } });
    await stop();

    client = await start(keptTable);
    expect(await sortKeys(client, 'x', 'byPart')).toEqual(['1', '3', '4']);
  });

  it('fills an index again whose projection is another now', async () => {
    let client = await start(keptTable);
    await put(client, '1', { part: { S: 'x' }, data: { S: 'd' } });
    await stop();
    const [index] = Array.isArray(keptProperties.GlobalSecondaryIndexes) ? keptProperties.GlobalSecondaryIndexes : [];
    const all = { ...Object(index), Projection: { ProjectionType: 'ALL' } };
    client = await start(table('kept', { ...keptProperties, GlobalSecondaryIndexes: [all] }));
    const { Items } = await client.send(
      new QueryCommand({
        TableName: 'kept',
        IndexName: 'byPart',
        KeyConditionExpression: 'part = :part',
        ExpressionAttributeValues: { ':part': { S: 'x' } },
      }),
    );
    expect(Items).toEqual([{ pk: { S: 'p' }, sk: { S: '1' }, part: { S: 'x' }, data: { S: 'd' } }]);
  });

  it('is not touched when the template asks for another key: the start fails and names the table', async () => {
    await put(await start(keptTable), '1');
    await stop();
    await expect(start(table('kept', key('id')))).rejects.toThrow(
      'The table kept is kept with the key pk (S) and sk (S), but the template now has id (S).',
    );
    expect(await sortKeys(await start(keptTable), 'p')).toEqual(['1']);
  });

  it('is read to the limit of a page, however large its items are', async () => {
    const client = await start(keptTable);
    for (let number = 10; number < 40; number++) await put(client, `${number}`, { data: { S: 'x'.repeat(2000) } });
    const lengths: (number | undefined)[] = [];
    const input = {
      TableName: 'kept',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'p' } },
    };
    for await (const { Count } of paginateQuery({ client, pageSize: 20 }, input)) lengths.push(Count);
    expect(lengths).toEqual([20, 10]);
  });

  it('belongs to one process at a time', async () => {
    await start(keptTable);
    await expect(openDynamoDb({ environment, tables: [keptTable], dataDirectory })).rejects.toMatchObject({
      name: 'DataFolderInUse',
      message: `The data folder ${dataDirectory} is in use by another run. Stop it, or choose another folder.`,
    });
  });
});
