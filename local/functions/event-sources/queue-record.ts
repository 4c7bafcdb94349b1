import type { ReceivedMessage } from '../../endpoint/services/sqs/consumer.ts';
import type { JsonObject } from '../../template/resources.ts';

/**
 * A message as Lambda hands it to a function.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function queueRecord(message: ReceivedMessage, queueArn: string): JsonObject {
  const { md5OfMessageAttributes } = message;
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: { ...message.attributes },
    messageAttributes: Object.fromEntries(
      Object.entries(message.messageAttributes).map(([name, { type, value }]) => [
        name,
        {
          [type.startsWith('Binary') ? 'binaryValue' : 'stringValue']: value,
          stringListValues: [],
          binaryListValues: [],
          dataType: type,
        },
      ]),
    ),
    md5OfBody: message.md5OfBody,
    ...(md5OfMessageAttributes !== undefined && { md5OfMessageAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3] ?? '',
  };
}
