import type { ReceivedMessage } from './consumer.ts';
import { type Message, md5, md5OfAttributes } from './message.ts';
import type { QueueDefinition } from './queue-definition.ts';
import { receiptHandle } from './receipt-handle.ts';

/** A message that was received, as its consumer sees it. */
export function receivedMessage(message: Message, { name, fifo }: QueueDefinition): ReceivedMessage {
  const { id, body, attributes, firstReceivedAt, groupId, deduplicationId, traceHeader, deadLetterSource } = message;
  const md5OfMessageAttributes = md5OfAttributes(attributes);
  return {
    messageId: id,
    receiptHandle: receiptHandle(name, message),
    body,
    md5OfBody: md5(body),
    ...(md5OfMessageAttributes !== undefined && { md5OfMessageAttributes }),
    attributes: {
      ApproximateReceiveCount: String(message.receivedInAll),
      SentTimestamp: String(message.sentAt),
      SenderId: message.senderId,
      ...(firstReceivedAt !== undefined && { ApproximateFirstReceiveTimestamp: String(firstReceivedAt) }),
      ...(fifo && { SequenceNumber: message.key }),
      ...(groupId !== undefined && { MessageGroupId: groupId }),
      ...(deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
      ...(traceHeader !== undefined && { AWSTraceHeader: traceHeader }),
      ...(deadLetterSource !== undefined && { DeadLetterQueueSourceArn: deadLetterSource }),
    },
    messageAttributes: attributes,
  };
}
