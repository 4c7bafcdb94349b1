import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteMessageCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readQueues } from '../../../local/endpoint/services/sqs/read-queues.ts';
import { environment, queueResource } from '../endpoint/resources.ts';
import { arnOf, createClock, runSqs, urlOf } from './harness.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sqs-'));
});
afterAll(() => rm(root, { recursive: true }));

const orders = queueResource('orders');
const QueueUrl = urlOf('orders');
const send = (client: SQSClient, MessageBody: string, more = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (client: SQSClient, url = QueueUrl) => {
  const command = new ReceiveMessageCommand({
    QueueUrl: url,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ['ApproximateReceiveCount'],
  });
  return (await client.send(command)).Messages ?? [];
};

it('messages outlive a run, those in flight until their time-out hidden, with how often they were received', async () => {
  const folder = join(root, 'messages');
  const clock = createClock();
  const first = await runSqs([orders], { folder, clock: clock.now });
  for (const body of ['a', 'b', 'c']) await send(first.client, body);
  await send(first.client, 'later', { DelaySeconds: 20 });
  const [a, b] = await receive(first.client);
  await first.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: a?.ReceiptHandle }));
  await send(first.client, 'd');
  await first.close();

  const second = await runSqs([orders], { folder, clock: clock.now });
  expect((await receive(second.client)).map(({ Body }) => Body)).toEqual(['d']);
  await second.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: b?.ReceiptHandle }));
  clock.pass(30_000);
  const again = await receive(second.client);
  expect(again.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount]).sort()).toEqual([
    ['c', '2'],
    ['d', '2'],
    ['later', '1'],
  ]);
});

it('what was sent to a FIFO queue is known in the next run, and the next comes behind it, whatever the clock says', async () => {
  const folder = join(root, 'fifo');
  const queue = queueResource('orders.fifo', { FifoQueue: true });
  const url = urlOf('orders.fifo');
  const step = (MessageDeduplicationId: string) => ({ QueueUrl: url, MessageGroupId: 'a', MessageDeduplicationId });
  const clock = createClock();
  clock.pass(60_000);
  const first = await runSqs([queue], { folder, clock: clock.now });
  const one = await send(first.client, '1', step('1'));
  await first.close();
  const back = createClock();
  const second = await runSqs([queue], { folder, clock: back.now });
  expect((await send(second.client, '1', step('1'))).MessageId).toBe(one.MessageId);
  const two = await send(second.client, '2', step('2'));
  expect((two.SequenceNumber ?? '') > (one.SequenceNumber ?? '')).toBe(true);
  back.pass(60_000);
  expect((await receive(second.client, url)).map(({ Body }) => Body)).toEqual(['1', '2']);
});

it('a redrive goes on in the next run', async () => {
  const folder = join(root, 'redrive');
  const resources = [
    queueResource('orders', {
      VisibilityTimeout: 0,
      RedrivePolicy: { deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 1 },
    }),
    queueResource('dead'),
  ];
  const first = await runSqs(resources, { folder });
  for (const body of ['a', 'b']) await send(first.client, body);
  await receive(first.client);
  await receive(first.client);
  const slowly = { SourceArn: arnOf('dead'), MaxNumberOfMessagesPerSecond: 2 };
  await first.client.send(new StartMessageMoveTaskCommand(slowly));
  await first.close();
  const second = await runSqs(resources, { folder });
  await vi.waitFor(
    async () => {
      const { Results } = await second.client.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf('dead') }));
      expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2 }]);
    },
    { interval: 20, timeout: 5_000 },
  );
  expect((await receive(second.client)).map(({ Body }) => Body)).toEqual(['a', 'b']);
});

it('a queue keeps its messages when the template changes, also when it is away for a while', async () => {
  const { sqs, client } = await runSqs([orders]);
  await send(client, 'a');
  sqs.replace(readQueues([queueResource('orders', { VisibilityTimeout: 0 }), queueResource('more')], environment));
  expect(await receive(client)).toHaveLength(1);
  expect(await receive(client)).toHaveLength(1);
  sqs.replace([]);
  await expect(receive(client)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  sqs.replace(readQueues([orders], environment));
  expect((await receive(client)).map(({ Body }) => Body)).toEqual(['a']);
});
