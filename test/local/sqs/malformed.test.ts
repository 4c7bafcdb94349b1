import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../local/endpoint/service.ts';
import { operations } from '../../../local/endpoint/services/sqs/operations/operations.ts';
import { queueResource } from '../endpoint/resources.ts';
import { arnOf, runSqs, urlOf } from './harness.ts';

const junk: unknown[] = [
  null,
  true,
  -1,
  1.5,
  '',
  '\u0000',
  'a'.repeat(200),
  [],
  [null],
  [1],
  [{}],
  {},
  { a: 1 },
  { __proto__: [] },
];
const members = [
  'AttributeNames',
  'DelaySeconds',
  'DestinationArn',
  'Entries',
  'MaxNumberOfMessages',
  'MaxResults',
  'MessageAttributeNames',
  'MessageAttributes',
  'MessageBody',
  'MessageGroupId',
  'MessageSystemAttributes',
  'NextToken',
  'QueueName',
  'QueueUrl',
  'ReceiptHandle',
  'SourceArn',
  'TaskHandle',
  'VisibilityTimeout',
  'WaitTimeSeconds',
];
const good = {
  QueueUrl: urlOf('orders'),
  QueueName: 'orders',
  SourceArn: arnOf('orders'),
  MessageBody: 'a',
  ReceiptHandle: Buffer.from('["orders","1","2",3]').toString('base64'),
  VisibilityTimeout: 1,
  Entries: [{ Id: 'a', MessageBody: 'a', ReceiptHandle: 'a', VisibilityTimeout: 1 }],
};

describe('a malformed request', () => {
  it('is answered, or refused as the fault of its client', async () => {
    const { sqs } = await runSqs([queueResource('orders')]);
    const caller = {
      accessKeyId: 'AKIA',
      type: 'root',
      accountId: '000000000000',
      arn: 'arn',
      principalArn: 'arn',
      userId: '000000000000',
    } as const;
    const outcome = async (operation: string, body: string): Promise<number> => {
      try {
        const call = await sqs.open({
          method: 'POST',
          path: '/',
          query: new URLSearchParams(),
          headers: { host: 'localhost', 'x-amz-target': `AmazonSQS.${operation}` },
          requestId: 'r',
          body: Buffer.from(body),
          caller,
        });
        return (await call.run()).status;
      } catch (error) {
        if (error instanceof ServiceError) return error.status;
        throw error;
      }
    };
    const bodies = [
      ...['', '[]', '{', '"a"', '{"__proto__":{"QueueUrl":1}}'],
      ...members.flatMap((member) => junk.map((value) => JSON.stringify({ ...good, [member]: value }))),
    ];
    for (const operation of [...operations.keys(), 'CreateQueue', 'Nothing', '']) {
      for (const body of bodies) {
        const status = await outcome(operation, body);
        if (status >= 500) expect.fail(`${operation} ${body} gives ${status}`);
      }
    }
  });
});
