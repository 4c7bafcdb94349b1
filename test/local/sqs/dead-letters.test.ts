import {
  CancelMessageMoveTaskCommand,
  DeleteMessageCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it, vi } from 'vitest';
import { queueResource } from '../endpoint/resources.ts';
import { arnOf, createClock, runSqs, urlOf } from './harness.ts';

const redriveTo = (name: string, maxReceiveCount = 1) => ({
  RedrivePolicy: { deadLetterTargetArn: arnOf(name), maxReceiveCount },
});
const queues = [queueResource('orders', redriveTo('dead')), queueResource('dead')];

const send = (client: SQSClient, MessageBody: string, queue = 'orders') =>
  client.send(new SendMessageCommand({ QueueUrl: urlOf(queue), MessageBody }));

const receive = async (client: SQSClient, queue: string, VisibilityTimeout = 0): Promise<Message[]> => {
  const command = new ReceiveMessageCommand({
    QueueUrl: urlOf(queue),
    MaxNumberOfMessages: 10,
    VisibilityTimeout,
    MessageSystemAttributeNames: ['All'],
  });
  return (await client.send(command)).Messages ?? [];
};

const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body).join(' ');

/** Sends messages and receives them once too often, so that they lie in the dead-letter queue. */
const giveUp = async (client: SQSClient, ...messages: string[]) => {
  for (const message of messages) await send(client, message);
  await receive(client, 'orders');
  expect(await receive(client, 'orders')).toEqual([]);
};

const start = async (
  client: SQSClient,
  options: { DestinationArn?: string; MaxNumberOfMessagesPerSecond?: number } = {},
) => client.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('dead'), ...options }));

const latestTask = async (client: SQSClient) =>
  (await client.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf('dead') }))).Results?.[0];

const ended = (client: SQSClient, Status: string) =>
  vi.waitFor(async () => expect(await latestTask(client)).toMatchObject({ Status }), { interval: 5 });

describe('a message that was received too often', () => {
  it('goes to the dead-letter queue instead of being received again', async () => {
    const { client, events } = await runSqs([queueResource('orders', redriveTo('dead', 2)), queueResource('dead')]);
    const { MessageId } = await send(client, 'poison');
    for (const count of ['1', '2']) {
      const [message] = await receive(client, 'orders');
      expect(message?.Attributes?.ApproximateReceiveCount).toBe(count);
    }
    expect(await receive(client, 'dead')).toEqual([]);
    await send(client, 'good');
    expect(bodies(await receive(client, 'orders'))).toBe('good');
    const [dead] = await receive(client, 'dead');
    expect(dead).toMatchObject({ Body: 'poison', MessageId });
    expect(dead?.Attributes).toMatchObject({
      DeadLetterQueueSourceArn: arnOf('orders'),
      ApproximateReceiveCount: '3',
    });
    expect(events).toEqual([
      {
        source: 'orders',
        target: 'dead',
        what: `message ${MessageId}`,
        outcome: 'gave up',
        detail: 'it was received 2 times and not deleted',
      },
    ]);
  });

  it('keeps its age', async () => {
    const clock = createClock();
    const dead = queueResource('dead', { MessageRetentionPeriod: 120 });
    const { client } = await runSqs([queueResource('orders', redriveTo('dead')), dead], { clock: clock.now });
    await send(client, 'a');
    await receive(client, 'orders');
    clock.pass(100_000);
    await receive(client, 'orders');
    expect(await receive(client, 'dead')).toHaveLength(1);
    clock.pass(20_000);
    expect(await receive(client, 'dead')).toEqual([]);
  });

  it('lets the rest of its group go on, and is known by its own id in the dead-letter queue', async () => {
    const fifo = { FifoQueue: true };
    const resources = [
      queueResource('steps.fifo', { ...fifo, ...redriveTo('dead.fifo') }),
      queueResource('dead.fifo', fifo),
    ];
    const { client } = await runSqs(resources);
    for (const MessageBody of ['1', '2']) {
      const ids = { MessageGroupId: 'a', MessageDeduplicationId: MessageBody };
      await client.send(new SendMessageCommand({ QueueUrl: urlOf('steps.fifo'), MessageBody, ...ids }));
    }
    const one = new ReceiveMessageCommand({ QueueUrl: urlOf('steps.fifo'), VisibilityTimeout: 0 });
    expect((await client.send(one)).Messages?.[0]?.Body).toBe('1');
    expect((await client.send(one)).Messages?.[0]?.Body).toBe('2');
    const [dead] = await receive(client, 'dead.fifo');
    expect(dead?.Attributes?.MessageDeduplicationId).toBe(dead?.MessageId);
  });

  it('is found by the queues that a dead-letter queue is for', async () => {
    const { client, url } = await runSqs([...queues, queueResource('other')]);
    const { queueUrls } = await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: urlOf('dead') }));
    expect(queueUrls).toEqual([`${url}/000000000000/orders`]);
  });
});

describe('a redrive', () => {
  it('brings dead letters back to where they came from, as new messages', async () => {
    const { client } = await runSqs(queues);
    await giveUp(client, 'a', 'b');
    await start(client);
    await ended(client, 'COMPLETED');
    expect(await latestTask(client)).toMatchObject({
      ApproximateNumberOfMessagesMoved: 2,
      ApproximateNumberOfMessagesToMove: 2,
    });
    const messages = await receive(client, 'orders', 30);
    expect(bodies(messages)).toBe('a b');
    expect(messages[0]?.Attributes?.ApproximateReceiveCount).toBe('1');
    expect(await receive(client, 'dead')).toEqual([]);
  });

  it('brings those of a FIFO queue back in order, also ids that were sent a moment ago', async () => {
    const fifo = { FifoQueue: true };
    const resources = [
      queueResource('steps.fifo', { ...fifo, ...redriveTo('dead.fifo') }),
      queueResource('dead.fifo', fifo),
    ];
    const { client } = await runSqs(resources);
    for (const MessageBody of ['1', '2']) {
      const ids = { MessageGroupId: 'a', MessageDeduplicationId: MessageBody };
      await client.send(new SendMessageCommand({ QueueUrl: urlOf('steps.fifo'), MessageBody, ...ids }));
    }
    await receive(client, 'steps.fifo');
    expect(await receive(client, 'steps.fifo')).toEqual([]);
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('dead.fifo') }));
    const messages: Message[] = [];
    await vi.waitFor(async () => {
      messages.push(...(await receive(client, 'steps.fifo', 30)));
      expect(messages).toHaveLength(2);
    });
    expect(bodies(messages)).toBe('1 2');
    expect(messages[0]?.Attributes?.MessageDeduplicationId).toMatch(/./);
  });

  it('brings them elsewhere where it is told to', async () => {
    const { client } = await runSqs([...queues, queueResource('other')]);
    await giveUp(client, 'a');
    await start(client, { DestinationArn: arnOf('other') });
    await ended(client, 'COMPLETED');
    expect(bodies(await receive(client, 'other'))).toBe('a');
  });

  it('can be cancelled: what it moved stays moved', async () => {
    const { client } = await runSqs(queues);
    await giveUp(client, 'a', 'b');
    const { TaskHandle } = await start(client, { MaxNumberOfMessagesPerSecond: 1 });
    await vi.waitFor(async () => expect(await receive(client, 'orders', 30)).toHaveLength(1), { interval: 5 });
    await expect(start(client)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    const cancelled = await client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    expect(cancelled.ApproximateNumberOfMessagesMoved).toBe(1);
    expect(await latestTask(client)).toMatchObject({ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 1 });
    expect(bodies(await receive(client, 'dead'))).toBe('b');
  });

  it('fails for a message whose source is not known', async () => {
    const { client } = await runSqs(queues);
    await send(client, 'sent here', 'dead');
    await start(client);
    await ended(client, 'FAILED');
    expect(await latestTask(client)).toMatchObject({ FailureReason: 'CouldNotDetermineMessageSource' });
    expect(await receive(client, 'dead')).toHaveLength(1);
  });

  it.each([
    ["a queue that is nobody's dead-letter queue", { SourceArn: arnOf('orders') }, 'InvalidParameterValue'],
    ['a queue that is not there', { SourceArn: arnOf('none') }, 'ResourceNotFoundException'],
    ['no ARN', { SourceArn: 'dead' }, 'InvalidParameterValue'],
    ['no destination', { SourceArn: arnOf('dead'), DestinationArn: arnOf('none') }, 'ResourceNotFoundException'],
  ])('is refused with %s', async (_fault, input, name) => {
    const { client } = await runSqs(queues);
    await expect(client.send(new StartMessageMoveTaskCommand(input))).rejects.toMatchObject({ name });
  });

  it('leaves alone what is deleted meanwhile', async () => {
    const { client } = await runSqs(queues);
    await giveUp(client, 'a');
    const [dead] = await receive(client, 'dead', 30);
    await client.send(new DeleteMessageCommand({ QueueUrl: urlOf('dead'), ReceiptHandle: dead?.ReceiptHandle }));
    await start(client);
    await ended(client, 'COMPLETED');
    expect(await receive(client, 'orders')).toEqual([]);
  });
});
