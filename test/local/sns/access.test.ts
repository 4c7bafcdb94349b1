import {
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { NotDeliverable } from '../../../local/targets.ts';
import { inline, resource } from '../endpoint/resources.ts';
import { arnOf, letIn, queueArn, runSns, subscription, topic, topicArn } from './run-sns.ts';

const allow = (Action: string, Resource: string, Condition = {}) =>
  inline({ Effect: 'Allow', Action, Resource, Condition });

test('a role publishes where its policy lets it, one message and many by one action', async () => {
  const { functionClient, calls } = await runSns([topic(), topic({}, 'other')], {
    rolePolicies: allow('sns:Publish', topicArn),
  });
  const client = functionClient();
  await client.send(new PublishCommand({ TopicArn: topicArn, Message: 'm' }));
  await client.send(
    new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: [{ Id: 'a', Message: 'm' }] }),
  );
  expect(calls.map(({ operation, authorizations }) => [operation, authorizations.map(({ action }) => action)])).toEqual(
    [
      ['Publish', ['sns:Publish']],
      ['PublishBatch', ['sns:Publish']],
    ],
  );
  const other = arnOf('sns', 'other');
  await expect(client.send(new PublishCommand({ TopicArn: other, Message: 'm' }))).rejects.toMatchObject({
    name: 'AuthorizationErrorException',
    message:
      'User: arn:aws:sts::000000000000:assumed-role/my-role/tell is not authorized to perform: SNS:Publish ' +
      `on resource: ${other} because no identity-based policy allows the SNS:Publish action`,
    $metadata: { httpStatusCode: 403 },
  });
});

test('a policy may say who subscribes, and by what protocol', async () => {
  const { functionClient } = await runSns([topic()], {
    rolePolicies: allow('sns:Subscribe', topicArn, {
      StringEquals: { 'sns:Protocol': 'sqs', 'sns:Endpoint': queueArn },
    }),
  });
  const client = functionClient();
  const { SubscriptionArn } = await client.send(
    new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn }),
  );
  const byMail = new SubscribeCommand({ TopicArn: topicArn, Protocol: 'email', Endpoint: 'kim@example.com' });
  await expect(client.send(byMail)).rejects.toThrow('SNS:Subscribe');
  // Whatever is done to a subscription is asked of its topic.
  await expect(client.send(new UnsubscribeCommand({ SubscriptionArn }))).rejects.toThrow(
    `SNS:Unsubscribe on resource: ${topicArn} because`,
  );
  await expect(client.send(new ListTopicsCommand())).rejects.toThrow(
    `SNS:ListTopics on resource: ${arnOf('sns', '*')}`,
  );
});

test('clients that are not who they say are turned away in the terms of the query protocol', async () => {
  const { client, clientWith } = await runSns([topic()]);
  const root = await client.config.credentials();
  const unknown = clientWith({ ...root, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' });
  await expect(unknown.send(new ListTopicsCommand())).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
    $metadata: { httpStatusCode: 403 },
  });
  const forger = clientWith({ ...root, secretAccessKey: 'guessed' });
  await expect(forger.send(new ListTopicsCommand())).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
});

const rule = { service: 'events.amazonaws.com', sourceArn: arnOf('events', 'rule/arrived') };

test('another service publishes where the topic’s policy lets it', async () => {
  const policy = resource('AWS::SNS::TopicPolicy', 'policy', {
    Topics: [topicArn],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: topicArn,
          Condition: { ArnEquals: { 'aws:SourceArn': rule.sourceArn } },
        },
      ],
    },
  });
  const { targets, delivered, reported } = await runSns([
    topic(),
    policy,
    subscription({ RawMessageDelivery: true }),
    ...letIn('inbox'),
  ]);
  await targets.deliver({ target: topicArn, payload: '{"detail": 1}', by: rule });
  await reported(1);
  expect(delivered).toMatchObject([{ payload: '{"detail": 1}' }]);
  const other = { ...rule, sourceArn: arnOf('events', 'rule/other') };
  await expect(targets.deliver({ target: topicArn, payload: 'm', by: other })).rejects.toThrow('sns:Publish');
});

test('what a topic would refuse can never be delivered to it', async () => {
  const { targets } = await runSns([topic()], { rolePolicies: {} });
  await expect(targets.deliver({ target: topicArn, payload: 'm', by: rule })).rejects.toThrow('sns:Publish');
  const open = resource('AWS::SNS::TopicPolicy', 'policy', {
    Topics: [topicArn],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: '*' }],
    },
  });
  const { targets: opened } = await runSns([topic(), open]);
  const tooLong = opened.deliver({ target: topicArn, payload: 'x'.repeat(262_145), by: rule });
  await expect(tooLong).rejects.toBeInstanceOf(NotDeliverable);
});
