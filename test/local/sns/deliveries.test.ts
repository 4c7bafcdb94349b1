import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishCommand } from '@aws-sdk/client-sns';
import { expect, onTestFinished, test } from 'vitest';
import { Storage } from '../../../local/storage.ts';
import { NotDeliverable } from '../../../local/targets.ts';
import { arnOf, functionArn, json, letIn, queueArn, runSns, subscription, topic, topicArn } from './run-sns.ts';

const deadLetters = arnOf('sqs', 'dead');
const withDeadLetters = { RedrivePolicy: { deadLetterTargetArn: deadLetters } };
const later = new Error('Try again later');

test('each subscriber gets messages in the order of publishing, a slow one in its own time', async () => {
  const slow = Promise.withResolvers<undefined>();
  const { client, delivered, reported } = await runSns(
    [
      topic(),
      subscription({ RawMessageDelivery: true }, 'app/fast'),
      subscription({ Endpoint: arnOf('sqs', 'slow'), RawMessageDelivery: true }, 'app/slow'),
      ...letIn('inbox', 'slow'),
    ],
    { refuse: ({ target, payload }) => (target.endsWith('slow') && payload === '0' ? slow.promise : undefined) },
  );
  const messages = Array.from({ length: 40 }, (_, number) => String(number));
  for (const Message of messages) await client.send(new PublishCommand({ TopicArn: topicArn, Message }));
  await reported(40);
  const of = (target: string) => delivered.filter((one) => one.target === target).map(({ payload }) => payload);
  expect(of(queueArn)).toEqual(messages);
  slow.resolve(undefined);
  await reported(80);
  expect(of(arnOf('sqs', 'slow'))).toEqual(messages);
});

test('a delivery that fails is tried again, and others do not wait for it', async () => {
  let failures = 2;
  const { client, delivered, reports, reported } = await runSns(
    [topic(), subscription({ RawMessageDelivery: true }), ...letIn('inbox')],
    { refuse: ({ payload }) => (payload === 'first' && failures-- > 0 ? later : undefined), retryPauses: [50, 50] },
  );
  await client.send(new PublishCommand({ TopicArn: topicArn, Message: 'first', Subject: 'One' }));
  await client.send(new PublishCommand({ TopicArn: topicArn, Message: 'second', Subject: 'Two' }));
  await reported(4);
  expect(delivered.map(({ payload }) => payload)).toEqual(['second', 'first']);
  const failed = { source: 'rides', target: 'inbox', what: 'One', outcome: 'failed', detail: 'Try again later' };
  expect(reports.filter(({ outcome }) => outcome === 'failed')).toEqual([failed, failed]);
  expect(reports.at(-1)).toMatchObject({ what: 'One', outcome: 'delivered', milliseconds: expect.any(Number) });
});

test('after the last attempt the dead-letter queue has what a queue would have got', async () => {
  const MessageAttributes = { event: { DataType: 'String', StringValue: 'booked' } };
  let attempts = 0;
  const { client, delivered, reports, reported } = await runSns(
    [topic(), subscription({ Protocol: 'lambda', Endpoint: functionArn, ...withDeadLetters }), ...letIn('dead')],
    {
      refuse: ({ target }) => {
        if (target !== functionArn) return undefined;
        attempts += 1;
        return later;
      },
    },
  );
  await client.send(new PublishCommand({ TopicArn: topicArn, Message: 'm', MessageAttributes }));
  await reported(3);
  expect(attempts).toBe(3);
  expect(delivered).toHaveLength(1);
  expect(delivered[0]).toMatchObject({ target: deadLetters, by: { sourceArn: topicArn } });
  expect(delivered[0]?.attributes).toBeUndefined();
  const MessageAttributesTold = { event: { Type: 'String', Value: 'booked' } };
  expect(json(delivered[0]?.payload)).toMatchObject({
    Type: 'Notification',
    Message: 'm',
    MessageAttributes: MessageAttributesTold,
  });
  expect(reports[2]).toEqual({
    source: 'rides',
    target: 'tell',
    what: 'a message',
    outcome: 'gave up',
    detail: 'Try again later; the message is in dead',
  });
});

test('a queue whose policy does not let the topic in is not tried again, and the message is kept aside', async () => {
  const { client, delivered, reported } = await runSns([
    topic(),
    subscription({ RawMessageDelivery: true, ...withDeadLetters }),
    ...letIn('dead'),
  ]);
  const MessageAttributes = { eta: { DataType: 'Number', StringValue: '30' } };
  await client.send(new PublishCommand({ TopicArn: topicArn, Message: 'm', MessageAttributes }));
  const [report] = await reported(1);
  expect(report).toMatchObject({ outcome: 'denied', detail: expect.stringContaining('sqs:SendMessage') });
  expect(delivered).toMatchObject([{ target: deadLetters, payload: 'm', attributes: { eta: { value: '30' } } }]);
});

test('what can be put nowhere is reported as lost', async () => {
  const { client, reported, delivered } = await runSns([
    topic(),
    subscription({}, 'app/alone'),
    subscription({ Endpoint: arnOf('sqs', 'second'), ...withDeadLetters }, 'app/second'),
  ]);
  await client.send(new PublishCommand({ TopicArn: topicArn, Message: 'm' }));
  const reports = await reported(2);
  expect(reports.map(({ outcome }) => outcome)).toEqual(['denied', 'denied']);
  expect(reports.map(({ detail }) => detail?.replace(/.*; /, ''))).toEqual([
    'the message is lost: the subscription has no dead-letter queue',
    expect.stringMatching(/^the message is lost: dead does not take it: .*sqs:SendMessage/),
  ]);
  expect(delivered).toEqual([]);
});

test('a dead-letter queue that cannot take a message yet is tried again', async () => {
  let failures = 1;
  const { client, delivered, reported } = await runSns(
    [topic(), subscription(withDeadLetters), ...letIn('inbox', 'dead')],
    {
      refuse: ({ target }) => {
        if (target === queueArn) return new NotDeliverable('Too large');
        return failures-- > 0 ? later : undefined;
      },
    },
  );
  await client.send(new PublishCommand({ TopicArn: topicArn, Message: 'm' }));
  const [report] = await reported(1);
  expect(report).toMatchObject({ outcome: 'gave up', detail: 'Too large; the message is in dead' });
  expect(delivered).toHaveLength(1);
});

test('raw delivery of more attributes than a queue takes ends in the dead-letter queue’s refusal', async () => {
  const MessageAttributes = Object.fromEntries(
    Array.from({ length: 11 }, (_, index) => [`a${index}`, { DataType: 'String', StringValue: 'x' }]),
  );
  const { client, reported } = await runSns([topic(), subscription({ RawMessageDelivery: true }), ...letIn('inbox')]);
  await client.send(new PublishCommand({ TopicArn: topicArn, Message: 'm', MessageAttributes }));
  const [report] = await reported(1);
  expect(report).toMatchObject({
    outcome: 'gave up',
    detail: expect.stringContaining('10 message attributes, not 11'),
  });
});

test('what was taken and not delivered is delivered by the next run, in order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sns-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const firstStorage = await Storage.open(folder);
  const resources = [topic(), subscription({ RawMessageDelivery: true }), ...letIn('inbox')];
  const blocked = Promise.withResolvers<Error>();
  const first = await runSns(resources, { storage: firstStorage, refuse: () => blocked.promise });
  const messages = Array.from({ length: 100 }, (_, number) => String(number));
  for (const Message of messages) await first.client.send(new PublishCommand({ TopicArn: topicArn, Message }));
  const closed = first.sns.close();
  blocked.resolve(later);
  await closed;
  await first.stop();
  await firstStorage.close();
  expect(first.delivered).toEqual([]);

  const storage = await Storage.open(folder);
  const { delivered, reported, stop } = await runSns(resources, { storage });
  await reported(100);
  expect(delivered.map(({ payload }) => payload)).toEqual(messages);
  await stop();
  await storage.close();
});

test('nothing is delivered to a subscription that has ended meanwhile', async () => {
  const storage = await Storage.open();
  const blocked = Promise.withResolvers<Error>();
  const first = await runSns([topic(), subscription({}), ...letIn('inbox')], {
    storage,
    refuse: () => blocked.promise,
  });
  await first.client.send(new PublishCommand({ TopicArn: topicArn, Message: 'm' }));
  const closed = first.sns.close();
  blocked.resolve(later);
  await closed;
  await first.stop();
  const next = await runSns([topic(), subscription({ Endpoint: arnOf('sqs', 'other') }), ...letIn('inbox', 'other')], {
    storage,
  });
  await next.client.send(new PublishCommand({ TopicArn: topicArn, Message: 'n' }));
  await next.reported(1);
  expect(next.delivered.map(({ target }) => target)).toEqual([arnOf('sqs', 'other')]);
});
