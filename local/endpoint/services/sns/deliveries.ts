import { Jobs, type KeptJob } from '../../../jobs.ts';
import type { Part } from '../../../storage.ts';
import { Attempts, type AttemptsOptions, type PendingDelivery } from './attempts.ts';
import type { Message } from './message.ts';

/**
 * Milliseconds until each further attempt. SNS tries queues and functions 100,015 times over 23 days, at first at once,
 * then with growing pauses. https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const defaultRetryPauses: readonly number[] = [0, 0, 0, 100, 200, 500, 1_000, 2_000, 5_000, 5_000];

export interface DeliveriesOptions extends AttemptsOptions {
  readonly part: Part<KeptJob<PendingDelivery>>;
  readonly onFault: (error: unknown) => void;
}

/**
 * Brings messages to subscribers: at least once, also over a `kill -9`; to each in the order of publishing while all goes
 * well, and where the topic is FIFO also when it does not: a group waits for the message that is tried again.
 */
export class Deliveries {
  readonly #jobs: Jobs<PendingDelivery>;
  readonly #attempts: Attempts;

  private constructor(jobs: Jobs<PendingDelivery>, attempts: Attempts) {
    this.#jobs = jobs;
    this.#attempts = attempts;
  }

  /** Opens with what an earlier run did not deliver; nothing begins before `start`. */
  static async open(options: DeliveriesOptions): Promise<Deliveries> {
    const { part, onFault } = options;
    const attempts = new Attempts(options);
    for await (const { job, due } of part.values()) {
      if (due <= Date.now()) attempts.takePlace(job);
    }
    const jobs = await Jobs.open<PendingDelivery>({
      part,
      attempt: (job, earlier) => attempts.attempt(job, earlier.attempts),
      onFault,
      // Those that wait for their turn count too, and must not keep another subscriber's from running.
      concurrency: Number.POSITIVE_INFINITY,
    });
    return new Deliveries(jobs, attempts);
  }

  start(): void {
    this.#jobs.start();
  }

  /** Sends a message to subscribers. @returns when it is kept for sure */
  async add(message: Message, subscriptionArns: readonly string[]): Promise<void> {
    const jobs = subscriptionArns.map((subscriptionArn) => ({ message, subscriptionArn }));
    for (const job of jobs) this.#attempts.takePlace(job);
    const added = await Promise.allSettled(jobs.map((job) => this.#jobs.add(job)));
    for (const [index, job] of jobs.entries()) {
      if (added[index]?.status === 'rejected') this.#attempts.leavePlace(job);
    }
    const failed = added.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Begins nothing more, and waits for what runs. What is left stays kept. */
  async close(): Promise<void> {
    this.#attempts.stop();
    await this.#jobs.close();
  }
}
