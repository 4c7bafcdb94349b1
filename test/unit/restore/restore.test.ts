import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { restoreStage } from '../../../bin/restore/restore-stage.ts';
import { type StubTable, startStub } from './aws-stub.ts';

const arn = 'arn:aws:dynamodb:us-east-1:111122223333:table/live';
const at = '2026-11-21T09:30:00Z';
const target = 'UnicornRides-prod-restored-20261121T093000Z';
const seconds = (time: string) => Date.parse(time) / 1_000;
const window = [seconds('2026-10-17T00:00:00Z'), seconds('2026-11-21T10:00:00Z')] as const;

let tables: Map<string, StubTable>;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'restore-'));
  const live: StubTable = {
    TableName: 'live',
    TableArn: arn,
    TableStatus: 'ACTIVE',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [{ IndexName: 'directory', KeySchema: [], Projection: { ProjectionType: 'ALL' } }],
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    DeletionProtectionEnabled: true,
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    LatestStreamArn: `${arn}/stream/1`,
    timeToLive: 'expiresAt',
    backups: true,
  };
  tables = new Map([['live', live]]);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Restores the stage `prod` of an account with these tables. */
async function restore(wanted: { at?: string; execute?: boolean }, { retained = true } = {}) {
  const before = structuredClone(tables.get('live'));
  const stub = await startStub(tables, { window, retained });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { endpoint: stub.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  const account = { cloudFormation: new CloudFormationClient(settings), dynamoDb: new DynamoDBClient(settings) };
  const said: string[] = [];
  const restoration = { stage: 'prod', at: wanted.at, execute: wanted.execute ?? true };
  const failure = await restoreStage(restoration, account, folder, (line) => said.push(line)).catch(String);
  for (const client of Object.values(account)) client.destroy();
  stub.close();
  expect(tables.get('live'), 'the live table is not touched').toEqual(before);
  return { said: said.join('\n'), failure, asked: stub.asked };
}

test('a restored table is set up as the live one is, and the commands that put it in its place are said', async () => {
  const { said, failure } = await restore({ at });
  expect(failure).toBeUndefined();
  expect(tables.get(target)).toMatchObject({
    DeletionProtectionEnabled: true,
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    timeToLive: 'expiresAt',
    backups: true,
    RestoreSummary: { SourceTableArn: arn, RestoreDateTime: seconds(at) },
  });
  expect(said).toContain(`-c restoredTable=${tables.get(target)?.LatestStreamArn}`);
  const mapping = readFileSync(join(folder, 'prod.json'), 'utf8');
  expect(JSON.parse(mapping)).toEqual({ Table1: { TableName: target } });
});

test('one that was begun is gone on with, and one that is whole is left alone', async () => {
  await restore({ at });
  const whole = tables.get(target);
  if (whole === undefined) throw new Error('Nothing was restored.');
  const { StreamSpecification: _, ...begun } = whole;
  tables.set(target, { ...begun, TableStatus: 'CREATING' });
  const second = await restore({ at });
  expect(second.failure).toBeUndefined();
  expect(tables.get(target)).toEqual(whole);
  const third = await restore({ at });
  expect(third.failure).toBeUndefined();
  const changes = /^(Restore|Update)/;
  expect(second.asked.filter((one) => changes.test(one))).toEqual(['UpdateTable']);
  expect(third.asked.filter((one) => changes.test(one))).toEqual([]);
});

test('nothing is done unless it is asked for', async () => {
  for (const wanted of [{}, { at }]) {
    const { said, failure, asked } = await restore({ ...wanted, execute: false });
    expect(failure).toBeUndefined();
    expect(said).toContain('from 2026-10-17T00:00:00Z to 2026-11-21T10:00:00Z');
    expect(
      asked.every((one) => /^(Describe|List|Get)/.test(one)),
      asked.join(),
    ).toBe(true);
  }
});

test.each([
  ['a time before the backups', '2026-10-01T00:00:00Z', 'is not within that time'],
  ['a time after them', '2026-11-21T10:00:01Z', 'is not within that time'],
  ['a time in no zone', '2026-11-21T09:30:00', '--at takes a time in UTC'],
  ['a day that does not exist', '2026-02-30T09:30:00Z', '--at takes a time in UTC'],
])('%s is refused, and nothing is done', async (_, time, reason) => {
  const { failure } = await restore({ at: time });
  expect(failure).toContain(reason);
  expect([...tables.keys()]).toEqual(['live']);
});

test('a stage whose stack would delete the live table is refused', async () => {
  const { failure } = await restore({ at }, { retained: false });
  expect(failure).toContain('does not retain its table');
  expect([...tables.keys()]).toEqual(['live']);
});

test('another table of the same name is refused, and left as it is', async () => {
  const live = tables.get('live');
  if (live === undefined) throw new Error('There is no table.');
  const other = { ...live, TableName: target, backups: false };
  tables.set(target, structuredClone(other));
  const { failure } = await restore({ at });
  expect(failure).toContain('was not restored from this one');
  expect(tables.get(target)).toEqual(other);
});
