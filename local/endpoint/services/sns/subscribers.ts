import type { Mailbox } from '../../../mailbox.ts';
import { type Delivery, NotDeliverable, type Targets } from '../../../targets.ts';
import { bodyFor, type Message } from './message.ts';
import { functionEvent, type NotificationContext, notification } from './notification.ts';
import type { Subscription } from './subscription.ts';

/** What SQS takes as attributes of one message. */
const maximumQueueAttributes = 10;

export interface SubscribersOptions {
  readonly targets: Targets;
  readonly mailbox: Mailbox;
}

/** Brings messages to queues, functions and e-mail addresses, as SNS does it. */
export class Subscribers {
  readonly #options: SubscribersOptions;

  constructor(options: SubscribersOptions) {
    this.#options = options;
  }

  /**
   * Brings a message to a subscriber.
   *
   * @throws AccessDenied where the queue's or function's policies do not let the topic in
   * @throws NotDeliverable where it can never be taken
   * @throws Error where it may be taken later
   */
  async deliver(message: Message, subscription: Subscription, context: NotificationContext): Promise<void> {
    const { protocol, endpoint } = subscription;
    const { subject = 'AWS Notification Message', topicArn } = message;
    switch (protocol) {
      case 'sqs':
        return this.#options.targets.deliver(queueMessage(endpoint, message, subscription, context));
      case 'lambda': {
        const payload = functionEvent(message, subscription, context);
        return this.#options.targets.deliver({ target: endpoint, payload, by: byTopic(topicArn) });
      }
      case 'email':
      case 'email-json': {
        const body = protocol === 'email' ? bodyFor(message, protocol) : notification(message, subscription, context);
        const attributes = Object.fromEntries(
          Object.entries(message.attributes).map(([name, { value }]) => [name, value]),
        );
        return this.#options.mailbox.add({ to: endpoint, subject, body, topicArn, attributes });
      }
    }
  }

  /**
   * Puts a message that could not be delivered into the subscription's dead-letter queue: as a queue that has subscribed
   * would have got it. https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
   *
   * @throws as `deliver`
   */
  async bury(
    queueArn: string,
    message: Message,
    subscription: Subscription,
    context: NotificationContext,
  ): Promise<void> {
    await this.#options.targets.deliver(queueMessage(queueArn, message, subscription, context));
  }
}

function queueMessage(
  queueArn: string,
  message: Message,
  subscription: Subscription,
  context: NotificationContext,
): Delivery {
  const { topicArn, groupId, deduplicationId } = message;
  const { raw } = subscription.settings;
  const attributes = Object.keys(message.attributes).length;
  if (raw && attributes > maximumQueueAttributes) {
    throw new NotDeliverable(
      `Raw message delivery takes ${maximumQueueAttributes} message attributes, not ${attributes}`,
    );
  }
  return {
    target: queueArn,
    payload: raw ? bodyFor(message, subscription.protocol) : notification(message, subscription, context),
    by: byTopic(topicArn),
    ...(raw && { attributes: message.attributes }),
    ...(groupId !== undefined && { groupId }),
    // A standard queue, which may be subscribed to a FIFO topic too, takes none.
    ...(deduplicationId !== undefined && queueArn.endsWith('.fifo') && { deduplicationId }),
  };
}

function byTopic(topicArn: string): Delivery['by'] {
  return { service: 'sns.amazonaws.com', sourceArn: topicArn };
}
