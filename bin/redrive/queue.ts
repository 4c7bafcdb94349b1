import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A message that was taken from a queue and is hidden from others meanwhile. */
export interface Taken {
  readonly body: string;
  readonly receiptHandle: string;
}

/** Seconds that a message is hidden from others once it was taken. */
const hidden = 120;

/** The addresses of a stage's queues of dead letters. */
export async function deadLetterQueues(client: SQSClient, prefix: string): Promise<string[]> {
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 1_000, NextToken }));
    found.push(...(page.QueueUrls ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found.filter((url) => nameOf(url).includes('DeadLetters')).sort();
}

export function nameOf(queueUrl: string): string {
  return queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
}

/** Takes every message of a queue, each once. */
export async function* takeAll(client: SQSClient, QueueUrl: string): AsyncGenerator<Taken> {
  const seen = new Set<string>();
  for (;;) {
    const page = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: hidden, WaitTimeSeconds: 1 }),
    );
    const fresh = (page.Messages ?? []).filter(({ MessageId = '' }) => !seen.has(MessageId));
    if (fresh.length === 0) return;
    for (const { MessageId = '', Body = '', ReceiptHandle = '' } of fresh) {
      seen.add(MessageId);
      yield { body: Body, receiptHandle: ReceiptHandle };
    }
  }
}

/** Removes a message for good. */
export async function remove(client: SQSClient, QueueUrl: string, { receiptHandle }: Taken): Promise<void> {
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receiptHandle }));
}

/** Lets others see a message again at once. */
export async function release(client: SQSClient, QueueUrl: string, { receiptHandle }: Taken): Promise<void> {
  await client.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: 0 }),
  );
}
