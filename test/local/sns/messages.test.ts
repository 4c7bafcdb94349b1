import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { arnOf, functionArn, json, letIn, queueArn, runSns, subscription, topic, topicArn } from './run-sns.ts';

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const attributes = {
  event: { DataType: 'String', StringValue: 'booked' },
  eta: { DataType: 'Number', StringValue: '30.5' },
  map: { DataType: 'Binary', BinaryValue: Uint8Array.of(2, 3, 4) },
};

test('a queue gets the message in an envelope, by the topic', async () => {
  const { client, delivered, reported } = await runSns([topic(), subscription({}), ...letIn('inbox')]);
  const message = { TopicArn: topicArn, Subject: 'Your ride', Message: 'É <b>"&\n', MessageAttributes: attributes };
  const { MessageId } = await client.send(new PublishCommand(message));
  await reported(1);
  const [delivery] = delivered;
  expect(delivery).toMatchObject({ target: queueArn, by: { service: 'sns.amazonaws.com', sourceArn: topicArn } });
  expect(delivery?.attributes).toBeUndefined();
  expect(json(delivery?.payload)).toEqual({
    Type: 'Notification',
    MessageId,
    TopicArn: topicArn,
    Subject: 'Your ride',
    Message: 'É <b>"&\n',
    Timestamp: time,
    SignatureVersion: '1',
    Signature: expect.any(String),
    SigningCertURL: expect.stringMatching(/^https:\/\/sns\.us-east-1\.amazonaws\.com\/SimpleNotificationService-/),
    UnsubscribeURL: expect.stringContaining(`/?Action=Unsubscribe&SubscriptionArn=${topicArn}:`),
    MessageAttributes: {
      event: { Type: 'String', Value: 'booked' },
      eta: { Type: 'Number', Value: '30.5' },
      map: { Type: 'Binary', Value: 'AgME' },
    },
  });
});

test('a queue with raw delivery gets the message and its attributes as they are', async () => {
  const raw = subscription({ RawMessageDelivery: true });
  const { client, delivered, reported } = await runSns([topic(), raw, ...letIn('inbox')]);
  await client.send(new PublishCommand({ TargetArn: topicArn, Message: 'raw', MessageAttributes: attributes }));
  await reported(1);
  expect(delivered[0]).toMatchObject({
    payload: 'raw',
    attributes: {
      event: { type: 'String', value: 'booked' },
      eta: { type: 'Number', value: '30.5' },
      map: { type: 'Binary', value: 'AgME' },
    },
  });
});

test('a function gets an event with one record', async () => {
  const { client, delivered, reported } = await runSns([
    topic({ Subscription: [{ Protocol: 'lambda', Endpoint: functionArn }], SignatureVersion: '2' }),
    ...letIn(),
  ]);
  await client.send(new PublishCommand({ TopicArn: topicArn, Message: 'hello' }));
  await reported(1);
  const Sns = {
    Type: 'Notification',
    MessageId: uuid,
    TopicArn: topicArn,
    Subject: null,
    Message: 'hello',
    Timestamp: time,
    SignatureVersion: '2',
    Signature: expect.any(String),
    SigningCertUrl: expect.any(String),
    UnsubscribeUrl: expect.any(String),
    MessageAttributes: {},
  };
  const record = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: expect.any(String), Sns };
  expect(json(delivered[0]?.payload)).toEqual({ Records: [record] });
});

test('e-mail subscribers find the text, the envelope or their own text in the mailbox', async () => {
  const { client, mailbox, reported } = await runSns([
    topic({
      Subscription: [
        { Protocol: 'email', Endpoint: 'kim@example.com' },
        { Protocol: 'email-json', Endpoint: 'robot@example.com' },
      ],
    }),
  ]);
  await client.send(
    new PublishCommand({
      TopicArn: topicArn,
      Message: JSON.stringify({ default: 'for all', email: 'Dear Kim', sqs: 'no', number: 3 }),
      MessageStructure: 'json',
      MessageAttributes: attributes,
    }),
  );
  await reported(2);
  const [mail] = mailbox.list('kim@example.com');
  expect(mail).toEqual({
    to: 'kim@example.com',
    subject: 'AWS Notification Message',
    body: 'Dear Kim',
    topicArn,
    attributes: { event: 'booked', eta: '30.5', map: 'AgME' },
    sentAt: time,
  });
  const [machine] = mailbox.list('robot@example.com');
  expect(json(machine?.body)).toMatchObject({ Type: 'Notification', Message: 'for all' });
});

test('a batch answers each entry by its id, and keeps their order', async () => {
  const { client, delivered, reported } = await runSns([
    topic(),
    subscription({ RawMessageDelivery: true }),
    ...letIn('inbox'),
  ]);
  const entries = Array.from({ length: 10 }, (_, index) => ({ Id: `id-${index}`, Message: `message ${index}` }));
  const answer = await client.send(
    new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }),
  );
  expect(answer.Successful).toEqual(entries.map(({ Id }) => ({ Id, MessageId: uuid })));
  expect(answer.Failed).toEqual([]);
  await reported(10);
  expect(delivered.map(({ payload }) => payload)).toEqual(entries.map(({ Message }) => Message));
});

test.each([
  ['no entry', [], 'EmptyBatchRequestException'],
  ['two of an id', ['a', 'a'], 'BatchEntryIdsNotDistinctException'],
  ['an id with a space', ['a b'], 'InvalidBatchEntryIdException'],
  ['eleven entries', [...'abcdefghijk'], 'TooManyEntriesInBatchRequestException'],
])('a batch with %s is refused', async (_, ids, name) => {
  const { client } = await runSns([topic()]);
  const entries = ids.map((Id) => ({ Id, Message: 'm' }));
  const command = new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries });
  await expect(client.send(command)).rejects.toMatchObject({ name });
});

test('a batch over 256 KiB is refused, and one message of it that is wrong refuses all', async () => {
  const { client, delivered } = await runSns([topic(), subscription({}), ...letIn('inbox')]);
  const batch = (...entries: { Id: string; Message: string; Subject?: string }[]) =>
    client.send(new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }));
  const half = 'x'.repeat(140_000);
  await expect(batch({ Id: 'a', Message: half }, { Id: 'b', Message: half })).rejects.toMatchObject({
    name: 'BatchRequestTooLongException',
  });
  await expect(batch({ Id: 'a', Message: 'm' }, { Id: 'b', Message: 'm', Subject: '' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Invalid parameter: Subject',
  });
  expect(delivered).toEqual([]);
});

const number = (StringValue: string) => ({ n: { DataType: 'Number', StringValue } });

test.each([
  ['an empty message', { Message: '' }, 'InvalidParameter', 'Invalid parameter: Empty message'],
  ['a message of 262,145 bytes', { Message: `${'é'.repeat(131_072)}.` }, 'InvalidParameter', 'Message too long'],
  [
    'attributes that make it too long',
    { Message: 'x'.repeat(262_144 - 12), MessageAttributes: { name: { DataType: 'String', StringValue: 'abc' } } },
    'InvalidParameter',
    'Message too long',
  ],
  ['an empty subject', { Message: 'm', Subject: '' }, 'InvalidParameter', 'Invalid parameter: Subject'],
  ['a subject with a line break', { Message: 'm', Subject: 'a\nb' }, 'InvalidParameter', 'Subject'],
  ['a subject of 101 characters', { Message: 'm', Subject: 'é'.repeat(101) }, 'InvalidParameter', 'Subject'],
  [
    'a structure that is no JSON',
    { Message: '{', MessageStructure: 'json' },
    'InvalidParameter',
    'Message Structure - JSON message body failed to parse',
  ],
  [
    'a structure whose default is no text',
    { Message: '{"default": {}}', MessageStructure: 'json' },
    'InvalidParameter',
    'Message Structure - No default entry in JSON message body',
  ],
  [
    'a number that is none',
    { Message: 'm', MessageAttributes: number('many') },
    'ParameterValueInvalid',
    'Could not cast',
  ],
  [
    'an attribute without a value',
    { Message: 'm', MessageAttributes: { a: { DataType: 'String' } } },
    'ParameterValueInvalid',
    "The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'.",
  ],
  [
    'a binary attribute with a text',
    { Message: 'm', MessageAttributes: { a: { DataType: 'Binary', StringValue: 'x' } } },
    'ParameterValueInvalid',
    "The message attribute 'a' with type 'Binary' must use field 'Binary'.",
  ],
  [
    'an attribute of another type',
    { Message: 'm', MessageAttributes: { a: { DataType: 'Stringy', StringValue: 'x' } } },
    'ParameterValueInvalid',
    "The message attribute 'a' has an invalid message attribute type",
  ],
  [
    'an attribute with a wrong name',
    { Message: 'm', MessageAttributes: { 'a^b': { DataType: 'String', StringValue: 'x' } } },
    'ParameterValueInvalid',
    "Invalid non-alphanumeric character '#x5E' was found in the message attribute name.",
  ],
  [
    'a deduplication id on a standard topic',
    { Message: 'm', MessageDeduplicationId: 'd' },
    'InvalidParameter',
    'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid',
  ],
  [
    'a phone number',
    { Message: 'm', PhoneNumber: '+1555' },
    'InvalidParameter',
    'PhoneNumber Reason: no text messages',
  ],
])('%s is refused in the words of SNS', async (_, input, code, message) => {
  const { client } = await runSns([topic()]);
  await expect(client.send(new PublishCommand({ TopicArn: topicArn, ...input }))).rejects.toMatchObject({
    Code: code,
    message: expect.stringContaining(message),
    $metadata: { httpStatusCode: 400 },
  });
});

test('a message of exactly 256 KiB with its attributes is taken', async () => {
  const { client } = await runSns([topic()]);
  const MessageAttributes = { name: { DataType: 'String', StringValue: 'ab' } };
  const command = new PublishCommand({ TopicArn: topicArn, Message: 'x'.repeat(262_144 - 12), MessageAttributes });
  await expect(client.send(command)).resolves.toMatchObject({ MessageId: uuid });
});

test('nothing is published where there is no topic, or no ARN of one', async () => {
  const { client } = await runSns([topic()]);
  await expect(
    client.send(new PublishCommand({ TopicArn: arnOf('sns', 'other'), Message: 'm' })),
  ).rejects.toMatchObject({
    name: 'NotFoundException',
    message: 'Topic does not exist',
    $metadata: { httpStatusCode: 404 },
  });
  await expect(client.send(new PublishCommand({ TopicArn: 'rides', Message: 'm' }))).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1',
  });
  await expect(client.send(new PublishCommand({ Message: 'm' }))).rejects.toMatchObject({
    message: 'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter',
  });
});
