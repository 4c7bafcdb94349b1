import { GetQueueAttributesCommand, ListQueueTagsCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { readQueues } from '../../../local/endpoint/services/sqs/read-queues.ts';
import { resourceTypes } from '../../../local/endpoint/services/sqs/resource-types.ts';
import type { JsonObject, Resource } from '../../../local/template/resources.ts';
import { environment, queueResource } from '../endpoint/resources.ts';
import { arnOf, runSqs, urlOf } from './harness.ts';

const dead = (properties: JsonObject = {}) => queueResource('dead', properties);
const redrive = (policy: JsonObject = {}) => ({
  RedrivePolicy: { deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 3, ...policy },
});

describe('the identity of a queue', () => {
  const identify = (properties: JsonObject) =>
    resourceTypes['AWS::SQS::Queue']?.identify({
      stack: 'app',
      logicalId: 'Queue',
      path: 'app/Queue',
      type: 'AWS::SQS::Queue',
      properties,
      environment,
      generatedName: (maxLength = 64) => 'made-up'.slice(0, maxLength),
    });

  it('is what CloudFormation gives for Ref and GetAtt', () => {
    expect(identify({ QueueName: 'orders' })).toEqual({
      ref: urlOf('orders'),
      attributes: { Arn: arnOf('orders'), QueueName: 'orders', QueueUrl: urlOf('orders') },
    });
    expect(identify({})?.ref).toBe(urlOf('made-up'));
    expect(identify({ FifoQueue: true })?.ref).toBe(urlOf('made-up.fifo'));
  });
});

describe('a queue of a template', () => {
  it('is described as the template has it', async () => {
    const orders = queueResource('orders', {
      DelaySeconds: '5',
      VisibilityTimeout: 60,
      ...redrive(),
      Tags: [{ Key: 'team', Value: 'rides' }],
    });
    const { client } = await runSqs([orders, dead({ RedriveAllowPolicy: { redrivePermission: 'allowAll' } })]);
    const attributes = async (name: string) => {
      const command = new GetQueueAttributesCommand({ QueueUrl: urlOf(name), AttributeNames: ['All'] });
      return (await client.send(command)).Attributes;
    };
    expect(await attributes('orders')).toMatchObject({
      QueueArn: arnOf('orders'),
      DelaySeconds: '5',
      VisibilityTimeout: '60',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 3 }),
    });
    expect(await attributes('dead')).toMatchObject({ RedriveAllowPolicy: '{"redrivePermission":"allowAll"}' });
    const { Tags } = await client.send(new ListQueueTagsCommand({ QueueUrl: urlOf('orders') }));
    expect(Tags).toEqual({ team: 'rides' });
  });

  it.each<[string, Resource[], string]>([
    ['a name that is none', [queueResource('a b')], 'app/a b: QueueName "a b" is not'],
    ['a FIFO name that is none', [queueResource('a', { FifoQueue: true })], 'ends in .fifo'],
    ['a FIFO name without FifoQueue', [queueResource('a.fifo')], 'QueueName "a.fifo" is not'],
    ['a setting of FIFO queues', [queueResource('a', { ContentBasedDeduplication: true })], 'is for FIFO queues only'],
    ['a time out of range', [queueResource('a', { VisibilityTimeout: 43_201 })], 'from 0 to 43200, not 43201'],
    ['a size out of range', [queueResource('a', { MaximumMessageSize: 1_048_577 })], 'from 1024 to 1048576'],
    [
      'no dead-letter queue',
      [queueResource('a', redrive())],
      `RedrivePolicy names no queue of this run (${arnOf('dead')})`,
    ],
    ['no count', [queueResource('a', redrive({ maxReceiveCount: 0 })), dead()], 'maxReceiveCount must be'],
    [
      'a dead-letter queue of the other kind',
      [queueResource('a.fifo', { FifoQueue: true, ...redrive() }), dead()],
      'the dead-letter queue of a FIFO queue is a FIFO queue',
    ],
    [
      'a dead-letter queue that lets nobody',
      [queueResource('a', redrive()), dead({ RedriveAllowPolicy: { redrivePermission: 'denyAll' } })],
      'the RedriveAllowPolicy of app/dead does not let this queue',
    ],
    [
      'a dead-letter queue that lets another',
      [
        queueResource('a', redrive()),
        dead({ RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [arnOf('b')] } }),
      ],
      'the RedriveAllowPolicy of app/dead does not let this queue',
    ],
  ])('is refused at start, by name, with %s', (_fault, resources, message) => {
    expect(() => readQueues(resources, environment)).toThrow(message);
  });
});
