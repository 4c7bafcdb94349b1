import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../local/template/resources.ts';
import { queueResource } from '../endpoint/resources.ts';
import { createClock, runSqs, urlOf } from './harness.ts';

const QueueUrl = urlOf('steps.fifo');
const fifoQueue = (properties: JsonObject = {}) => queueResource('steps.fifo', { FifoQueue: true, ...properties });

const send = (client: SQSClient, MessageGroupId: string, MessageBody: string, MessageDeduplicationId = MessageBody) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId }));

const receive = async (client: SQSClient, input: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...input }))).Messages ?? [];

const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body).join(' ');

const remove = (client: SQSClient, message: Message | undefined) =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));

describe('a group of a FIFO queue', () => {
  it('is received in order, and waits while any of it is in flight', async () => {
    const { client } = await runSqs([fifoQueue()]);
    for (const step of ['a1', 'a2', 'a3']) await send(client, 'a', step);
    await send(client, 'b', 'b1');
    const [first, second] = await receive(client, { MaxNumberOfMessages: 2 });
    expect([first?.Body, second?.Body]).toEqual(['a1', 'a2']);
    expect(bodies(await receive(client))).toBe('b1');
    await remove(client, second);
    expect(await receive(client)).toEqual([]);
    await remove(client, first);
    expect(bodies(await receive(client))).toBe('a3');
  });

  it('gives its first message again before the next, once its time-out is over', async () => {
    const clock = createClock();
    const { client } = await runSqs([fifoQueue()], { clock: clock.now });
    await send(client, 'a', 'a1');
    await send(client, 'a', 'a2');
    const [first] = await receive(client, { MaxNumberOfMessages: 1 });
    clock.pass(30_000);
    await expect(remove(client, first)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('The receipt handle has expired'),
    });
    expect(bodies(await receive(client))).toBe('a1 a2');
  });

  it('goes on at once for one who waits, when its message is deleted', async () => {
    const { client } = await runSqs([fifoQueue()]);
    await send(client, 'a', 'a1');
    await send(client, 'a', 'a2');
    const [first] = await receive(client, { MaxNumberOfMessages: 1 });
    const waiting = receive(client, { WaitTimeSeconds: 20 });
    await remove(client, first);
    expect(bodies(await waiting)).toBe('a2');
  });

  it('does not keep the others from their turn', async () => {
    const { client } = await runSqs([fifoQueue()]);
    for (const step of ['a1', 'a2', 'a3']) await send(client, 'a', step);
    await send(client, 'b', 'b1');
    const [first] = await receive(client, { MaxNumberOfMessages: 1 });
    await remove(client, first);
    expect(bodies(await receive(client, { MaxNumberOfMessages: 1 }))).toBe('b1');
  });
});

describe('a FIFO queue', () => {
  it('takes a deduplication id once in five minutes, and answers the same again', async () => {
    const clock = createClock();
    const { client } = await runSqs([fifoQueue()], { clock: clock.now });
    const first = await send(client, 'a', 'a1', 'id');
    const again = await send(client, 'a', 'changed', 'id');
    expect([again.MessageId, again.SequenceNumber]).toEqual([first.MessageId, first.SequenceNumber]);
    const [message] = await receive(client);
    await remove(client, message);
    clock.pass(299_000);
    expect((await send(client, 'a', 'a1', 'id')).MessageId).toBe(first.MessageId);
    clock.pass(1_000);
    expect((await send(client, 'a', 'a1', 'id')).MessageId).not.toBe(first.MessageId);
    expect(bodies(await receive(client))).toBe('a1');
  });

  it('takes one of many that are sent at once with the same id', async () => {
    const { client } = await runSqs([fifoQueue()]);
    const sent = await Promise.all(Array.from({ length: 5 }, () => send(client, 'a', 'a1', 'id')));
    expect(new Set(sent.map(({ MessageId }) => MessageId)).size).toBe(1);
    expect(await receive(client)).toHaveLength(1);
  });

  it('looks for the id within the group where it is set so', async () => {
    const scope = { DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' };
    const { client } = await runSqs([fifoQueue(scope)]);
    await send(client, 'a', 'a1', 'id');
    await send(client, 'b', 'b1', 'id');
    await send(client, 'b', 'b2', 'id');
    expect(bodies(await receive(client))).toBe('a1 b1');
  });

  it('makes the id of the body where it is set so', async () => {
    const { client } = await runSqs([fifoQueue({ ContentBasedDeduplication: true })]);
    const plain = (MessageBody: string) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'a' }));
    for (const body of ['one', 'one', 'two']) await plain(body);
    const messages = await receive(client, { MessageSystemAttributeNames: ['All'] });
    expect(bodies(messages)).toBe('one two');
    expect(messages[0]?.Attributes).toMatchObject({
      MessageGroupId: 'a',
      MessageDeduplicationId: '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed',
      SequenceNumber: expect.stringMatching(/^\d{20}$/),
    });
  });

  it('gives the same messages to the same attempt, as long as nothing was done with them', async () => {
    const { client } = await runSqs([fifoQueue()]);
    await send(client, 'a', 'a1');
    const attempt = () => receive(client, { ReceiveRequestAttemptId: 'try' });
    const [first] = await attempt();
    const [again] = await attempt();
    expect(again?.ReceiptHandle).toBe(first?.ReceiptHandle);
    expect(await receive(client)).toEqual([]);
    await client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 60 }),
    );
    expect(await attempt()).toEqual([]);
  });

  it.each([
    [{ MessageDeduplicationId: 'a' }, 'MissingParameter'],
    [{ MessageGroupId: 'a' }, 'InvalidParameterValue'],
    [{ MessageGroupId: 'a b', MessageDeduplicationId: 'a' }, 'InvalidParameterValue'],
    [{ MessageGroupId: 'a', MessageDeduplicationId: 'a', DelaySeconds: 1 }, 'InvalidParameterValue'],
  ])('refuses a message with %j', async (input, name) => {
    const { client } = await runSqs([fifoQueue()]);
    const command = new SendMessageCommand({ QueueUrl, MessageBody: 'a', ...input });
    await expect(client.send(command)).rejects.toMatchObject({ name });
  });
});
