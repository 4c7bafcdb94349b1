import type { JsonObject } from '../../../../template/resources.ts';
import { eachEntry, readEntries } from '../batch.ts';
import { invalidParameter, invalidValue, missingParameter, sqsError } from '../errors.ts';
import type { Input } from '../input.ts';
import { named, need, type Operation } from '../operation.ts';
import type { Queue } from '../queue.ts';
import { type Receipt, readReceiptHandle } from '../receipt-handle.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html */
export const deleteMessage: Operation = (input, sqs) => {
  const { arn, find } = named(input, sqs);
  const handle = input.requiredText('ReceiptHandle');
  return {
    authorizations: [need('DeleteMessage', arn)],
    run: async () => {
      await remove(find(), handle);
      return undefined;
    },
  };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
export const deleteMessageBatch: Operation = (input, sqs) => {
  const { arn, find } = named(input, sqs);
  const entries = readEntries(input, 'DeleteMessageBatch');
  return {
    authorizations: [need('DeleteMessage', arn)],
    run: () => {
      const queue = find();
      return eachEntry(entries, async (entry) => {
        await remove(queue, entry.input.requiredText('ReceiptHandle'));
        return {};
      });
    },
  };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export const changeMessageVisibility: Operation = (input, sqs) => {
  const { arn, find } = named(input, sqs);
  const change = readChange(input);
  return {
    authorizations: [need('ChangeMessageVisibility', arn)],
    run: async () => {
      await change(find());
      return undefined;
    },
  };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
export const changeMessageVisibilityBatch: Operation = (input, sqs) => {
  const { arn, find } = named(input, sqs);
  const entries = readEntries(input, 'ChangeMessageVisibilityBatch');
  return {
    authorizations: [need('ChangeMessageVisibility', arn)],
    run: () => {
      const queue = find();
      return eachEntry(entries, async (entry) => {
        await readChange(entry.input)(queue);
        return {};
      });
    },
  };
};

async function remove(queue: Queue, handle: string): Promise<void> {
  const handled = await queue.delete(receiptOf(queue, handle));
  if (handled === 'not in flight') throw invalidValue(handle, 'ReceiptHandle', 'The receipt handle has expired.');
}

function readChange(input: Input): (queue: Queue) => Promise<JsonObject> {
  const handle = input.requiredText('ReceiptHandle');
  const seconds = input.integer('VisibilityTimeout', [0, 43_200], 'Must be between 0 and 43200, if provided.');
  if (seconds === undefined) throw missingParameter('VisibilityTimeout');
  return async (queue) => {
    switch (await queue.changeVisibility(receiptOf(queue, handle), seconds * 1000)) {
      case 'gone':
      case 'received again': {
        const reason = 'Message does not exist or is not available for visibility timeout change.';
        throw invalidValue(handle, 'ReceiptHandle', reason);
      }
      case 'not in flight':
        throw sqsError('MessageNotInflight', "The specified message isn't in flight.");
      case 'too long': {
        const total = 'Total VisibilityTimeout for the message is beyond the limit [43200 seconds]';
        throw invalidParameter(`Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: ${total}`);
      }
      case 'done':
        return {};
    }
  };
}

function receiptOf({ definition }: Queue, handle: string): Receipt {
  const receipt = readReceiptHandle(handle);
  if (!receipt)
    throw sqsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
  if (receipt.queue !== definition.name) {
    throw sqsError('ReceiptHandleIsInvalid', `The receipt handle "${handle}" is not valid for this queue.`);
  }
  return receipt;
}
