import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { queueResource } from '../endpoint/resources.ts';
import { createClock, runSqs, urlOf } from './harness.ts';

const QueueUrl = urlOf('orders');

const send = (client: SQSClient, MessageBody: string, DelaySeconds?: number) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...(DelaySeconds !== undefined && { DelaySeconds }) }));

const receive = async (client: SQSClient, VisibilityTimeout?: number): Promise<Message[]> => {
  const input = { QueueUrl, MaxNumberOfMessages: 10, ...(VisibilityTimeout !== undefined && { VisibilityTimeout }) };
  const command = new ReceiveMessageCommand({ ...input, MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
  return (await client.send(command)).Messages ?? [];
};

const remove = (client: SQSClient, ReceiptHandle: string | undefined) =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

const change = (client: SQSClient, ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
  client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

const counts = async (client: SQSClient) => {
  const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return [
    Attributes.ApproximateNumberOfMessages,
    Attributes.ApproximateNumberOfMessagesNotVisible,
    Attributes.ApproximateNumberOfMessagesDelayed,
  ].join(' ');
};

describe('a message that was received', () => {
  it('is hidden for the visibility time-out, and then received again, with a new handle', async () => {
    const clock = createClock();
    const { client } = await runSqs([queueResource('orders')], { clock: clock.now });
    await send(client, 'a');
    const [first] = await receive(client);
    expect(await receive(client)).toEqual([]);
    clock.pass(29_000);
    expect(await receive(client)).toEqual([]);
    clock.pass(1_000);
    const [second] = await receive(client);
    expect(second?.MessageId).toBe(first?.MessageId);
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  });

  it('comes to one who waits as soon as its time-out is over, in real time', async () => {
    const { client } = await runSqs([queueResource('orders')]);
    await send(client, 'a');
    await receive(client, 1);
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['a']);
  });

  it('is gone once it is deleted, however often', async () => {
    const clock = createClock();
    const { client } = await runSqs([queueResource('orders')], { clock: clock.now });
    await send(client, 'a');
    const [message] = await receive(client);
    await remove(client, message?.ReceiptHandle);
    await remove(client, message?.ReceiptHandle);
    clock.pass(60_000);
    expect(await receive(client)).toEqual([]);
  });

  it('stays when it is deleted by an older handle than its latest', async () => {
    const clock = createClock();
    const { client } = await runSqs([queueResource('orders')], { clock: clock.now });
    await send(client, 'a');
    const [first] = await receive(client, 0);
    const [second] = await receive(client);
    await remove(client, first?.ReceiptHandle);
    expect(await counts(client)).toBe('0 1 0');
    clock.pass(30_000);
    await remove(client, second?.ReceiptHandle);
    expect(await counts(client)).toBe('0 0 0');
  });

  it('can be hidden longer, or be shown at once', async () => {
    const clock = createClock();
    const { client } = await runSqs([queueResource('orders')], { clock: clock.now });
    await send(client, 'a');
    const [first] = await receive(client);
    await change(client, first?.ReceiptHandle, 100);
    clock.pass(99_000);
    expect(await receive(client)).toEqual([]);
    await change(client, first?.ReceiptHandle, 0);
    expect(await receive(client)).toHaveLength(1);
  });

  it('cannot be hidden once it is shown again, is gone, or for more than twelve hours in all', async () => {
    const clock = createClock();
    const { client } = await runSqs([queueResource('orders')], { clock: clock.now });
    await send(client, 'a');
    const [message] = await receive(client, 10);
    clock.pass(5_000);
    await expect(change(client, message?.ReceiptHandle, 43_199)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('Total VisibilityTimeout'),
    });
    clock.pass(5_000);
    await expect(change(client, message?.ReceiptHandle, 10)).rejects.toMatchObject({ name: 'MessageNotInflight' });
    await remove(client, message?.ReceiptHandle);
    await expect(change(client, message?.ReceiptHandle, 10)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('is handled in batches, each entry by itself', async () => {
    const { client } = await runSqs([queueResource('orders')]);
    await send(client, 'a');
    await send(client, 'b');
    const [a, b] = await receive(client);
    const changed = await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', ReceiptHandle: a?.ReceiptHandle, VisibilityTimeout: 0 },
          { Id: 'b', ReceiptHandle: 'no handle', VisibilityTimeout: 0 },
        ],
      }),
    );
    expect(changed).toMatchObject({ Successful: [{ Id: 'a' }], Failed: [{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }] });
    const deleted = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', ReceiptHandle: a?.ReceiptHandle },
          { Id: 'b', ReceiptHandle: b?.ReceiptHandle },
        ],
      }),
    );
    expect(deleted.Successful?.map(({ Id }) => Id)).toEqual(['a', 'b']);
    expect(await counts(client)).toBe('0 0 0');
  });

  it('is known by the handles of its own queue only', async () => {
    const { client } = await runSqs([queueResource('orders'), queueResource('others')]);
    await send(client, 'a');
    const [message] = await receive(client);
    for (const [url, ReceiptHandle] of [
      [urlOf('others'), message?.ReceiptHandle],
      [QueueUrl, 'AQEB'],
      [QueueUrl, Buffer.from('["orders",1,2,3]').toString('base64')],
    ]) {
      const command = new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle });
      await expect(client.send(command)).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
    }
  });
});

describe('a delay', () => {
  it("of the queue hides its messages at first, a message's own goes before it", async () => {
    const clock = createClock();
    const { client } = await runSqs([queueResource('orders', { DelaySeconds: 60 })], { clock: clock.now });
    await send(client, 'by the queue');
    await send(client, 'at once', 0);
    await send(client, 'later', 900);
    expect(await counts(client)).toBe('1 0 2');
    expect((await receive(client)).map(({ Body }) => Body)).toEqual(['at once']);
    expect(await counts(client)).toBe('0 1 2');
    clock.pass(60_000);
    expect((await receive(client)).map(({ Body }) => Body)).toEqual(['by the queue', 'at once']);
  });
});

describe('a queue', () => {
  it('keeps messages for its retention period, and no longer', async () => {
    const clock = createClock();
    const { client } = await runSqs([queueResource('orders', { MessageRetentionPeriod: 60 })], { clock: clock.now });
    await send(client, 'a');
    clock.pass(59_000);
    expect(await counts(client)).toBe('1 0 0');
    clock.pass(1_000);
    expect(await counts(client)).toBe('0 0 0');
    expect(await receive(client)).toEqual([]);
  });

  it('is purged at once, and once a minute', async () => {
    const clock = createClock();
    const { client } = await runSqs([queueResource('orders')], { clock: clock.now });
    await send(client, 'a');
    await send(client, 'b', 60);
    const purge = () => client.send(new PurgeQueueCommand({ QueueUrl }));
    await purge();
    expect(await counts(client)).toBe('0 0 0');
    await expect(purge()).rejects.toMatchObject({ name: 'PurgeQueueInProgress' });
    clock.pass(60_000);
    await purge();
  });
});
