import { setTimeout } from 'node:timers/promises';
import type { EventReport, OnEvent } from '../../../event-report.ts';
import type { Attempted } from '../../../jobs.ts';
import { NotDeliverable } from '../../../targets.ts';
import { AccessDenied } from '../../access.ts';
import type { Message } from './message.ts';
import type { NotificationContext } from './notification.ts';
import type { Subscribers } from './subscribers.ts';
import type { Subscription } from './subscription.ts';
import { Turns } from './turns.ts';

/** A message on its way to one subscriber. */
export interface PendingDelivery {
  readonly message: Message;
  readonly subscriptionArn: string;
}

export interface AttemptsOptions {
  /** A subscription as it is now; nothing is delivered to one that has ended. */
  readonly find: (subscriptionArn: string) => Subscription | undefined;
  readonly contextOf: (topicArn: string) => NotificationContext;
  readonly subscribers: Subscribers;
  readonly onEvent: OnEvent;
  /** Milliseconds until each further attempt. */
  readonly retryPauses: readonly number[];
}

/** Attempts to deliver, each subscriber's in the order in which its messages took their places. */
export class Attempts {
  readonly #options: AttemptsOptions;
  readonly #turns = new Turns();
  readonly #closing = new AbortController();

  constructor(options: AttemptsOptions) {
    this.#options = options;
  }

  /** Gives a delivery its place, before it is attempted. */
  takePlace(job: PendingDelivery): void {
    this.#turns.join(lineOf(job), job.message.messageId);
  }

  /** For a delivery that will not be attempted. */
  leavePlace(job: PendingDelivery): void {
    this.#turns.leave(lineOf(job), job.message.messageId);
  }

  /** Lets what has not begun be, and ends the pauses of what has. */
  stop(): void {
    this.#closing.abort();
  }

  /** One attempt, once it is the delivery's turn; of a FIFO topic's message all of them. */
  async attempt(job: PendingDelivery, earlier: number): Promise<Attempted<PendingDelivery>> {
    await this.#turns.wait(lineOf(job), job.message.messageId);
    try {
      return await this.#tryInTurn(job, earlier);
    } finally {
      this.leavePlace(job);
    }
  }

  async #tryInTurn(job: PendingDelivery, earlier: number): Promise<Attempted<PendingDelivery>> {
    for (let failures = earlier; ; failures += 1) {
      if (this.#closing.signal.aborted) return { retryIn: 0 };
      const subscription = this.#options.find(job.subscriptionArn);
      if (!subscription) return 'done';
      const pause = await this.#try(job.message, subscription, failures);
      if (pause === undefined) return 'done';
      if (job.message.sequenceNumber === undefined) return { retryIn: pause };
      // Whoever comes after it in a FIFO topic's group waits too. Closing ends the pause, and the job stays kept.
      await setTimeout(pause, undefined, { signal: this.#closing.signal }).catch(ignoreAbort);
    }
  }

  /** @returns after how many milliseconds to try again; nothing where the message is delivered or given up */
  async #try(message: Message, subscription: Subscription, failures: number): Promise<number | undefined> {
    const { subscribers, contextOf, retryPauses } = this.#options;
    const started = performance.now();
    try {
      await subscribers.deliver(message, subscription, contextOf(message.topicArn));
      const milliseconds = performance.now() - started;
      this.#report(message, subscription, { outcome: 'delivered', milliseconds });
      return undefined;
    } catch (error) {
      const pause = isFinal(error) ? undefined : retryPauses[failures];
      if (pause === undefined) return this.#giveUp(message, subscription, failures, error);
      this.#report(message, subscription, { outcome: 'failed', detail: reasonOf(error) });
      return pause;
    }
  }

  /** @returns after how many milliseconds to try again: where the dead-letter queue may take the message later */
  async #giveUp(
    message: Message,
    subscription: Subscription,
    failures: number,
    cause: unknown,
  ): Promise<number | undefined> {
    const { subscribers, contextOf, retryPauses } = this.#options;
    const { deadLetterArn } = subscription.settings;
    const outcome = cause instanceof AccessDenied ? 'denied' : 'gave up';
    const report = (detail: string) =>
      this.#report(message, subscription, { outcome, detail: `${reasonOf(cause)}; ${detail}` });
    if (deadLetterArn === undefined) {
      report('the message is lost: the subscription has no dead-letter queue');
      return undefined;
    }
    try {
      await subscribers.bury(deadLetterArn, message, subscription, contextOf(message.topicArn));
      report(`the message is in ${nameOf(deadLetterArn)}`);
      return undefined;
    } catch (error) {
      const pause = retryPauses[Math.max(0, failures - retryPauses.length)];
      if (!isFinal(error) && failures < 2 * retryPauses.length && pause !== undefined) return pause;
      report(`the message is lost: ${nameOf(deadLetterArn)} does not take it: ${reasonOf(error)}`);
      return undefined;
    }
  }

  #report(
    message: Message,
    { endpoint }: Subscription,
    report: Pick<EventReport, 'outcome' | 'detail' | 'milliseconds'>,
  ) {
    const what = message.subject ?? 'a message';
    this.#options.onEvent({ source: nameOf(message.topicArn), target: nameOf(endpoint), what, ...report });
  }
}

/** Messages that must keep their order: of one subscriber; of a FIFO topic, of one group of it. */
function lineOf({ subscriptionArn, message }: PendingDelivery): string {
  return message.sequenceNumber === undefined ? subscriptionArn : `${subscriptionArn} ${message.groupId}`;
}

/** What an ARN names; an e-mail address is its own name. */
function nameOf(endpoint: string): string {
  const [, , , , , ...resource] = endpoint.startsWith('arn:') ? endpoint.split(':') : ['', '', '', '', '', endpoint];
  return resource.join(':').replace(/^function:/, '');
}

function isFinal(error: unknown): boolean {
  return error instanceof AccessDenied || error instanceof NotDeliverable;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
