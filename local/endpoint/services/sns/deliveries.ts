import { setTimeout } from 'node:timers/promises';
import type { EventReport, OnEvent } from '../../../event-report.ts';
import { type Attempted, Jobs, type KeptJob } from '../../../jobs.ts';
import type { Part } from '../../../storage.ts';
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

/**
 * Milliseconds until each further attempt. SNS tries queues and functions 100,015 times over 23 days, at first at once,
 * then with growing pauses. https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const defaultRetryPauses: readonly number[] = [0, 0, 0, 100, 200, 500, 1_000, 2_000, 5_000, 5_000];

export interface DeliveriesOptions {
  readonly part: Part<KeptJob<PendingDelivery>>;
  /** A subscription as it is now; nothing is delivered to one that has ended. */
  readonly find: (subscriptionArn: string) => Subscription | undefined;
  readonly contextOf: (topicArn: string) => NotificationContext;
  readonly subscribers: Subscribers;
  readonly onEvent: OnEvent;
  readonly onFault: (error: unknown) => void;
  readonly retryPauses: readonly number[];
}

/**
 * Brings messages to subscribers: at least once, also over a `kill -9`; to each in the order of publishing while all goes
 * well, and where the topic is FIFO also when it does not: a group waits for the message that is tried again.
 */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #turns = new Turns();
  readonly #closing = new AbortController();
  #jobs: Jobs<PendingDelivery> | undefined;

  private constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** Opens with what an earlier run did not deliver; nothing begins before `start`. */
  static async open(options: DeliveriesOptions): Promise<Deliveries> {
    const deliveries = new Deliveries(options);
    for await (const { job, due } of options.part.values()) {
      if (due <= Date.now()) deliveries.#turns.join(lineOf(job), job.message.messageId);
    }
    deliveries.#jobs = await Jobs.open({
      part: options.part,
      attempt: (job, { attempts }) => deliveries.#attempt(job, attempts),
      onFault: options.onFault,
      // Those that wait for their turn count too, and must not keep another subscriber's from running.
      concurrency: Number.POSITIVE_INFINITY,
    });
    return deliveries;
  }

  start(): void {
    this.#jobs?.start();
  }

  /** Sends a message to subscribers. @returns when it is kept for sure */
  async add(message: Message, subscriptionArns: readonly string[]): Promise<void> {
    const jobs = subscriptionArns.map((subscriptionArn) => ({ message, subscriptionArn }));
    for (const job of jobs) this.#turns.join(lineOf(job), message.messageId);
    const added = await Promise.allSettled(jobs.map((job) => this.#jobs?.add(job)));
    for (const [index, { status }] of added.entries()) {
      const job = jobs[index];
      if (status === 'rejected' && job) this.#turns.leave(lineOf(job), message.messageId);
    }
    const failed = added.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Begins nothing more, and waits for what runs. What is left stays kept. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#jobs?.close();
  }

  async #attempt(job: PendingDelivery, attempts: number): Promise<Attempted<PendingDelivery>> {
    const line = lineOf(job);
    await this.#turns.wait(line, job.message.messageId);
    try {
      return await this.#tryInTurn(job, attempts);
    } finally {
      this.#turns.leave(line, job.message.messageId);
    }
  }

  async #tryInTurn(job: PendingDelivery, attempts: number): Promise<Attempted<PendingDelivery>> {
    for (let failures = attempts; ; failures += 1) {
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
