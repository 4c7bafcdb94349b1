import type { Actor } from './endpoint/access.ts';

/** A value of a message's attribute, as SNS and SQS have them. */
export interface MessageAttribute {
  /** `String`, `Number`, `Binary`, or one of these with a label of one's own: `Number.int`; SNS also has `String.Array`. */
  readonly type: string;
  /** Text; of a binary one its base64. */
  readonly value: string;
}

/** Something that one service brings to a resource of another. */
export interface Delivery {
  /** The ARN of a queue, a topic, a function (also of an alias or version), or an event bus. */
  readonly target: string;
  /** A queue's message, a topic's message, a function's event (JSON), a bus's event (a whole EventBridge event as JSON). */
  readonly payload: string;
  readonly by: Actor;
  /** For queues and topics. */
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  /** Of a FIFO queue or topic. */
  readonly groupId?: string;
  readonly deduplicationId?: string;
}

/** A service that takes deliveries. */
export interface Receiver {
  /** The service's part of an ARN, such as `sqs`. */
  readonly service: string;
  /**
   * Takes a delivery; it is kept for sure when this ends.
   *
   * @throws AccessDenied where policies do not let the actor in
   * @throws NotDeliverable where it can never be taken: no such resource, an event that is no JSON or too large
   * @throws Error where it may be taken later
   */
  readonly receive: (delivery: Delivery) => Promise<void>;
}

/** Trying again would not help. */
export class NotDeliverable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotDeliverable';
  }
}

/** Brings deliveries to whatever resource an ARN names. */
export class Targets {
  readonly #receivers = new Map<string, Receiver>();

  /** Lets a service take the deliveries to its resources from now on. */
  add(receiver: Receiver): void {
    this.#receivers.set(receiver.service, receiver);
  }

  /** @throws as `Receiver.receive` */
  async deliver(delivery: Delivery): Promise<void> {
    const service = delivery.target.split(':')[2] ?? '';
    const receiver = this.#receivers.get(service);
    if (!receiver) throw new NotDeliverable(`Nothing takes what is sent to ${delivery.target}`);
    await receiver.receive(delivery);
  }
}
