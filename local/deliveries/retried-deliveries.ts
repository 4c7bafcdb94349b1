import type { Actor } from '../endpoint/access.ts';
import type { EventReport, OnEvent } from '../event-report.ts';
import { type Attempted, Jobs, type KeptJob } from '../jobs.ts';
import type { Part } from '../storage.ts';
import type { Delivery, MessageAttribute, Targets } from '../targets.ts';
import { afterFailure, type Failure, failureOf, type RetryPolicy } from './retries.ts';

/** Something to be delivered, with all that is needed for it: it may be done by a later run, on a changed template. */
export interface RetriedDelivery {
  readonly delivery: Delivery;
  readonly retryPolicy: RetryPolicy;
  /** The queue for what could not be delivered, and what its messages say beside why. */
  readonly deadLetters?: {
    readonly queueArn: string;
    readonly by: Actor;
    readonly attributes: Readonly<Record<string, string>>;
  };
  /** What the console calls it. */
  readonly report: Pick<EventReport, 'source' | 'target' | 'what'>;
  /** Why it was given up: only the dead letter is left to be sent. */
  readonly failure?: Failure;
}

export interface RetriedDeliveriesOptions<Work extends RetriedDelivery> {
  readonly part: Part<KeptJob<Work>>;
  readonly targets: Pick<Targets, 'deliver'>;
  readonly onEvent: OnEvent;
  readonly onFault: (error: unknown) => void;
  /** What a service calls the kinds of failures in dead letters (`ERROR_CODE`). */
  readonly errorCodes: Readonly<Record<Failure['kind'], string>>;
  /** Puts the number of the attempt, from 1, into what is delivered. */
  readonly fillIn?: (payload: string, attempt: number) => string;
}

/** Milliseconds until a dead letter whose queue failed is sent again. */
const deadLetterPause = 1_000;

const outcomes = { denied: 'denied', undeliverable: 'gave up', failed: 'failed' } as const;

/** Deliveries that are kept and tried until they are made or given up, as EventBridge and Scheduler do it. */
export class RetriedDeliveries<Work extends RetriedDelivery> {
  readonly #options: RetriedDeliveriesOptions<Work>;
  readonly #jobs: Jobs<Work>;

  private constructor(options: RetriedDeliveriesOptions<Work>, jobs: Jobs<Work>) {
    this.#options = options;
    this.#jobs = jobs;
  }

  /** Opens the deliveries with what an earlier run left; nothing is delivered before `start`. */
  static async open<Work extends RetriedDelivery>(
    options: RetriedDeliveriesOptions<Work>,
  ): Promise<RetriedDeliveries<Work>> {
    const jobs: Jobs<Work> = await Jobs.open<Work>({
      part: options.part,
      onFault: options.onFault,
      attempt: (work, earlier) => deliveries.#attempt(work, earlier),
    });
    const deliveries: RetriedDeliveries<Work> = new RetriedDeliveries(options, jobs);
    return deliveries;
  }

  start(): void {
    this.#jobs.start();
  }

  /** @returns when it is kept for sure */
  add(work: Work): Promise<void> {
    return this.#jobs.add(work);
  }

  close(): Promise<void> {
    return this.#jobs.close();
  }

  async #attempt(work: Work, earlier: { attempts: number; addedAt: number }): Promise<Attempted<Work>> {
    const { targets, onEvent, fillIn } = this.#options;
    const { delivery, report, retryPolicy } = work;
    if (work.failure) return this.#sendDeadLetter(work, work.failure);
    const started = performance.now();
    try {
      const payload = fillIn ? fillIn(delivery.payload, earlier.attempts + 1) : delivery.payload;
      await targets.deliver({ ...delivery, payload });
      onEvent({ ...report, outcome: 'delivered', milliseconds: performance.now() - started });
      return 'done';
    } catch (error) {
      const next = afterFailure(error, retryPolicy, earlier);
      if (typeof next === 'number') {
        onEvent({ ...report, outcome: 'failed', detail: failureOf(error).message });
        return { retryIn: next };
      }
      onEvent({ ...report, outcome: next.kind === 'denied' ? 'denied' : 'gave up', detail: next.message });
      // From here on the work is another: after a kill it is not delivered, and judged, a second time.
      return work.deadLetters ? { retryIn: 0, job: { ...work, failure: next } } : 'done';
    }
  }

  async #sendDeadLetter({ delivery, deadLetters, report }: Work, failure: Failure): Promise<Attempted<Work>> {
    if (!deadLetters) return 'done';
    const { targets, onEvent, fillIn } = this.#options;
    const { queueArn, by } = deadLetters;
    const payload = fillIn ? fillIn(delivery.payload, failure.retryAttempts + 1) : delivery.payload;
    const sent = { source: report.source, target: nameIn(queueArn), what: `dead letter of ${report.what}` };
    try {
      await targets.deliver({ target: queueArn, by, payload, attributes: this.#attributes(deadLetters, failure) });
      onEvent({ ...sent, outcome: 'delivered' });
      return 'done';
    } catch (error) {
      const { kind, message } = failureOf(error);
      onEvent({ ...sent, outcome: outcomes[kind], detail: message });
      return kind === 'failed' ? { retryIn: deadLetterPause } : 'done';
    }
  }

  #attributes(
    { attributes }: NonNullable<RetriedDelivery['deadLetters']>,
    { kind, message, exhausted, retryAttempts }: Failure,
  ): Record<string, MessageAttribute> {
    const texts = {
      ...attributes,
      ERROR_CODE: this.#options.errorCodes[kind],
      // A queue takes no empty attribute.
      ERROR_MESSAGE: message || kind,
      RETRY_ATTEMPTS: String(retryAttempts),
      ...(exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted }),
    };
    return Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, { type: 'String', value }]));
  }
}

/** What people call the resource of an ARN: a queue's or topic's name, a function's with its alias, a bus's. */
export function nameIn(arn: string): string {
  return arn.replace(/^(?:[^:]*:){5}(?:function:|event-bus\/)?/, '');
}
