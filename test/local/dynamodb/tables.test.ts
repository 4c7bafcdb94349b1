import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readTables, resourceTypes } from '../../../local/endpoint/services/dynamodb/resource-types.ts';
import type { Identifying, JsonObject } from '../../../local/template/resources.ts';
import { environment, key, type RunningDynamoDb, runDynamoDb, table } from './run-dynamodb.ts';

let running: RunningDynamoDb | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function start(options: Parameters<typeof runDynamoDb>[0]): Promise<RunningDynamoDb> {
  running = await runDynamoDb(options);
  return running;
}

describe('a table of the template', () => {
  const resource = (type: string, properties: JsonObject): Identifying => ({
    stack: 'Test',
    logicalId: 'Rides',
    path: 'Test/Rides',
    type,
    properties,
    environment,
    generatedName: () => 'Test-Rides-1A2B',
  });

  it('is referred to by its name, its ARN, its stream and its id', () => {
    const identify = (properties: JsonObject) =>
      resourceTypes['AWS::DynamoDB::GlobalTable']?.identify(resource('AWS::DynamoDB::GlobalTable', properties));
    expect(identify({})).toMatchObject({
      ref: 'Test-Rides-1A2B',
      attributes: {
        Arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Test-Rides-1A2B',
        TableId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      },
    });
    expect(identify({})?.attributes?.StreamArn).toBeUndefined();
    expect(identify({ TableName: 'rides', StreamSpecification: { StreamViewType: 'NEW_IMAGE' } })).toMatchObject({
      ref: 'rides',
      attributes: { StreamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/rides/stream/2020-01-01T00:00:00.000' },
    });
  });

  it('is described as the template has it', async () => {
    const { KeySchema, AttributeDefinitions } = key('pk', 'sk');
    const Projection = { ProjectionType: 'KEYS_ONLY' };
    const rides = table('rides', {
      KeySchema,
      AttributeDefinitions: [...AttributeDefinitions, { AttributeName: 'at', AttributeType: 'N' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byTime',
          KeySchema: [{ AttributeName: 'at', KeyType: 'HASH' }],
          Projection,
          WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 5 },
        },
      ],
      LocalSecondaryIndexes: [
        { IndexName: 'local', KeySchema: [KeySchema[0] ?? {}, { AttributeName: 'at', KeyType: 'RANGE' }], Projection },
      ],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      Replicas: [
        { Region: 'eu-west-1' },
        {
          Region: 'us-east-1',
          DeletionProtectionEnabled: true,
          TableClass: 'STANDARD',
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
    });
    const { client } = await start({ tables: [rides] });
    const TableName = 'rides';
    expect((await client.send(new DescribeTableCommand({ TableName }))).Table).toMatchObject({
      TableName,
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/rides',
      KeySchema,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      GlobalSecondaryIndexes: [{ IndexName: 'byTime', Projection, IndexStatus: 'ACTIVE' }],
      LocalSecondaryIndexes: [{ IndexName: 'local', Projection }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      LatestStreamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/rides/stream/2020-01-01T00:00:00.000',
      TableClassSummary: { TableClass: 'STANDARD' },
      DeletionProtectionEnabled: true,
    });
    expect((await client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription).toEqual({
      TimeToLiveStatus: 'ENABLED',
      AttributeName: 'expires',
    });
    const backups = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toMatchObject({
      PointInTimeRecoveryStatus: 'ENABLED',
    });
    await expect(client.send(new DeleteTableCommand({ TableName }))).rejects.toThrow(/protected against deletion/);
  });

  it('that DynamoDB would refuse is named with its reason', () => {
    const bad = {
      ...resource('AWS::DynamoDB::Table', {
        KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
        AttributeDefinitions: [],
      }),
      ref: 'rides',
      attributes: {},
    };
    expect(() => readTables([bad], environment)).toThrow(
      'Test/Rides: Invalid KeySchema: Some index key attribute have no definition',
    );
  });

  it('follows the template while it runs, with its items', async () => {
    const one = table('one', key('id'));
    const { KeySchema, AttributeDefinitions } = key('id');
    const indexed = table('one', {
      KeySchema,
      AttributeDefinitions: [...AttributeDefinitions, { AttributeName: 'group', AttributeType: 'S' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byGroup',
          KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    const { client, service } = await start({ tables: [one] });
    const Item = { id: { S: '1' }, group: { S: 'g' } };
    await client.send(new PutItemCommand({ TableName: 'one', Item }));
    await service.replaceTables([indexed, table('two', key('id'))]);
    const query = new QueryCommand({
      TableName: 'one',
      IndexName: 'byGroup',
      KeyConditionExpression: '#g = :g',
      ExpressionAttributeNames: { '#g': 'group' },
      ExpressionAttributeValues: { ':g': { S: 'g' } },
    });
    expect((await client.send(query)).Items).toEqual([Item]);
    expect((await client.send(new ListTablesCommand())).TableNames).toEqual(['one', 'two']);

    await expect(service.replaceTables([table('one', key('other'))])).rejects.toMatchObject({
      name: 'TableKeyChanged',
    });
    expect((await client.send(query)).Items).toEqual([Item]);

    await service.replaceTables([]);
    const get = new GetItemCommand({ TableName: 'one', Key: { id: { S: '1' } } });
    await expect(client.send(get)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await service.replaceTables([one]);
    expect((await client.send(get)).Item).toEqual(Item);
  });
});

describe('a table of a client', () => {
  it('is made, listed and deleted', async () => {
    const { client } = await start({ tables: [table('first', key('id'))] });
    const TableName = 'second';
    const create = new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    });
    expect((await client.send(create)).TableDescription).toMatchObject({ TableStatus: 'CREATING' });
    await expect(client.send(create)).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await client.send(new PutItemCommand({ TableName, Item: { id: { S: '1' } } }));
    expect(await client.send(new ListTablesCommand({ Limit: 1 }))).toMatchObject({
      TableNames: ['first'],
      LastEvaluatedTableName: 'first',
    });
    expect((await client.send(new ListTablesCommand({ ExclusiveStartTableName: 'first' }))).TableNames).toEqual([
      TableName,
    ]);
    await client.send(new DeleteTableCommand({ TableName }));
    await expect(client.send(new DescribeTableCommand({ TableName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found: Table: second not found',
    });
    await client.send(create);
    expect((await client.send(new ScanCommand({ TableName }))).Count).toBe(0);
  });

  it('is not asked in PartiQL', async () => {
    const { client } = await start({ tables: [] });
    await expect(client.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM x' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'PartiQL (ExecuteStatement) is not supported locally',
    });
  });
});

describe('time to live', () => {
  const seconds = Date.UTC(2026, 10, 21) / 1000;
  const year = 365 * 24 * 60 * 60;

  it('deletes what has expired, with its index entries, and nothing else', async () => {
    let now = seconds;
    const { KeySchema, AttributeDefinitions } = key('id');
    const TableName = 'sessions';
    const sessions = table(TableName, {
      KeySchema,
      AttributeDefinitions: [...AttributeDefinitions, { AttributeName: 'user', AttributeType: 'S' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byUser',
          KeySchema: [{ AttributeName: 'user', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    });
    const { client } = await start({ tables: [sessions], clock: () => now * 1000 });
    const put = (id: string, expires: object) =>
      client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, user: { S: 'u' }, ...expires } }));
    const left = async (IndexName?: string) => {
      const { Items } = await client.send(new ScanCommand({ TableName, IndexName }));
      return (Items ?? []).map(({ id }) => id?.S).sort();
    };
    await put('soon', { expires: { N: String(seconds + 60) } });
    await put('prolonged', { expires: { N: String(seconds + 60) } });
    await put('prolonged', { expires: { N: String(seconds + 600) } });
    await put('ended', { expires: { N: String(seconds + 600) } });
    await put('ended', { expires: { N: String(seconds + 60) } });
    await put('never', {});
    await put('text', { expires: { S: String(seconds - 60) } });
    await put('ages ago', { expires: { N: String(seconds - 6 * year) } });
    await put('milliseconds', { expires: { N: String(seconds * 1000) } });
    expect(await left()).toHaveLength(7);

    now += 61;
    const kept = ['ages ago', 'milliseconds', 'never', 'prolonged', 'text'];
    await vi.waitFor(async () => expect(await left()).toEqual(kept), { timeout: 10_000 });
    expect(await left('byUser')).toEqual(kept);
  });

  it('may be switched on and off by a client, for items that are there too', async () => {
    const TableName = 'sessions';
    const { client } = await start({ tables: [table(TableName, key('id'))], clock: () => seconds * 1000 });
    const update = (Enabled: boolean, AttributeName = 'expires') =>
      client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } }));
    const Item = { id: { S: '1' }, expires: { N: String(seconds - 60) } };
    await client.send(new PutItemCommand({ TableName, Item }));
    await expect(update(false)).rejects.toMatchObject({ message: 'TimeToLive is already disabled' });
    expect((await update(true)).TimeToLiveSpecification).toEqual({ Enabled: true, AttributeName: 'expires' });
    await expect(update(true)).rejects.toMatchObject({ message: 'TimeToLive is already enabled' });
    const get = async () => (await client.send(new GetItemCommand({ TableName, Key: { id: { S: '1' } } }))).Item;
    await vi.waitFor(async () => expect(await get()).toBeUndefined(), { timeout: 10_000 });
    await expect(update(false, 'other')).rejects.toMatchObject({
      message: 'TimeToLive is active on a different AttributeName: current AttributeName is expires',
    });
    await update(false);
    await client.send(new PutItemCommand({ TableName, Item }));
    expect(await get()).toEqual(Item);
  });
});
