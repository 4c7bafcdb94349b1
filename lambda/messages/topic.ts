import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

/** What a topic is told. */
export interface Message {
  /** The subject of an e-mail: SNS takes at most 99 characters of ASCII. */
  readonly subject: string;
  readonly body: object;
  /** What subscribers can filter by. */
  readonly attributes: Readonly<Record<string, string>>;
}

const client = new SNSClient({});

/** Publishes a message to the function's topic. It is kept for every subscriber when this ends. */
export async function publish({ subject, body, attributes }: Message): Promise<void> {
  await client.send(
    new PublishCommand({
      TopicArn: topicArn(),
      Subject: asSubject(subject),
      Message: JSON.stringify(body),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    }),
  );
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: ASCII, no line breaks, fewer than 100 characters. */
function asSubject(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 99);
}

function topicArn(): string {
  const arn = process.env.TOPIC_ARN;
  if (arn === undefined) throw new Error('The environment variable TOPIC_ARN is not set.');
  return arn;
}
