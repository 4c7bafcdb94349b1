import { SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** A message of a topic, as the local run's mailbox shows it too. */
export interface Mail {
  readonly subject: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly sentAt: string;
}

export interface Mailbox {
  /** All that has come so far, the newest first. */
  readonly mails: () => readonly Mail[];
  /** Removes what was made for it. */
  readonly close: () => Promise<void>;
}

/**
 * Subscribes to a topic with a queue of its own, and reads that.
 *
 * @param name what the queue is to be called
 */
export async function openMailbox(TopicArn: string, name: string): Promise<Mailbox> {
  const sns = new SNSClient({});
  // Queues are asked where the client is told to go, whatever address they call themselves by.
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: process.env.AWS_ENDPOINT_URL === undefined });
  const QueueArn = TopicArn.replace(':sns:', ':sqs:').replace(/[^:]+$/, name);
  const Policy = JSON.stringify({
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: QueueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
    },
  });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }));
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: QueueArn, ReturnSubscriptionArn: true }),
  );

  const mails = new Map<string, Mail>();
  const closing = new AbortController();
  const reading = read();

  async function read(): Promise<void> {
    while (!closing.signal.aborted) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      for (const message of Messages) {
        const { id, ...mail } = readMessage(message);
        // A queue may bring a message twice.
        mails.set(id, mail);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      }
    }
  }

  return {
    // Those of one moment stay as they came.
    mails: () => [...mails.values()].sort((one, other) => one.sentAt.localeCompare(other.sentAt)).reverse(),
    close: async () => {
      closing.abort();
      await reading;
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      sns.destroy();
      sqs.destroy();
    },
  };
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html */
interface Envelope {
  readonly MessageId: string;
  readonly Subject?: string;
  readonly Message: string;
  readonly Timestamp: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>;
}

function readMessage({ Body = '' }: Message): Mail & { readonly id: string } {
  const envelope: Envelope = JSON.parse(Body);
  const attributes = Object.entries(envelope.MessageAttributes ?? {}).map(([name, { Value }]) => [name, Value]);
  return {
    id: envelope.MessageId,
    subject: envelope.Subject ?? '',
    body: envelope.Message,
    attributes: Object.fromEntries(attributes),
    sentAt: envelope.Timestamp,
  };
}
