import type { Access, Actor } from '../../access.ts';
import { NoSuchQueue, type QueueConsumers } from './consumer.ts';
import { need } from './operation.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { type Receipt, readReceiptHandle } from './receipt-handle.ts';
import { receivedMessage } from './received-message.ts';

/** Queues for the event sources of this process: as over the wire, by the actor's policies. */
export function queueConsumers(queues: Queues, access: Access): QueueConsumers {
  const allowed = (action: string, queueArn: string, actor: Actor): Queue => {
    access.check(actor, need(action, queueArn));
    const queue = queues.byArn(queueArn);
    if (!queue) throw new NoSuchQueue(queueArn);
    return queue;
  };
  return {
    queue: (queueArn) => queues.byArn(queueArn)?.definition,
    poll: async (queueArn, actor, { max, waitMilliseconds, signal }) => {
      const queue = allowed('ReceiveMessage', queueArn, actor);
      const messages = await queue.receive({ max, wait: waitMilliseconds, signal });
      return messages.map((message) => receivedMessage(message, queue.definition));
    },
    remove: async (queueArn, actor, receiptHandles) => {
      const queue = allowed('DeleteMessage', queueArn, actor);
      await Promise.all(receiptsOf(queue, receiptHandles).map((receipt) => queue.delete(receipt)));
    },
    setVisibility: async (queueArn, actor, receiptHandles, milliseconds) => {
      const queue = allowed('ChangeMessageVisibility', queueArn, actor);
      await Promise.all(
        receiptsOf(queue, receiptHandles).map((receipt) => queue.changeVisibility(receipt, milliseconds)),
      );
    },
  };
}

function receiptsOf({ definition }: Queue, handles: readonly string[]): Receipt[] {
  return handles.map((handle) => {
    const receipt = readReceiptHandle(handle);
    if (receipt?.queue !== definition.name) throw new Error(`${handle} is no receipt handle of ${definition.arn}`);
    return receipt;
  });
}
