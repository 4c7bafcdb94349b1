import type { OnEvent } from '../../event-report.ts';
import type { Attempted } from '../../jobs.ts';
import { parseJson } from '../../template/json.ts';
import type { Environment } from '../../template/resources.ts';
import type { FunctionDefinition } from '../definition.ts';
import { InvokeRefusal } from '../failures.ts';
import { type FoundFunction, findFunction } from '../find-function.ts';
import type { Invoke } from '../invoke.ts';
import { deliveriesOf, nameOf } from './destinations.ts';
import { defaultConfig, type EventInvokeConfigs } from './event-invoke-configs.ts';
import type { Condition } from './invocation-record.ts';
import type { KeptEvent, KeptWork, Response } from './kept-work.ts';
import type { Turns } from './turns.ts';

/** Milliseconds before a function that failed is tried again, times how often it failed. A minute on AWS. */
const failurePause = 1_000;

/**
 * Milliseconds before an event that was not taken is tried again, twice as long each time. From 1 second to 5 minutes on
 * AWS.
 */
const refusalPause = { first: 100, longest: 5_000 };

/** What an attempt needs to know besides its event. */
export interface Surroundings {
  readonly functions: readonly FunctionDefinition[];
  readonly configs: EventInvokeConfigs;
  readonly environment: Environment;
  /** When Lambda got the event, in milliseconds since 1970. */
  readonly addedAt: number;
  readonly turns: Turns;
  readonly invoke: Invoke;
  readonly onEvent: OnEvent;
  /** Aborted when the local run ends. */
  readonly closing: AbortSignal;
}

/**
 * One attempt to bring an event to its function.
 *
 * A function that fails is tried again as often as its config says. Where it could not be invoked (it is throttled or
 * cannot start) that uses up no retry, and goes on until the event is too old.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export async function attempt(event: KeptEvent, around: Surroundings): Promise<Attempted<KeptWork>> {
  const { functions, configs, addedAt, turns, onEvent, closing } = around;
  const found = findFunction(functions, event.functionArn);
  if (!found) {
    // Its settings went with it: there is no place for the event.
    const [target, detail] = [nameOf(event.functionArn), `Function not found: ${event.functionArn}`];
    onEvent({ source: event.source, target, what: whatOf(event), outcome: 'gave up', detail });
    return 'done';
  }
  const { retries, maximumAge } = configs.get(found.qualifiedArn) ?? defaultConfig;
  const expires = addedAt + maximumAge * 1_000;
  const { name, label, reservedConcurrency = Number.POSITIVE_INFINITY } = found.definition;
  if (reservedConcurrency === 0) return giveUp(event, 'ZeroReservedConcurrency', found, around);

  const invocation = turns.take(name, reservedConcurrency, async () => {
    if (closing.aborted) return 'closing';
    return Date.now() < expires ? invokeOnce(event, found, around.invoke) : 'too old';
  });
  const response = await unlessAborted(invocation, closing);
  if (response === 'closing') return { retryIn: 0 };
  if (response === 'too old') return giveUp(event, 'EventAgeExceeded', found, around);
  const { milliseconds } = response;
  const about = {
    source: event.source,
    target: label,
    what: whatOf(event),
    ...(milliseconds !== undefined && { milliseconds }),
  };
  if (response.statusCode === 200 && response.functionError === undefined) {
    onEvent({ ...about, outcome: 'delivered' });
    return end({ ...event, response }, 'Success', found, around);
  }
  const tried = counted(event, response);
  // That a function is gone will not change: AWS counts it as the last attempt.
  if (tried.failures > retries || response.statusCode === 404) return giveUp(tried, 'RetriesExhausted', found, around);
  // A function may be throttled for long: that is said once.
  if (tried.refusals <= 1) onEvent({ ...about, outcome: 'failed', detail: response.errorMessage ?? '' });
  return { retryIn: pauseAfter(tried), job: tried };
}

async function invokeOnce(event: KeptEvent, found: FoundFunction, invoke: Invoke): Promise<Response> {
  try {
    const { requestId } = event;
    const { payload, error, milliseconds } = await invoke(found.arn, parseJson(event.payload), { requestId });
    const answer = { statusCode: 200, executedVersion: found.version, payload, milliseconds };
    return error ? { ...answer, functionError: 'Unhandled', errorMessage: error.errorMessage } : answer;
  } catch (error) {
    return {
      statusCode: error instanceof InvokeRefusal ? error.statusCode : 500,
      errorMessage: reasonOf(error),
    };
  }
}

/** Why a function cannot start stands in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message;
}

/** The value of the work, or `closing` once the signal is given; the work itself goes on unheard. */
function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value | 'closing'> {
  return new Promise((resolve, reject) => {
    const leave = () => resolve('closing');
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/** The event after an attempt: the function ran and failed, or Lambda did not take the invocation. */
function counted(event: KeptEvent, response: Response): KeptEvent {
  return response.statusCode === 200 || response.statusCode === 404
    ? { ...event, response, failures: event.failures + 1, refusals: 0 }
    : { ...event, response, refusals: event.refusals + 1 };
}

function pauseAfter({ failures, refusals }: KeptEvent): number {
  if (refusals === 0) return failurePause * failures;
  return Math.min(refusalPause.first * 2 ** (refusals - 1), refusalPause.longest);
}

function giveUp(event: KeptEvent, condition: Condition, found: FoundFunction, around: Surroundings) {
  const ended = end(event, condition, found, around);
  const places = ended === 'done' ? [] : ended.job.deliveries.map(({ target }) => nameOf(target));
  const detail = [
    event.failures > 0 ? `${condition} at attempt ${event.failures}` : condition,
    ...(event.response?.errorMessage === undefined ? [] : [event.response.errorMessage]),
    places.length > 0 ? `goes to ${places.join(' and ')}` : 'no destination takes it',
  ].join(', ');
  const target = found.definition.label;
  around.onEvent({ source: event.source, target, what: 'event', outcome: 'gave up', detail });
  return ended;
}

/** The event is at its end: from now on the work is to tell its destinations, if there are any. */
function end(event: KeptEvent, condition: Condition, found: FoundFunction, { configs, environment }: Surroundings) {
  const { definition, qualifiedArn } = found;
  const outcome = {
    event,
    qualifiedArn,
    condition,
    invokeCount: event.failures + (condition === 'Success' ? 1 : 0),
    ...(event.response && { response: event.response }),
  };
  const config = configs.get(qualifiedArn) ?? defaultConfig;
  const deliveries = deliveriesOf(outcome, definition, config, environment);
  if (deliveries.length === 0) return 'done';
  const job = { step: 'tell' as const, source: definition.label, deliveries, failures: 0 };
  return { retryIn: 0, job };
}

const whatOf = ({ failures }: KeptEvent) => (failures === 0 ? 'event' : `event, attempt ${failures + 1}`);
