import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bundleHandlers } from '../../../lib/bundling/bundle-handlers.ts';
import { type Call, type DynamoDbStub, type Reply, startDynamoDbStub } from './fixtures/dynamodb-stub.ts';
import { invoke } from './fixtures/invoke.ts';

// What the cuts of lib/bundling/cuts.ts must not take away, seen from the other end of the wire.

let scratch: string;
let bundle: string;
let dynamodb: DynamoDbStub;
let reply: (call: Call, attempt: number) => Reply;
let attempts = 0;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'client-'));
  const { directories } = await bundleHandlers({
    entries: { SendCommand: join(import.meta.dirname, 'fixtures/send-command.ts') },
    outdir: scratch,
    sourceMaps: false,
  });
  bundle = directories.SendCommand ?? '';
  dynamodb = await startDynamoDbStub((call) => {
    attempts += 1;
    return reply(call, attempts);
  });
});

beforeEach(() => {
  attempts = 0;
});

afterAll(async () => {
  await dynamodb.close();
  await rm(scratch, { recursive: true });
});

const get = { get: { TableName: 'rides', Key: { pk: 'RIDE#1', sk: 'RIDE' } } };

async function send(event: object, environment: Readonly<Record<string, string>> = dynamodb.environment) {
  const before = dynamodb.calls.length;
  const { answers } = await invoke(bundle, [event], environment);
  return { answer: answers[0], calls: dynamodb.calls.slice(before) };
}

function without(...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(dynamodb.environment).filter(([name]) => !names.includes(name)));
}

test('text of any script and bytes go out signed, and come back as they were', async () => {
  reply = ({ body }) => ({ body: { Attributes: typeof body === 'object' && body && 'Item' in body ? body.Item : {} } });
  const Item = {
    pk: 'Ünicörn 🦄 \u2028 "quoted" \\',
    list: [1, 'two', null, { three: true }],
    set: 'x',
    nested: { a: [] },
  };
  const { answer, calls } = await send({ put: { TableName: 'rides', Item, ReturnValues: 'ALL_OLD' } });
  expect(calls).toEqual([expect.objectContaining({ operation: 'PutItem' })]);
  expect(await calls[0]?.isSigned()).toBe(true);
  expect(answer).toMatchObject({ Attributes: Item });
});

test('a write gets one token for all its attempts', async () => {
  reply = (_, attempt) => (attempt === 1 ? { status: 500, body: { __type: 'InternalServerError' } } : { body: {} });
  const { calls } = await send({
    transactWrite: { TransactItems: [{ Put: { TableName: 'rides', Item: { pk: 'RIDE#1', sk: 'RIDE' } } }] },
  });
  const tokens = calls.map(
    ({ body }) => typeof body === 'object' && body && 'ClientRequestToken' in body && body.ClientRequestToken,
  );
  expect(tokens).toHaveLength(2);
  expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(tokens[1]).toBe(tokens[0]);
});

test.each([
  ['a fault of the service', 500, 'InternalServerError'],
  ['throttling', 400, 'ThrottlingException'],
])('%s is retried, and given up after the attempts allowed', async (_, status, name) => {
  reply = () => ({ status, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'again' } });
  const { answer, calls } = await send(get);
  expect(calls).toHaveLength(2);
  expect(answer).toMatchObject({ name, message: 'again', $metadata: { attempts: 2, httpStatusCode: status } });
});

test('a refusal is not retried', async () => {
  reply = () => ({ status: 400, body: { __type: 'com.amazon.coral.validate#ValidationException', message: 'no' } });
  const { answer, calls } = await send(get);
  expect(calls).toHaveLength(1);
  expect(answer).toMatchObject({ name: 'ValidationException', message: 'no' });
});

test('a failed condition carries the item that failed it', async () => {
  const Item = { pk: { S: 'UNICORN#1' }, bytes: { B: 'AQID' } };
  reply = () => ({ status: 400, body: { __type: 'x#ConditionalCheckFailedException', message: 'failed', Item } });
  const { answer } = await send(get);
  const received = { pk: { S: 'UNICORN#1' }, bytes: { B: expect.objectContaining({ 0: 1, 1: 2, 2: 3 }) } };
  expect(answer).toMatchObject({ name: 'ConditionalCheckFailedException', message: 'failed', Item: received });
});

test('a cancelled transaction carries its reasons', async () => {
  const CancellationReasons = [
    { Code: 'None' },
    { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: { pk: { S: 'UNICORN#1' } } },
  ];
  reply = () => ({
    status: 400,
    body: { __type: 'x#TransactionCanceledException', Message: 'cancelled', CancellationReasons },
  });
  const { answer } = await send({ transactWrite: { TransactItems: [] } });
  expect(answer).toMatchObject({ name: 'TransactionCanceledException', message: 'cancelled', CancellationReasons });
});

test('the endpoint is what the environment says, that of the service before that of all', async () => {
  reply = () => ({ body: {} });
  const endpoint = `https://localhost:${dynamodb.port}`;
  const ofService = {
    ...dynamodb.environment,
    AWS_ENDPOINT_URL: 'https://localhost:1',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  };
  expect((await send(get, ofService)).calls).toHaveLength(1);
  expect((await send(get)).calls).toHaveLength(1);
});

test('without credentials or a region, or with a setting that is left out, the error names it', async () => {
  reply = () => ({ body: {} });
  const cases: [Record<string, string>, object][] = [
    [without('AWS_ACCESS_KEY_ID'), { name: 'CredentialsProviderError', message: /environment variable credentials/ }],
    [without('AWS_REGION'), { message: /Region is missing/ }],
    [
      { ...dynamodb.environment, AWS_USE_DUALSTACK_ENDPOINT: 'true' },
      { message: /AWS_USE_DUALSTACK_ENDPOINT is left out/ },
    ],
    [
      { ...dynamodb.environment, AWS_ACCOUNT_ID_ENDPOINT_MODE: 'required' },
      { message: /AWS_ACCOUNT_ID_ENDPOINT_MODE/ },
    ],
  ];
  for (const [environment, expected] of cases) {
    const { answer, calls } = await send(get, environment);
    expect(calls).toEqual([]);
    for (const [member, value] of Object.entries(expected)) {
      expect(answer).toMatchObject({ [member]: value instanceof RegExp ? expect.stringMatching(value) : value });
    }
  }
});

test('a request that gets no answer is given up in time', async () => {
  const stopped = await startDynamoDbStub(() => ({ body: {} }));
  await stopped.close();
  const { answer } = await send(get, stopped.environment);
  expect(answer).toMatchObject({ code: 'ECONNREFUSED', $metadata: { attempts: 2 } });
});
