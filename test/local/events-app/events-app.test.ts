import { randomUUID } from 'node:crypto';
import { BatchWriteItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { DynamoDBRecord, S3Event, SNSEvent, SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endAll, newFolder } from '../run/command.ts';
import { bakery } from './bakery.ts';
import { Running, until } from './running.ts';

afterAll(endAll);

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const text = (value: string) => ({ DataType: 'String', StringValue: value });

const folders = [newFolder(), newFolder()] as const;
let run: Running;

beforeAll(async () => {
  bakery(folders[0]);
  run = await Running.start(folders[0]);
});

afterAll(async () => {
  await run?.stop();
});

async function order(...ids: readonly string[]): Promise<void> {
  const requests = ids.map((id) => ({
    PutRequest: { Item: { id: { S: id }, kind: { S: id === 'tea' ? 'drink' : 'bread' } } },
  }));
  await run.clients.dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { orders: requests } }));
}

async function send(queue: string, ...bodies: readonly string[]): Promise<void> {
  const fifo = queue.endsWith('.fifo') && { MessageGroupId: 'one' };
  const Entries = bodies.map((MessageBody, number) => ({ Id: String(number), MessageBody, ...fifo }));
  await run.clients.sqs.send(new SendMessageBatchCommand({ QueueUrl: run.clients.queueUrl(queue), Entries }));
}

async function publish(topic: string, Message: string, subject: string): Promise<void> {
  const MessageAttributes = { subject: text(subject) };
  await run.clients.sns.send(new PublishCommand({ TopicArn: arn('sns', topic), Message, MessageAttributes }));
}

/** Tells the default bus of something, which a rule waits for. */
async function sign(): Promise<void> {
  const Entries = [{ Source: 'sky', DetailType: 'sign', Detail: '{}' }];
  await run.clients.events.send(new PutEventsCommand({ Entries }));
}

async function upload(Bucket: string, Key: string): Promise<void> {
  await run.clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'flour' }));
}

/** What a function's batches held, in the order in which they came. */
const batches = <Item>(path: string): Item[][] => run.seen<{ Records: Item[] }>(path).map(({ Records }) => Records);
const idsOf = (path: string) =>
  batches<DynamoDBRecord>(path).map((records) => records.map(({ dynamodb }) => dynamodb?.Keys?.id?.S));
const bodiesOf = (path: string) => batches<SQSRecord>(path).map((records) => records.map(({ body }) => body));

describe('What event sources bring', () => {
  test('of a stream only what the filter lets through, and of a broken batch all but the broken record', async () => {
    await order('a', 'b', 'burnt', 'tea', 'c');
    const [message] = await run.clients.take('spoilt', 1);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      DDBStreamBatchInfo: { batchSize: 1, streamArn: arn('dynamodb', 'table/orders/stream/2020-01-01T00:00:00.000') },
    });
    await until(() => expect(new Set(idsOf('Kitchen/Baker').flat())).toEqual(new Set(['a', 'b', 'burnt', 'c'])));
    expect(idsOf('Kitchen/Baker').filter((ids) => ids.includes('burnt') && ids.length === 1)).toHaveLength(2);
  });

  test('of a stream again what the function names as failed, until a topic is told', async () => {
    const { TableNames = [] } = await run.clients.dynamoDb.send(new ListTablesCommand());
    const TableName = TableNames.find((name) => name.startsWith('Stores-Stock'));
    await run.clients.dynamoDb.send(new PutItemCommand({ TableName, Item: { id: { S: 'raw' } } }));
    await until(() => expect(idsOf('Kitchen/Counter')).toEqual([['raw'], ['raw'], ['raw']]));
    await until(() => {
      const [document] = run
        .seen<SNSEvent>('Kitchen/Crier')
        .flatMap(({ Records }) => Records.map(({ Sns }) => Sns.Message));
      expect(JSON.parse(document ?? '{}')).toMatchObject({ DDBStreamBatchInfo: { batchSize: 1 } });
    });
  });

  test('of a queue again the message that the function names, until it is a dead letter', async () => {
    await send('oven', 'one', 'raw', 'two');
    const [dead] = await run.clients.take('spoilt', 1);
    expect(dead?.Body).toBe('raw');
    expect(bodiesOf('Kitchen/Stoker').flat().sort()).toEqual(['one', 'raw', 'raw', 'two']);
  });

  test('of a FIFO queue in order', async () => {
    const numbers = ['1', '2', '3', '4', '5', '6', '7'];
    await send('shelf.fifo', ...numbers);
    await until(() => expect(bodiesOf('Kitchen/Shelver').flat()).toEqual(numbers));
  });
});

test('News goes to those whose filters it meets, wrapped and raw, and by mail', async () => {
  await publish('news', '{"price": 12}', 'roll-call');
  await publish('news', '{"price": 8}', 'bread');
  await publish('news', '{"price": 11}', 'cake');
  const { take } = run.clients;
  const wrapped = (await take('wrapped', 2)).map(({ Body }) => JSON.parse(Body ?? ''));
  expect(wrapped.map(({ Message }) => Message).sort()).toEqual(['{"price": 12}', '{"price": 8}']);
  expect(wrapped[0]).toMatchObject({ Type: 'Notification', TopicArn: arn('sns', 'news') });
  const bare = await take('bare', 2);
  expect(bare.map(({ Body }) => Body).sort()).toEqual(['{"price": 11}', '{"price": 12}']);
  expect(bare[0]?.MessageAttributes?.subject?.DataType).toBe('String');
  await until(async () => {
    const mails = await run.mails();
    expect(mails.map(({ to, body }) => [to, body]).sort()).toEqual([
      ['baker@example.com', '{"price": 12}'],
      ['baker@example.com', '{"price": 8}'],
    ]);
  });
});

describe('What happens in buckets', () => {
  test('goes by the default bus to a function, a queue, a topic and another bus', async () => {
    await upload('recipes', 'rye bread.txt');
    await upload('recipes', 'rye.png');
    const { take } = run.clients;
    const detail = { bucket: { name: 'recipes' }, object: { key: 'rye bread.txt', size: 5 }, reason: 'PutObject' };
    const event = { source: 'aws.s3', 'detail-type': 'Object Created', resources: ['arn:aws:s3:::recipes'], detail };
    for (const queue of ['recipe-files', 'copies']) {
      const [file] = await take(queue, 1);
      expect(JSON.parse(file?.Body ?? '')).toMatchObject(event);
    }
    for (const Key of ['rye bread.txt', 'rye.png']) {
      await run.clients.s3.send(new DeleteObjectCommand({ Bucket: 'recipes', Key }));
    }
    const [removed] = await take('recipe-bin', 1);
    expect(JSON.parse(removed?.Body ?? '')).toMatchObject({ Records: [{ s3: { object: { key: 'rye.png' } } }] });
    expect((await take('recipe-news', 1))[0]?.Body).toBe('"New: rye bread.txt"');
    await until(() => expect(run.seen('Office/Reader')).toMatchObject([event]));
  });

  test('goes to a queue and a function, as the bucket says', async () => {
    await upload('photos', 'old/rye & wheat.png');
    await upload('photos', 'new.png');
    for (const Key of ['new.png', 'old/rye & wheat.png']) {
      await run.clients.s3.send(new DeleteObjectCommand({ Bucket: 'photos', Key }));
    }
    const files = await run.clients.take('photo-files', 2);
    const records = files.flatMap(({ Body }) => JSON.parse(Body ?? '').Records);
    expect(records.map(({ eventName, s3 }) => [eventName, s3.object.key]).sort()).toEqual([
      ['ObjectCreated:Put', 'new.png'],
      ['ObjectCreated:Put', 'old/rye+%26+wheat.png'],
    ]);
    await until(() =>
      expect(run.seen<S3Event>('Office/Viewer').map(({ Records }) => Records[0]?.eventName)).toEqual([
        'ObjectRemoved:Delete',
      ]),
    );
  });
});

test('What a function tells a bus of its own comes in the words of the rule', async () => {
  const tell = async (price: number) => {
    const Payload = JSON.stringify({ detailType: 'sold', detail: { what: 'cake', price } });
    const { FunctionError, Payload: answer } = await run.clients.lambda.send(
      new InvokeCommand({ FunctionName: 'teller', Payload }),
    );
    expect([FunctionError, JSON.parse(Buffer.from(answer ?? []).toString())]).toMatchObject([
      undefined,
      { FailedEntryCount: 0 },
    ]);
  };
  await tell(4);
  await tell(7);
  const { take } = run.clients;
  const [sale] = await take('sales', 1);
  expect(JSON.parse(sale?.Body ?? '')).toEqual({ what: 'cake', at: expect.stringMatching(/Z$/), rule: 'bakery' });
  expect(JSON.parse((await take('sorted.fifo', 1))[0]?.Body ?? '')).toEqual({ what: 'cake', price: 7 });
  await take('copies', 2);
});

describe('Of a function that nobody waits for', () => {
  test('the answer goes on to the next function, and its outcome to a queue', async () => {
    await run.clients.hand('first', { flour: 1 });
    const [record] = await run.clients.take('seen', 1);
    expect(JSON.parse(record?.Body ?? '')).toMatchObject({
      requestContext: { condition: 'Success', functionArn: arn('lambda', 'function:second:$LATEST') },
      requestPayload: { batchItemFailures: [] },
    });
  });

  test('the failure after the last attempt goes to a bus, a topic or a queue', async () => {
    const { hand, take } = run.clients;
    for (const name of ['first', 'third', 'fourth:live']) await hand(name, { burnt: true });
    const [told] = await take('copies', 1);
    expect(JSON.parse(told?.Body ?? '')).toMatchObject({
      'detail-type': 'Lambda Function Invocation Result - Failure',
      detail: { requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 } },
    });
    const [dead] = await take('seen', 1);
    expect(dead?.Body).toBe('{"burnt":true}');
    expect(dead?.MessageAttributes?.ErrorMessage?.StringValue).toBe('burnt');
    await until(() => {
      const messages = run
        .seen<SNSEvent>('Kitchen/Crier')
        .flatMap(({ Records }) => Records.map(({ Sns }) => Sns.Message));
      expect(messages).toContain('{"burnt":true}');
      expect(messages.some((message) => message.includes('function:fourth:live'))).toBe(true);
    });
  });
});

test('A schedule invokes its function with what it knows of itself', async () => {
  const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  await until(() => expect(run.seen('Clock/Sleeper')[0]).toEqual({ id: expect.any(String), at }));
});

/** Has each of the strangers do what it is there for. */
async function tryAll(): Promise<void> {
  await send('letters', 'hello');
  await publish('rumours', 'psst', 'rumour');
  await upload('strange-parcels', 'box');
  await sign();
  await run.clients.hand('courier', {});
  await run.clients.ring(randomUUID());
}

describe('Without its permission', () => {
  test('each source and target is denied, with the action that it needs, and all else goes on', async () => {
    await tryAll();
    const needed = () =>
      run.denials().map((words) => words.replace(/^.*perform: (\S+) on resource: (\S+).*$/, '$1 $2'));
    await until(() =>
      expect(needed().sort()).toEqual(
        [
          `dynamodb:DescribeStream ${arn('dynamodb', 'table/orders/stream/2020-01-01T00:00:00.000')}`,
          `events:PutEvents ${arn('events', 'event-bus/far')}`,
          `lambda:InvokeFunction ${arn('lambda', 'function:listener')}`,
          `lambda:InvokeFunction ${arn('lambda', 'function:watcher')}`,
          `sns:Publish ${arn('sns', 'signs')}`,
          `sqs:ReceiveMessage ${arn('sqs', 'letters')}`,
          ...['alarms', 'outcomes', 'parcels-arrived', 'rumours-heard', 'signs-seen'].map(
            (queue) => `sqs:SendMessage ${arn('sqs', queue)}`,
          ),
        ].sort(),
      ),
    );
  });
});

describe('A later version of the app', () => {
  beforeAll(async () => {
    await send('seen', 'kept');
    await upload('cellar', 'wine');
    bakery(folders[1], { isLater: true });
    await run.apply(folders[1]);
  });

  test('allows what was denied, without a restart', async () => {
    const told = run.denials().length;
    await until(() => expect(bodiesOf('Strangers/Reader').flat()).toContain('hello'));
    await tryAll();
    const { take } = run.clients;
    for (const queue of ['rumours-heard', 'parcels-arrived', 'signs-seen', 'outcomes', 'alarms']) await take(queue, 1);
    await until(() => {
      expect(run.seen('Strangers/Listener')).toHaveLength(1);
      expect(run.seen('Strangers/Watcher')).toHaveLength(1);
    });
    expect(run.denials().slice(told)).toEqual([]);
  });

  test('keeps what lies in queues and buckets whose names stayed', async () => {
    expect(await run.clients.take('seen', 1)).toMatchObject([{ Body: 'kept' }]);
    const { ContentLength } = await run.clients.s3.send(new GetObjectCommand({ Bucket: 'cellar', Key: 'wine' }));
    expect(ContentLength).toBe(5);
  });

  test('reads a stream from its beginning where it says TRIM_HORIZON, and what is new where it says LATEST', async () => {
    await order('new');
    const all = ['a', 'b', 'burnt', 'c', 'new', 'tea'];
    await until(() => expect(idsOf('Kitchen/From_LATEST').flat()).toEqual(['new']));
    await until(() => expect([...new Set(idsOf('Kitchen/From_TRIM_HORIZON').flat())].sort()).toEqual(all));
  });
});
