import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { expect, onTestFinished, test } from 'vitest';
import { inline, roleResource } from '../endpoint/resources.ts';
import { bus, busArn, rule, runEvents } from './run-events.ts';
import { behindEndpoint, eventually, queueArn } from './support.ts';

const orders = queueArn('orders');
const resources = [
  bus('shop'),
  rule('all-orders', { EventPattern: { source: ['shop'] }, Targets: [{ Id: 'queue', Arn: orders }] }),
  rule('shop-orders', {
    EventBusName: 'shop',
    EventPattern: { 'detail-type': ['Ordered'] },
    Targets: [{ Id: 'queue', Arn: orders }],
  }),
];

const entry = (properties: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  Source: 'shop',
  DetailType: 'Ordered',
  Detail: '{"id":1}',
  ...properties,
});

async function withClient(...statements: object[]) {
  const run = await runEvents(resources);
  const role = roleResource(inline(...statements.map((one) => ({ ...one }))));
  const { asRoot, asRole } = await behindEndpoint(run.events, [role]);
  const client = new EventBridgeClient(statements.length === 0 ? asRoot : asRole());
  onTestFinished(() => client.destroy());
  const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));
  return { ...run, client, put };
}

test('a client puts an event, and the target gets it whole', async () => {
  const { put, receivers } = await withClient();
  const time = new Date('2026-05-31T10:00:00.500Z');
  const answer = await put(entry({ Time: time, Resources: ['arn:aws:thing'], TraceHeader: 'Root=1-a-b' }));
  expect(answer).toMatchObject({
    FailedEntryCount: 0,
    Entries: [{ EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) }],
  });
  await eventually(() => expect(receivers.taken).toHaveLength(1));
  expect(receivers.payloads(orders)).toEqual([
    {
      version: '0',
      id: answer.Entries?.[0]?.EventId,
      'detail-type': 'Ordered',
      source: 'shop',
      account: '000000000000',
      time: '2026-05-31T10:00:00Z',
      region: 'us-east-1',
      resources: ['arn:aws:thing'],
      detail: { id: 1 },
    },
  ]);
});

test('an event goes to the bus that it names, by name or ARN', async () => {
  const { put, receivers } = await withClient();
  await put(
    entry({ EventBusName: 'shop', Source: 'a' }),
    entry({ EventBusName: busArn('shop'), Source: 'b' }),
    entry({ Source: 'c' }),
  );
  await eventually(() => expect(receivers.outcomes('shop-orders')).toEqual(['delivered', 'delivered']));
  expect(receivers.outcomes('all-orders')).toEqual([]);
});

test('each entry that is wrong is named, and the others are put', async () => {
  const { put, receivers } = await withClient();
  const { Entries, FailedEntryCount } = await put(
    entry({ Source: undefined }),
    entry({ DetailType: '' }),
    entry({ Detail: undefined }),
    entry({ Detail: '{"id":' }),
    entry({ Detail: '[1]' }),
    entry({ Detail: `{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}` }),
    entry({ Source: 'aws.s3' }),
    entry({ Detail: `{"a":"${'[{'.repeat(1_000)}"}` }),
  );
  const required = (name: string) => `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
  expect(FailedEntryCount).toBe(7);
  expect(Entries?.slice(0, 7)).toEqual([
    { ErrorCode: 'InvalidArgument', ErrorMessage: required('Source') },
    { ErrorCode: 'InvalidArgument', ErrorMessage: required('DetailType') },
    { ErrorCode: 'InvalidArgument', ErrorMessage: required('Detail') },
    { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
    { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
    { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
    { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' },
  ]);
  await eventually(() => expect(receivers.taken).toHaveLength(1));
});

test('a request with no entries, more than ten, or a megabyte is refused whole', async () => {
  const { put, receivers } = await withClient();
  await expect(put()).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining("at 'entries'"),
  });
  await expect(put(...Array.from({ length: 11 }, () => entry()))).rejects.toThrow('less than or equal to 10');
  const half = JSON.stringify({ text: 'x'.repeat(524_288) });
  await expect(put(entry({ Detail: half }), entry({ Detail: half }))).rejects.toThrow('Total size of the entries');
  await put(entry({ Detail: half }));
  await eventually(() => expect(receivers.taken).toHaveLength(1));
});

test('an event for a bus that is not there is taken and dropped, as on AWS, and someone is told', async () => {
  const { put, receivers } = await withClient();
  expect(await put(entry({ EventBusName: 'nowhere' }))).toMatchObject({ FailedEntryCount: 0 });
  expect(receivers.reports).toMatchObject([{ source: 'nowhere', outcome: 'gave up' }]);
});

test('a role needs events:PutEvents on each bus, and its conditions on source and detail type hold', async () => {
  const allowed = (condition: object) => ({
    Effect: 'Allow',
    Action: 'events:PutEvents',
    Resource: busArn('shop'),
    Condition: condition,
  });
  const { put } = await withClient(
    allowed({ StringEquals: { 'events:source': 'shop', 'events:detail-type': 'Ordered' } }),
  );
  await put(entry({ EventBusName: 'shop' }));
  const denied = { name: 'AccessDeniedException', message: expect.stringContaining('events:PutEvents') };
  await expect(put(entry())).rejects.toMatchObject(denied);
  await expect(
    put(entry({ EventBusName: 'shop' }), entry({ EventBusName: 'shop', Source: 'other' })),
  ).rejects.toMatchObject(denied);
  await expect(put(entry({ EventBusName: 'shop', DetailType: 'Paid' }))).rejects.toMatchObject(denied);
});

test('rules, their targets and buses can be asked for', async () => {
  const { client } = await withClient();
  const { Rules } = await client.send(new ListRulesCommand({ EventBusName: 'shop' }));
  expect(Rules).toEqual([
    {
      Name: 'shop-orders',
      Arn: 'arn:aws:events:us-east-1:000000000000:rule/shop/shop-orders',
      EventBusName: 'shop',
      EventPattern: '{"detail-type":["Ordered"]}',
      State: 'ENABLED',
    },
  ]);
  expect(await client.send(new DescribeRuleCommand({ Name: 'all-orders' }))).toMatchObject({ EventBusName: 'default' });
  expect((await client.send(new ListTargetsByRuleCommand({ Rule: 'all-orders' }))).Targets).toEqual([
    { Id: 'queue', Arn: orders },
  ]);
  expect(await client.send(new DescribeEventBusCommand({ Name: 'shop' }))).toMatchObject({ Arn: busArn('shop') });
  expect((await client.send(new ListEventBusesCommand({}))).EventBuses?.map(({ Name }) => Name)).toEqual([
    'default',
    'shop',
  ]);
  await expect(client.send(new DescribeRuleCommand({ Name: 'none' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Rule none does not exist on EventBus default.',
  });
  await expect(client.send(new PutRuleCommand({ Name: 'new' }))).rejects.toThrow(
    'PutRule of EventBridge is not supported locally',
  );
});

test('a pattern can be tried', async () => {
  const { client } = await withClient();
  const tried = (EventPattern: string) =>
    client.send(new TestEventPatternCommand({ EventPattern, Event: '{"source":"shop"}' }));
  expect((await tried('{"source":[{"prefix":"sh"}]}')).Result).toBe(true);
  expect((await tried('{"source":["other"]}')).Result).toBe(false);
  const refused = {
    name: 'InvalidEventPatternException',
    message: 'Event pattern is not valid. Reason: Empty arrays are not allowed',
  };
  await expect(tried('{"source":[]}')).rejects.toMatchObject(refused);
  await expect(tried('{')).rejects.toMatchObject({ name: 'InvalidEventPatternException' });
});
