import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { readTopics } from '../../../local/endpoint/services/sns/resource-types.ts';
import { Storage } from '../../../local/storage.ts';
import { arnOf, environment, functionArn, letIn, queueArn, runSns, subscription, topic, topicArn } from './run-sns.ts';

const toQueue = { TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn, ReturnSubscriptionArn: true };

test('who subscribes by a call gets messages, as the attributes say, until it is ended', async () => {
  const { client, delivered, reported } = await runSns([topic(), ...letIn('inbox')]);
  const FilterPolicy = '{"event":["booked"]}';
  const Attributes = { RawMessageDelivery: 'true', FilterPolicy };
  const { SubscriptionArn } = await client.send(new SubscribeCommand({ ...toQueue, Attributes }));
  expect(SubscriptionArn).toMatch(new RegExp(`^${topicArn}:[0-9a-f-]{36}$`));

  const { Attributes: told } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(told).toEqual({
    SubscriptionArn,
    TopicArn: topicArn,
    Owner: '000000000000',
    Protocol: 'sqs',
    Endpoint: queueArn,
    RawMessageDelivery: 'true',
    FilterPolicy,
    FilterPolicyScope: 'MessageAttributes',
    PendingConfirmation: 'false',
    ConfirmationWasAuthenticated: 'true',
    SubscriptionPrincipal: 'arn:aws:iam::000000000000:root',
  });

  const publish = (event: string) => {
    const MessageAttributes = { event: { DataType: 'String', StringValue: event } };
    return client.send(new PublishCommand({ TopicArn: topicArn, Message: event, MessageAttributes }));
  };
  await publish('cancelled');
  await publish('booked');
  await reported(1);
  const set = (AttributeName: string, AttributeValue: string) =>
    client.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
  await set('FilterPolicy', '{"event":["cancelled"]}');
  await publish('booked');
  await publish('cancelled');
  await reported(2);
  await set('FilterPolicy', '');
  await publish('expired');
  await reported(3);
  expect(delivered.map(({ payload }) => payload)).toEqual(['booked', 'cancelled', 'expired']);

  await client.send(new UnsubscribeCommand({ SubscriptionArn }));
  await client.send(new UnsubscribeCommand({ SubscriptionArn }));
  await publish('completed');
  await expect(client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).rejects.toMatchObject({
    name: 'NotFoundException',
    message: 'Subscription does not exist',
  });
  expect(delivered).toHaveLength(3);
});

test('the same subscriber has one subscription, and no second with other attributes', async () => {
  const { client } = await runSns([topic()]);
  const first = await client.send(new SubscribeCommand(toQueue));
  const second = await client.send(new SubscribeCommand(toQueue));
  expect(second.SubscriptionArn).toBe(first.SubscriptionArn);
  const raw = new SubscribeCommand({ ...toQueue, Attributes: { RawMessageDelivery: 'true' } });
  await expect(client.send(raw)).rejects.toMatchObject({
    message: 'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
  });
});

test('subscriptions that calls made are kept with the data, those of the template are the template’s', async () => {
  const storage = await Storage.open();
  const first = await runSns([topic(), subscription({ Endpoint: arnOf('sqs', 'other') })], { storage });
  const { SubscriptionArn } = await first.client.send(new SubscribeCommand(toQueue));
  await first.stop();
  const { client } = await runSns([topic()], { storage });
  const { Subscriptions } = await client.send(new ListSubscriptionsCommand());
  expect(Subscriptions).toEqual([
    { SubscriptionArn, Owner: '000000000000', Protocol: 'sqs', Endpoint: queueArn, TopicArn: topicArn },
  ]);
});

test('a changed template is followed', async () => {
  const { client, sns } = await runSns([topic(), subscription({})]);
  sns.replace(readTopics([topic(), topic({}, 'more')], environment));
  const { Topics } = await client.send(new ListTopicsCommand());
  expect(Topics).toEqual([{ TopicArn: arnOf('sns', 'more') }, { TopicArn: topicArn }]);
  const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  expect(Subscriptions).toEqual([]);
});

test('lists go on where a page of 100 ended', async () => {
  const { client } = await runSns([topic()]);
  for (let number = 0; number < 102; number += 1) {
    await client.send(new SubscribeCommand({ ...toQueue, Protocol: 'email', Endpoint: `rider-${number}@example.com` }));
  }
  const first = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  expect(first.Subscriptions).toHaveLength(100);
  const { NextToken } = first;
  const second = await client.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(NextToken && { NextToken }) }),
  );
  expect(second.NextToken).toBeUndefined();
  const endpoints = [first, second].flatMap(({ Subscriptions }) => Subscriptions?.map(({ Endpoint }) => Endpoint));
  expect(new Set(endpoints).size).toBe(102);
});

test('a topic tells its attributes and tags', async () => {
  const { client } = await runSns([
    topic({ DisplayName: 'Rides & more', Tags: [{ Key: 'team', Value: 'rides' }] }),
    subscription({}),
  ]);
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
  expect(Attributes).toMatchObject({ TopicArn: topicArn, DisplayName: 'Rides & more', SubscriptionsConfirmed: '1' });
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: topicArn }));
  expect(Tags).toEqual([{ Key: 'team', Value: 'rides' }]);
});

test.each([
  [
    'a protocol that SNS does not have',
    { Protocol: 'pigeon' },
    'Amazon SNS does not support this protocol string: pigeon',
  ],
  ['a protocol that is not run', { Protocol: 'https', Endpoint: 'https://example.com' }, 'https is not run locally'],
  ['the URL of a queue', { Endpoint: 'http://sqs/inbox' }, 'Invalid parameter: SQS endpoint ARN'],
  ['a FIFO queue', { Endpoint: `${queueArn}.fifo` }, 'FIFO SQS Queues can not be subscribed to standard SNS topics'],
  ['no address', { Protocol: 'email', Endpoint: 'kim' }, 'Invalid parameter: Email address'],
  [
    'raw delivery to a function',
    { Protocol: 'lambda', Endpoint: functionArn, Attributes: { RawMessageDelivery: 'true' } },
    'Attributes Reason: Delivery protocol [lambda] does not support raw message delivery.',
  ],
  ['an unknown attribute', { Attributes: { Colour: 'red' } }, 'Attributes Reason: Unknown attribute: Colour'],
  [
    'no boolean',
    { Attributes: { RawMessageDelivery: 'yes' } },
    'RawMessageDelivery: Invalid value [yes]. Must be true or false.',
  ],
  [
    'no scope',
    { Attributes: { FilterPolicyScope: 'Body' } },
    'FilterPolicyScope: Invalid value [Body]. Please use either',
  ],
  ['no JSON', { Attributes: { FilterPolicy: '{' } }, 'Attributes Reason: FilterPolicy: failed to parse JSON.'],
  ['a wrong policy', { Attributes: { FilterPolicy: '{"a":"b"}' } }, 'FilterPolicy: "a" must be an object or an array'],
  ['no ARN', { Attributes: { RedrivePolicy: '{"deadLetterTargetArn":"x"}' } }, 'deadLetterTargetArn is an invalid arn'],
])('nobody subscribes with %s', async (_, input, message) => {
  const { client } = await runSns([topic()]);
  await expect(client.send(new SubscribeCommand({ ...toQueue, ...input }))).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining(message),
  });
});

test('attributes are set in words of their own', async () => {
  const { client } = await runSns([topic()]);
  const { SubscriptionArn } = await client.send(new SubscribeCommand(toQueue));
  const set = (AttributeName: string, AttributeValue: string) =>
    client.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
  await expect(set('Colour', 'red')).rejects.toThrow(/^Invalid parameter: AttributeName$/);
  await expect(set('RawMessageDelivery', '')).rejects.toThrow(
    /^Invalid parameter: RawMessageDelivery: Invalid value \[\]/,
  );
  await expect(set('FilterPolicy', '{"a":{"b":[1]}}')).rejects.toThrow(
    /^Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy$/,
  );
});

test('the template makes topics, and nothing waits for a confirmation', async () => {
  const { client } = await runSns([topic()]);
  await expect(client.send(new CreateTopicCommand({ Name: 'other' }))).rejects.toMatchObject({
    name: 'InvalidAction',
    message: 'The operation CreateTopic of SNS is not run locally: the template makes topics',
  });
  const confirm = new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token: 'x' });
  await expect(client.send(confirm)).rejects.toThrow('Invalid parameter: Token');
});
