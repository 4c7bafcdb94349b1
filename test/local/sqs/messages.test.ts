import { createHash } from 'node:crypto';
import {
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it, vi } from 'vitest';
import { md5OfAttributes } from '../../../local/endpoint/services/sqs/message.ts';
import { queueResource } from '../endpoint/resources.ts';
import { runSqs, urlOf } from './harness.ts';

const QueueUrl = urlOf('orders');
const receive = (input: Partial<ReceiveMessageCommandInput> = {}) => new ReceiveMessageCommand({ QueueUrl, ...input });
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('a message', () => {
  it('is received as it was sent, with what SQS knows about it', async () => {
    const { client } = await runSqs([queueResource('orders')]);
    const attributes: Record<string, MessageAttributeValue> = {
      event: { DataType: 'String', StringValue: 'gebucht ☂' },
      count: { DataType: 'Number.int', StringValue: '-3' },
      picture: { DataType: 'Binary.png', BinaryValue: Buffer.from([0, 255, 1]) },
    };
    const MessageBody = 'Grüße\t"𝕏"\n';
    const before = Date.now();
    const sent = await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody,
        MessageAttributes: attributes,
        MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-2-3' } },
      }),
    );
    expect(sent.MD5OfMessageBody).toBe(md5(MessageBody));
    const { Messages } = await client.send(
      receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] }),
    );
    expect(Messages).toEqual([
      {
        MessageId: sent.MessageId,
        ReceiptHandle: expect.stringMatching(/./),
        Body: MessageBody,
        MD5OfBody: md5(MessageBody),
        MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
        MessageAttributes: {
          ...attributes,
          picture: { DataType: 'Binary.png', BinaryValue: new Uint8Array([0, 255, 1]) },
        },
        Attributes: {
          ApproximateReceiveCount: '1',
          ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          SentTimestamp: expect.stringMatching(/^\d{13}$/),
          SenderId: '000000000000',
          AWSTraceHeader: 'Root=1-2-3',
        },
      },
    ]);
    expect(Number(Messages?.[0]?.Attributes?.SentTimestamp)).toBeGreaterThanOrEqual(before);
  });

  it('has only the attributes that were asked for, and the digest of those', async () => {
    const { client } = await runSqs([queueResource('orders')]);
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const MessageAttributes = { 'ride.a': text('1'), 'ride.b': text('2'), rider: text('3') };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageAttributes }));
    const asked = async (input: Partial<ReceiveMessageCommandInput>): Promise<Message> =>
      (await client.send(receive({ VisibilityTimeout: 0, ...input }))).Messages?.[0] ?? {};
    const plain = await asked({});
    expect([plain.MessageAttributes, plain.MD5OfMessageAttributes, plain.Attributes]).toEqual(Array(3).fill(undefined));
    const some = await asked({ MessageAttributeNames: ['ride.*'], MessageSystemAttributeNames: ['SenderId'] });
    expect(Object.keys(some.MessageAttributes ?? {})).toEqual(['ride.a', 'ride.b']);
    expect(some.MD5OfMessageAttributes).toBe(
      md5OfAttributes({ 'ride.a': { type: 'String', value: '1' }, 'ride.b': { type: 'String', value: '2' } }),
    );
    expect(Object.keys(some.Attributes ?? {})).toEqual(['SenderId']);
  });

  // Values that AWS computed, as published by the package aws-md5-of-message-attributes.
  it('has the digest of its attributes that AWS computes', () => {
    const one = { attribName1: { type: 'String', value: 'attribValue 1' } };
    const number = {
      customNumberTypeAttrib: { type: 'Number.float', value: '4563442423554324324264524243.32543234' },
    };
    const binary = {
      binaryAttribute: { type: 'Binary', value: Buffer.from('Hello binary world!').toString('base64') },
    };
    expect(md5OfAttributes(one)).toBe('19e27d4e946b072f3f58da80d94fd778');
    expect(md5OfAttributes(number)).toBe('9fe1b90bbd9965bdf77bac517c7d2495');
    expect(md5OfAttributes(binary)).toBe('31a92b15d92f8db860eda32aceb656c3');
    expect(md5OfAttributes({ ...one, ...number, ...binary })).toBe('c932db14a896c663f83c260297d594ff');
  });

  const attribute = (value: MessageAttributeValue, name = 'a') => ({ MessageAttributes: { [name]: value } });
  it.each<[string, Partial<ConstructorParameters<typeof SendMessageCommand>[0]>, string]>([
    ['no body', { MessageBody: '' }, 'MissingParameter'],
    ['a character that XML has not', { MessageBody: 'a\u0000' }, 'InvalidMessageContents'],
    ['half a character', { MessageBody: 'a\ud800' }, 'InvalidMessageContents'],
    ['more than the queue takes', { MessageBody: 'é'.repeat(1025) }, 'InvalidParameterValue'],
    ['a delay over 15 minutes', { DelaySeconds: 901 }, 'InvalidParameterValue'],
    ['an attribute of no type', attribute({ DataType: 'Text', StringValue: 'b' }), 'InvalidParameterValue'],
    ['an attribute of no value', attribute({ DataType: 'String', StringValue: '' }), 'InvalidParameterValue'],
    ['a number that is none', attribute({ DataType: 'Number', StringValue: 'b' }), 'InvalidParameterValue'],
    ['a reserved name', attribute({ DataType: 'String', StringValue: 'b' }, 'AWS.a'), 'InvalidParameterValue'],
    [
      'eleven attributes',
      {
        MessageAttributes: Object.fromEntries(
          Array.from({ length: 11 }, (_, index) => [`a${index}`, { DataType: 'String', StringValue: 'b' }]),
        ),
      },
      'InvalidParameterValue',
    ],
    ['a deduplication id', { MessageDeduplicationId: 'a' }, 'InvalidParameterValue'],
    ['a queue that is not there', { QueueUrl: urlOf('none') }, 'QueueDoesNotExist'],
  ])('is refused with %s', async (_fault, input, name) => {
    const { client } = await runSqs([queueResource('orders', { MaximumMessageSize: 2048 })]);
    const send = client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', ...input }));
    await expect(send).rejects.toMatchObject({ name });
    expect((await client.send(receive())).Messages).toBeUndefined();
  });
});

describe('a batch', () => {
  it('takes what is good, and says of each of the others why not', async () => {
    const { client } = await runSqs([queueResource('orders')]);
    const Entries = [
      { Id: 'a', MessageBody: 'one' },
      { Id: 'b', MessageBody: '\u0001' },
      { Id: 'c', MessageBody: 'three' },
    ];
    const { Successful, Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
    expect(Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidMessageContents' }]);
    const { Messages } = await client.send(receive({ MaxNumberOfMessages: 10 }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['one', 'three']);
  });

  const entries = (count: number, size = 1) =>
    Array.from({ length: count }, (_, index) => ({ Id: `${index}`, MessageBody: 'a'.repeat(size) }));
  it.each([
    ['nothing', [], 'EmptyBatchRequest'],
    ['eleven', entries(11), 'TooManyEntriesInBatchRequest'],
    ['two of one id', [...entries(1), ...entries(1)], 'BatchEntryIdsNotDistinct'],
    ['a malformed id', [{ Id: 'a b', MessageBody: 'a' }], 'InvalidBatchEntryId'],
    ['more than 1 MiB', entries(2, 524_289), 'BatchRequestTooLong'],
  ])('of %s is refused', async (_fault, Entries, name) => {
    const { client } = await runSqs([queueResource('orders')]);
    const send = client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    await expect(send).rejects.toMatchObject({ name });
  });
});

describe('a receiving that waits', () => {
  it('ends with the first message', async () => {
    const { client } = await runSqs([queueResource('orders', { ReceiveMessageWaitTimeSeconds: 20 })]);
    const waiting = client.send(receive());
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    expect((await waiting).Messages?.map(({ Body }) => Body)).toEqual(['a']);
  });

  it('gives each message to one of those who wait', async () => {
    const { client } = await runSqs([queueResource('orders')]);
    const waiting = ['a', 'b', 'c'].map(() => client.send(receive({ WaitTimeSeconds: 20 })));
    const Entries = ['a', 'b', 'c'].map((Id) => ({ Id, MessageBody: Id }));
    await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const bodies = (await Promise.all(waiting)).flatMap(({ Messages = [] }) => Messages.map(({ Body }) => Body));
    expect(bodies.sort()).toEqual(['a', 'b', 'c']);
  });

  it('ends empty when its time is over, or when SQS closes', async () => {
    const { client, sqs } = await runSqs([queueResource('orders')]);
    expect((await client.send(receive({ WaitTimeSeconds: 1 }))).Messages).toBeUndefined();
    const waiting = client.send(receive({ WaitTimeSeconds: 20 }));
    const other = client.send(receive());
    expect((await other).Messages).toBeUndefined();
    await sqs.close();
    expect((await waiting).Messages).toBeUndefined();
  });

  it('leaves messages to the others when its client is gone', async () => {
    const { client, calls } = await runSqs([queueResource('orders')]);
    const gone = new AbortController();
    const waiting = client.send(receive({ WaitTimeSeconds: 20 }), { abortSignal: gone.signal });
    await client.send(receive());
    gone.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(calls).toHaveLength(2), { interval: 5 });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    expect((await client.send(receive())).Messages).toHaveLength(1);
  });

  it.each([
    [{ MaxNumberOfMessages: 11 }],
    [{ MaxNumberOfMessages: 0 }],
    [{ WaitTimeSeconds: 21 }],
    [{ VisibilityTimeout: 43_201 }],
    [{ ReceiveRequestAttemptId: 'a' }],
  ])('is refused with %j', async (input) => {
    const { client } = await runSqs([queueResource('orders')]);
    await expect(client.send(receive(input))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});
