import { expect, test } from 'vitest';
import { readTopics, resourceTypes } from '../../../local/endpoint/services/sns/resource-types.ts';
import type { Identifying, JsonObject, Resource } from '../../../local/template/resources.ts';
import { arnOf, environment, functionArn, queueArn, subscription, topic, topicArn } from './run-sns.ts';

const identify = (type: string, properties: JsonObject) => {
  const identifying: Identifying = {
    stack: 'app',
    logicalId: 'It',
    path: 'app/It',
    type,
    properties,
    environment,
    generatedName: (maxLength = 64) => 'app-It-1A2B3C4D5E6F'.slice(0, maxLength),
  };
  return resourceTypes[type]?.identify(identifying);
};

test('topics are known by their ARN, and a FIFO topic without a name gets the ending', () => {
  const arn = arnOf('sns', 'app-It-1A2B3C4D5E6F');
  expect(identify('AWS::SNS::Topic', {})).toEqual({
    ref: arn,
    attributes: { TopicArn: arn, TopicName: 'app-It-1A2B3C4D5E6F' },
  });
  expect(identify('AWS::SNS::Topic', { FifoTopic: true })?.ref).toBe(`${arn}.fifo`);
});

test('a subscription has the ARN by which messages name it, in every run', () => {
  const declared = subscription({});
  const [read] = readTopics([topic(), declared], environment).flatMap(({ subscriptions }) => subscriptions);
  expect(read?.arn).toBe(identify('AWS::SNS::Subscription', declared.properties)?.ref);
  expect(read?.arn).toMatch(new RegExp(`^${topicArn}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`));
});

test('subscriptions are read from the topic and from beside it, with what CloudFormation gives as JSON', () => {
  const [read] = readTopics(
    [
      topic({ Subscription: [{ Protocol: 'lambda', Endpoint: functionArn }] }),
      subscription({
        FilterPolicy: { event: ['booked'] },
        RawMessageDelivery: 'true',
        RedrivePolicy: { deadLetterTargetArn: arnOf('sqs', 'dead') },
      }),
    ],
    environment,
  );
  expect(read?.subscriptions).toMatchObject([
    { protocol: 'lambda', endpoint: functionArn, settings: { raw: false } },
    {
      protocol: 'sqs',
      endpoint: queueArn,
      attributes: { FilterPolicy: '{"event":["booked"]}', RawMessageDelivery: 'true' },
      settings: { raw: true, deadLetterArn: arnOf('sqs', 'dead') },
    },
  ]);
});

const wrong: [why: string, resources: Resource[], message: string][] = [
  [
    'text messages',
    [topic(), subscription({ Protocol: 'sms', Endpoint: '+1555' })],
    'app/subscription: Invalid parameter: Protocol Reason: sms is not run locally: no text messages are sent locally',
  ],
  [
    'web hooks',
    [topic({ Subscription: [{ Protocol: 'https', Endpoint: 'https://example.com' }] })],
    `app/${topicArn}: Invalid parameter: Protocol Reason: https is not run locally`,
  ],
  [
    'a filter that matches nothing',
    [topic(), subscription({ FilterPolicy: { a: 'b' } })],
    'app/subscription: Invalid parameter',
  ],
  ['a topic that is not there', [subscription({})], `app/subscription: there is no topic ${topicArn} in the stacks`],
  [
    'the same subscriber twice',
    [topic(), subscription({}), subscription({}, 'app/again')],
    `app/again: the topic has a subscription of ${queueArn} (sqs) already`,
  ],
  [
    'a FIFO topic without the ending',
    [topic({ FifoTopic: true })],
    'the names of FIFO topics, and only theirs, end in .fifo',
  ],
  ['a name with a space', [topic({}, 'a b')], 'TopicName a b is no name of a topic'],
  [
    'a function behind a FIFO topic',
    [
      topic({ FifoTopic: true }, 'rides.fifo'),
      subscription({ TopicArn: arnOf('sns', 'rides.fifo'), Protocol: 'lambda', Endpoint: functionArn }),
    ],
    'FIFO topics deliver to SQS queues only',
  ],
];

test.each(wrong)('%s: named at start, with the construct path', (_, resources, message) => {
  expect(() => readTopics(resources, environment)).toThrow(message);
});
