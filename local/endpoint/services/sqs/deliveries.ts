import { type Delivery, NotDeliverable } from '../../../targets.ts';
import type { Access } from '../../access.ts';
import { ServiceError } from '../../service.ts';
import { checkedMessage } from './new-message.ts';
import { need } from './operation.ts';
import type { Queues } from './queues.ts';

/** Takes what rules, topics and others send to queues. @throws as `Receiver.receive` */
export async function receiveDelivery(delivery: Delivery, queues: Queues, access: Access): Promise<void> {
  const { target, payload, by, attributes = {}, groupId, deduplicationId } = delivery;
  const queue = queues.byArn(target);
  if (!queue) throw new NotDeliverable(`There is no queue ${target}`);
  access.check(by, need('SendMessage', target));
  const message = {
    body: payload,
    attributes,
    senderId: 'roleArn' in by ? by.roleArn : by.service,
    ...(groupId !== undefined && { groupId }),
    // A standard queue knows no deduplication; a FIFO topic may send to one all the same.
    ...(deduplicationId !== undefined && queue.definition.fifo && { deduplicationId }),
  };
  if (payload === '') throw new NotDeliverable('A message cannot be empty');
  await queue.send([deliverable(() => checkedMessage(message, queue.definition))]);
}

/** What SQS refuses of a message it would refuse again. */
function deliverable<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    throw error instanceof ServiceError ? new NotDeliverable(error.message) : error;
  }
}
