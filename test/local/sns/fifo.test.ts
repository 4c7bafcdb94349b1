import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { Storage } from '../../../local/storage.ts';
import { arnOf, json, letIn, runSns, subscription, topic } from './run-sns.ts';

const topicArn = arnOf('sns', 'rides.fifo');
const queue = 'inbox.fifo';
const fifo = (properties = {}) => topic({ FifoTopic: true, ...properties }, 'rides.fifo');
const toQueue = (properties = {}, name = queue) =>
  subscription(
    { TopicArn: topicArn, Endpoint: arnOf('sqs', name), RawMessageDelivery: true, ...properties },
    `app/${name}`,
  );

const publish = (Message: string, MessageGroupId: string, MessageDeduplicationId?: string) =>
  new PublishCommand({
    TopicArn: topicArn,
    Message,
    MessageGroupId,
    ...(MessageDeduplicationId !== undefined && { MessageDeduplicationId }),
  });

test('a group waits for the message that is tried again, another group does not', async () => {
  let failures = 2;
  const { client, delivered, reported } = await runSns(
    [fifo({ ContentBasedDeduplication: true }), toQueue(), ...letIn(queue)],
    {
      refuse: ({ payload }) => (payload === 'a1' && failures-- > 0 ? new Error('Later') : undefined),
      retryPauses: [30, 30],
    },
  );
  const entries = ['a1', 'a2', 'b1', 'a3'].map((Message) => ({
    Id: Message,
    Message,
    MessageGroupId: Message.charAt(0),
  }));
  const { Successful = [] } = await client.send(
    new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }),
  );
  const numbers = Successful.map(({ SequenceNumber }) => SequenceNumber ?? '');
  expect(numbers).toEqual(numbers.toSorted());
  expect(numbers.every((number) => /^\d{20}$/.test(number))).toBe(true);
  await reported(6);
  expect(delivered.map(({ payload }) => payload)).toEqual(['b1', 'a1', 'a2', 'a3']);
});

test('a queue gets the group, the deduplication id and an unsigned envelope, a standard queue no such id', async () => {
  const { client, delivered, reported } = await runSns([
    fifo({ ContentBasedDeduplication: true }),
    toQueue({ RawMessageDelivery: false }),
    toQueue({}, 'plain'),
    ...letIn(queue, 'plain'),
  ]);
  const { MessageId, SequenceNumber } = await client.send(publish('Test', 'g'));
  await reported(2);
  const [ordered, plain] = delivered.toSorted((one) => (one.target.endsWith('.fifo') ? -1 : 1));
  // The SHA-256 of the message.
  const deduplicationId = '532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25';
  expect(ordered).toMatchObject({ groupId: 'g', deduplicationId });
  expect(plain).toMatchObject({ groupId: 'g', payload: 'Test' });
  expect(plain).not.toHaveProperty('deduplicationId');
  const envelope = json(ordered?.payload);
  expect(envelope).toMatchObject({ MessageId, SequenceNumber, Message: 'Test' });
  expect(Object.keys(envelope)).not.toContain('Signature');
});

test('a repeat within five minutes is taken and not delivered, also after a restart and at the same moment', async () => {
  const storage = await Storage.open();
  const resources = [fifo(), toQueue(), ...letIn(queue)];
  const first = await runSns(resources, { storage });
  const [one, other] = await Promise.all([1, 2].map(() => first.client.send(publish('m', 'g', 'same'))));
  expect(other?.MessageId).toBe(one?.MessageId);
  await first.reported(1);
  await first.stop();
  const second = await runSns(resources, { storage });
  const repeat = await second.client.send(publish('m', 'h', 'same'));
  expect(repeat).toMatchObject({ MessageId: one?.MessageId, SequenceNumber: one?.SequenceNumber });
  await second.client.send(publish('n', 'g', 'new'));
  await second.reported(1);
  expect([...first.delivered, ...second.delivered].map(({ payload }) => payload)).toEqual(['m', 'n']);
});

test('repeats are found within a group where the topic says so', async () => {
  const { client, delivered, reported } = await runSns([
    fifo({ FifoThroughputScope: 'MessageGroup' }),
    toQueue(),
    ...letIn(queue),
  ]);
  await client.send(publish('one', 'g', 'same'));
  await client.send(publish('two', 'h', 'same'));
  await client.send(publish('three', 'g', 'same'));
  await reported(2);
  expect(delivered.map(({ payload }) => payload)).toEqual(['one', 'two']);
});

test('a group and a deduplication id are needed', async () => {
  const { client } = await runSns([fifo()]);
  await expect(client.send(new PublishCommand({ TopicArn: topicArn, Message: 'm' }))).rejects.toThrow(
    'Invalid parameter: The MessageGroupId parameter is required for FIFO topics',
  );
  await expect(client.send(publish('m', 'g'))).rejects.toThrow(
    'Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
});
