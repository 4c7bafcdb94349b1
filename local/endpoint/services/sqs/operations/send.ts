import type { JsonObject } from '../../../../template/resources.ts';
import { batchResult, type Entry, failure, readEntries } from '../batch.ts';
import { sqsError } from '../errors.ts';
import { md5, md5OfAttributes, type NewMessage, sizeOf } from '../message.ts';
import { checkedMessage, readMessage } from '../new-message.ts';
import { named, need, type Operation } from '../operation.ts';
import type { Sent } from '../queue.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const sendMessage: Operation = (input, sqs, { caller }) => {
  const { arn, find } = named(input, sqs);
  const message = readMessage(input, caller.userId);
  return {
    authorizations: [need('SendMessage', arn)],
    run: async () => {
      const queue = find();
      const checked = checkedMessage(message, queue.definition);
      const [sent] = await queue.send([checked]);
      return sent && answer(checked, sent);
    },
  };
};

/** The most bytes that the messages of a batch have together. */
const longestBatch = 1_048_576;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export const sendMessageBatch: Operation = (input, sqs, { caller }) => {
  const { arn, find } = named(input, sqs);
  const entries = readEntries(input, 'SendMessageBatch');
  return {
    authorizations: [need('SendMessage', arn)],
    run: async () => {
      const queue = find();
      const taken: { entry: Entry; message: NewMessage }[] = [];
      const failed: JsonObject[] = [];
      let size = 0;
      for (const entry of entries) {
        try {
          const message = readMessage(entry.input, caller.userId);
          size += sizeOf(message.body, message.attributes);
          taken.push({ entry, message: checkedMessage(message, queue.definition) });
        } catch (error) {
          failed.push(failure(entry, error));
        }
      }
      if (size > longestBatch) {
        const message = `Batch requests cannot be longer than ${longestBatch} bytes. You have sent ${size} bytes.`;
        throw sqsError('BatchRequestTooLong', message);
      }
      const sent = await queue.send(taken.map(({ message }) => message));
      const successful = taken.map(({ entry, message }, index) => ({
        Id: entry.id,
        ...answer(message, sent[index] ?? { messageId: '' }),
      }));
      return batchResult(successful, failed);
    },
  };
};

function answer({ body, attributes, traceHeader }: NewMessage, { messageId, sequenceNumber }: Sent): JsonObject {
  const ofAttributes = md5OfAttributes(attributes);
  const systemAttributes = traceHeader === undefined ? {} : { AWSTraceHeader: { type: 'String', value: traceHeader } };
  const ofSystemAttributes = md5OfAttributes(systemAttributes);
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5(body),
    ...(ofAttributes !== undefined && { MD5OfMessageAttributes: ofAttributes }),
    ...(ofSystemAttributes !== undefined && { MD5OfMessageSystemAttributes: ofSystemAttributes }),
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
  };
}
