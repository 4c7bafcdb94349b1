import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import type { Run } from '../../../local/run.ts';
import type { Json } from '../../../local/template/resources.ts';

interface Endpoint {
  readonly awsEndpoint: string;
  readonly credentials: Run['rootCredentials'];
}

/** AWS's own clients of a run, and what tests do with them. */
export function clientsOf({ awsEndpoint, credentials }: Endpoint) {
  const settings = { endpoint: awsEndpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  const sqs = new SQSClient(settings);
  const lambda = new LambdaClient(settings);
  const scheduler = new SchedulerClient(settings);
  const queueUrl = (name: string) => `${awsEndpoint}/000000000000/${name}`;

  /** Waits a second at most for some messages of a queue, and removes them. */
  const receive = async (queue: string): Promise<Message[]> => {
    const QueueUrl = queueUrl(queue);
    const input = { QueueUrl, WaitTimeSeconds: 1, MessageAttributeNames: ['All'], MaxNumberOfMessages: 10 };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(input));
    const Entries = Messages.map(({ ReceiptHandle }, number) => ({ Id: String(number), ReceiptHandle }));
    if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return Messages;
  };
  return {
    dynamoDb: new DynamoDBClient(settings),
    events: new EventBridgeClient(settings),
    lambda,
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    sns: new SNSClient(settings),
    sqs,
    queueUrl,
    receive,
    /** Waits for so many messages of a queue, and removes them. */
    take: async (queue: string, count: number): Promise<Message[]> => {
      const taken: Message[] = [];
      const deadline = Date.now() + 30_000;
      while (taken.length < count && Date.now() < deadline) taken.push(...(await receive(queue)));
      expect(taken, queue).toHaveLength(count);
      return taken;
    },
    /** Invokes a function without waiting for what comes of it. */
    hand: async (functionName: string, event: Json) => {
      const input = { FunctionName: functionName, InvocationType: 'Event', Payload: JSON.stringify(event) } as const;
      await lambda.send(new InvokeCommand(input));
    },
    /** Has a schedule send something to the queue `alarms` in two or three seconds. */
    ring: async (id: string): Promise<void> => {
      const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 2000);
      const schedule = {
        Name: id,
        ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: 'arn:aws:sqs:us-east-1:000000000000:alarms',
          RoleArn: 'arn:aws:iam::000000000000:role/alarm',
          Input: id,
        },
      } as const;
      await scheduler.send(new CreateScheduleCommand(schedule));
    },
  };
}

export type Clients = ReturnType<typeof clientsOf>;
