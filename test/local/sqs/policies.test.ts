import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { AccessDenied, type Actor } from '../../../local/endpoint/access.ts';
import { NoSuchQueue } from '../../../local/endpoint/services/sqs/consumer.ts';
import { type Delivery, NotDeliverable } from '../../../local/targets.ts';
import type { JsonObject, Resource } from '../../../local/template/resources.ts';
import { document, inline, queueResource, resource, roleArn, roleResource } from '../endpoint/resources.ts';
import { arnOf, runSqs, urlOf } from './harness.ts';

const QueueUrl = urlOf('orders');
const orders = queueResource('orders');
const allow = (...Action: string[]): JsonObject => ({ Effect: 'Allow', Action, Resource: arnOf('orders') });
const policy = (...statements: JsonObject[]): Resource =>
  resource('AWS::SQS::QueuePolicy', 'Policy', { Queues: [orders.ref], PolicyDocument: document(...statements) });

/** A function's client, in a role with these statements. */
const asFunction = async (resources: Resource[], ...statements: JsonObject[]) => {
  const run = await runSqs([...resources, roleResource(statements.length > 0 ? inline(...statements) : {})]);
  const client = run.clientOf(run.identities.issue({ roleArn, sessionName: 'notify' }));
  return { ...run, client };
};

describe('a function', () => {
  it('may do what its role allows; batches take the permission of the single action', async () => {
    const { client } = await asFunction([orders], allow('sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'));
    const Entries = [{ Id: 'a', MessageBody: 'a' }];
    await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    const deleted = Messages.map(({ ReceiptHandle }) => ({ Id: 'a', ReceiptHandle }));
    expect((await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: deleted }))).Successful).toHaveLength(
      1,
    );
  });

  it('is denied the rest in the words of AWS, whether the queue is there or not', async () => {
    const { client, calls } = await asFunction([orders], allow('sqs:ReceiveMessage'));
    const send = (url: string) => client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a' }));
    await expect(send(QueueUrl)).rejects.toMatchObject({
      name: 'AccessDenied',
      message:
        'User: arn:aws:sts::000000000000:assumed-role/my-role/notify is not authorized to perform: sqs:SendMessage on ' +
        `resource: ${arnOf('orders')} because no identity-based policy allows the sqs:SendMessage action`,
      $metadata: expect.objectContaining({ httpStatusCode: 403 }),
    });
    await expect(send(urlOf('none'))).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(client.send(new ListQueuesCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(calls[0]).toMatchObject({ outcome: 'denied', error: 'AccessDenied', operation: 'SendMessage' });
  });

  it('may also do what the policy of the queue lets its role do, and not what that denies', async () => {
    const statement = { ...allow('sqs:SendMessage'), Principal: { AWS: roleArn } };
    const send = new SendMessageCommand({ QueueUrl, MessageBody: 'a' });
    await (await asFunction([orders, policy(statement)])).client.send(send);
    const { client } = await asFunction([orders, policy({ ...statement, Effect: 'Deny' })], allow('sqs:*'));
    await expect(client.send(send)).rejects.toThrow(/with an explicit deny in a resource-based policy$/);
  });

  it('needs what moving messages takes: to receive and delete there, and to send to where they came from', async () => {
    const resources = [
      queueResource('orders', { RedrivePolicy: { deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 1 } }),
      queueResource('dead'),
    ];
    const onDead = { ...allow('sqs:*'), Resource: arnOf('dead') };
    const start = new StartMessageMoveTaskCommand({ SourceArn: arnOf('dead') });
    const { client } = await asFunction(resources, onDead);
    await expect(client.send(start)).rejects.toThrow(`sqs:SendMessage on resource: ${arnOf('orders')}`);
    await (await asFunction(resources, onDead, allow('sqs:SendMessage'))).client.send(start);
  });
});

describe('the root', () => {
  it('may do everything but what the policy of a queue denies it', async () => {
    const deny = { ...allow('sqs:SendMessage'), Effect: 'Deny', Principal: { AWS: '*' } };
    const { client } = await runSqs([orders, queueResource('others'), policy(deny)]);
    await client.send(new SendMessageCommand({ QueueUrl: urlOf('others'), MessageBody: 'a' }));
    const denied = client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    await expect(denied).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('may not make queues: the template does', async () => {
    const { client } = await runSqs([orders]);
    const made = client.send(new CreateQueueCommand({ QueueName: 'another' }));
    await expect(made).rejects.toMatchObject({
      name: 'UnsupportedOperation',
      message: expect.stringContaining('template'),
    });
  });
});

describe('the address of a queue', () => {
  it('is on the endpoint, and any that ends in its name is taken', async () => {
    const { client, url } = await runSqs([orders, queueResource('others')]);
    const { QueueUrl: found } = await client.send(new GetQueueUrlCommand({ QueueName: 'orders' }));
    expect(found).toBe(`${url}/000000000000/orders`);
    for (const address of [found, orders.ref, 'http://localhost:4566/000000000000/orders']) {
      await client.send(new SendMessageCommand({ QueueUrl: address, MessageBody: 'a' }));
    }
    const elsewhere = new SendMessageCommand({ QueueUrl: orders.ref.replace('0000/', '0001/'), MessageBody: 'a' });
    await expect(client.send(elsewhere)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('is listed by the page, and by the beginning of the name', async () => {
    const { client, url } = await runSqs(['b', 'a1', 'a2', 'a3'].map((name) => queueResource(name)));
    const list = async (NextToken?: string) =>
      client.send(new ListQueuesCommand({ QueueNamePrefix: 'a', MaxResults: 2, ...(NextToken && { NextToken }) }));
    const first = await list();
    expect(first.QueueUrls).toEqual([`${url}/000000000000/a1`, `${url}/000000000000/a2`]);
    const second = await list(first.NextToken);
    expect(second).toMatchObject({ QueueUrls: [`${url}/000000000000/a3`] });
    expect(second.NextToken).toBeUndefined();
  });
});

const topicArn = 'arn:aws:sns:us-east-1:000000000000:news';
const topic: Actor = { service: 'sns.amazonaws.com', sourceArn: topicArn };
const allowTopic = {
  ...allow('sqs:SendMessage'),
  Principal: { Service: 'sns.amazonaws.com' },
  Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
};

describe('what another service sends', () => {
  const delivery: Delivery = { target: arnOf('orders'), payload: 'told', by: topic };

  it('arrives where the policy of the queue lets it, with its attributes', async () => {
    const { sqs, client } = await runSqs([orders, policy(allowTopic)]);
    await sqs.receive({ ...delivery, attributes: { event: { type: 'String', value: 'booked' } } });
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }));
    const event = { DataType: 'String', StringValue: 'booked' };
    expect(Messages).toMatchObject([{ Body: 'told', MessageAttributes: { event } }]);
  });

  it('is denied otherwise', async () => {
    const { sqs } = await runSqs([orders, policy(allowTopic)]);
    const other: Actor = { service: 'sns.amazonaws.com', sourceArn: `${topicArn}2` };
    await expect(sqs.receive({ ...delivery, by: other })).rejects.toThrow(AccessDenied);
    expect(await sqs.queue(arnOf('orders'))).toMatchObject({ name: 'orders', visibilityTimeout: 30_000 });
  });

  it.each<[string, Partial<Delivery>]>([
    ['a queue that is not there', { target: arnOf('none') }],
    ['a message over the limit', { payload: 'a'.repeat(1_048_577) }],
    ['an empty message', { payload: '' }],
    ['a group that no queue takes', { groupId: 'a b' }],
  ])('is not tried again for %s', async (_fault, change) => {
    const { sqs } = await runSqs([orders, policy(allowTopic)]);
    await expect(sqs.receive({ ...delivery, ...change })).rejects.toThrow(NotDeliverable);
  });
});

describe('an event source', () => {
  const poller: Actor = { service: 'lambda.amazonaws.com', roleArn };
  const { signal } = new AbortController();
  const options = { max: 100, waitMilliseconds: 0, signal };

  it('receives, hides and deletes messages in the role of its function', async () => {
    const role = roleResource(inline(allow('sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility')));
    const { sqs, client } = await runSqs([orders, role]);
    for (const MessageBody of ['a', 'b', 'c']) await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const messages = await sqs.poll(arnOf('orders'), poller, options);
    expect(messages.map(({ body, attributes }) => [body, attributes.ApproximateReceiveCount])).toEqual([
      ['a', '1'],
      ['b', '1'],
      ['c', '1'],
    ]);
    const [a = '', b = '', c = ''] = messages.map(({ receiptHandle }) => receiptHandle);
    await sqs.remove(arnOf('orders'), poller, [a]);
    await sqs.setVisibility(arnOf('orders'), poller, [a, c], 0);
    expect((await sqs.poll(arnOf('orders'), poller, options)).map(({ body }) => body)).toEqual(['c']);
    await sqs.remove(arnOf('orders'), poller, [b]);
  });

  it('is denied what the role does not allow', async () => {
    const { sqs } = await runSqs([orders, roleResource(inline(allow('sqs:ReceiveMessage')))]);
    await sqs.poll(arnOf('orders'), poller, options);
    await expect(sqs.remove(arnOf('orders'), poller, [])).rejects.toThrow('sqs:DeleteMessage');
    await expect(sqs.setVisibility(arnOf('orders'), poller, [], 0)).rejects.toThrow('sqs:ChangeMessageVisibility');
    await expect(sqs.poll(arnOf('others'), poller, options)).rejects.toThrow(AccessDenied);
  });

  it('is told that the queue is gone', async () => {
    const { sqs } = await runSqs([orders, roleResource(inline(allow('sqs:*')))]);
    sqs.replace([]);
    await expect(sqs.poll(arnOf('orders'), poller, options)).rejects.toThrow(NoSuchQueue);
  });

  it('stops waiting when it is told to', async () => {
    const { sqs } = await runSqs([orders, roleResource(inline(allow('sqs:*')))]);
    const stop = new AbortController();
    const polling = sqs.poll(arnOf('orders'), poller, { max: 1, waitMilliseconds: 20_000, signal: stop.signal });
    stop.abort();
    expect(await polling).toEqual([]);
  });
});
