import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Structured logs: one line a request. Never a name, an e-mail, a token or a body: those who read logs need none. */
export const logger = new Logger();
/** Metrics in the embedded metric format: lines of the log that CloudWatch counts, without a call. */
export const metrics = new Metrics();

/** What happened, for the people who run the business. */
export type BusinessEvent = 'RideBooked' | 'NoUnicornAvailable' | 'RideExpired';

export function count(event: BusinessEvent, times = 1): void {
  metrics.addMetric(event, MetricUnit.Count, times);
}

export interface CallRecord {
  readonly requestId: string;
  readonly operation: string;
  /** The caller's subject: an opaque id. Absent where nobody signed in. */
  readonly sub?: string;
  readonly status: number;
  /** The kind of problem, or `ok`. */
  readonly outcome: string;
  readonly milliseconds: number;
}

/** Writes the line of one finished call, and its metrics. */
export function recordCall(call: CallRecord): void {
  logger.info('request', { ...call });
  metrics.addDimension('operation', call.operation);
  metrics.addMetric('Duration', MetricUnit.Milliseconds, call.milliseconds);
  metrics.addMetric('ServerFault', MetricUnit.Count, call.status >= 500 ? 1 : 0);
  metrics.publishStoredMetrics();
}

export interface RunRecord {
  /** Of the invocation. */
  readonly requestId: string;
  readonly consumer: string;
  readonly outcome: 'ok' | 'failed';
  readonly milliseconds: number;
  /** What it did, in numbers. */
  readonly tally: Readonly<Record<string, number | string>>;
}

/** Writes the line of one run of a function that no request called, and its metrics. */
export function recordRun({ tally, ...run }: RunRecord): void {
  logger.info('run', { ...run, ...tally });
  metrics.addDimension('consumer', run.consumer);
  metrics.addMetric('Duration', MetricUnit.Milliseconds, run.milliseconds);
  metrics.publishStoredMetrics();
}

/**
 * Logs why a call failed. Only the name, the words and the stack of the error, and of what caused it: other members of
 * an SDK's error can hold whole items.
 */
export function recordFailure(requestId: string, operation: string, error: unknown): void {
  logger.error('failure', { requestId, operation, failure: describe(error) });
}

function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: describe(cause) }) };
}
