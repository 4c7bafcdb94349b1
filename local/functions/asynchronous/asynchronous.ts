import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Access, Actor } from '../../endpoint/access.ts';
import type { OnEvent } from '../../event-report.ts';
import { type Attempted, Jobs, type KeptJob } from '../../jobs.ts';
import type { Storage } from '../../storage.ts';
import { type Delivery, NotDeliverable, type Receiver, type Targets } from '../../targets.ts';
import { parseJson } from '../../template/json.ts';
import type { Environment } from '../../template/resources.ts';
import type { FunctionDefinition } from '../definition.ts';
import { InvokeRefusal } from '../failures.ts';
import { findFunction } from '../find-function.ts';
import type { Invoke } from '../invoke.ts';
import { attempt } from './attempt.ts';
import { nameOf, tell } from './destinations.ts';
import type { EventInvokeConfigs } from './event-invoke-configs.ts';
import type { KeptWork } from './kept-work.ts';
import { Turns } from './turns.ts';

/** The most bytes of an asynchronous event: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const largestEvent = 1_048_576;

/** The functions of an app, and how they are invoked with events. */
export interface AsynchronousFunctions {
  readonly functions: readonly FunctionDefinition[];
  readonly configs: EventInvokeConfigs;
}

export interface AsynchronousOptions extends AsynchronousFunctions {
  readonly environment: Environment;
  readonly storage: Storage;
  readonly access: Access;
  readonly targets: Targets;
  readonly invoke: Invoke;
  readonly onEvent: OnEvent;
  /** Told of faults of ours; the work goes on after a second. */
  readonly onFault: (error: unknown) => void;
}

/** An event for a function, given to Lambda with the invocation type `Event`. */
export interface AsynchronousEvent {
  /** The function's name or ARN, also of an alias or version. */
  readonly reference: string;
  /** JSON text. */
  readonly payload: string;
  /** Made up unless given. */
  readonly requestId?: string;
  /** What sent it, as people call it. */
  readonly source: string;
}

/** Lambda's asynchronous invocation: events are kept, and each is tried until it is done, given up or too old. */
export interface Asynchronous extends Receiver {
  /**
   * Keeps an event; its sender has been let in.
   *
   * @returns the request id of all attempts, when the event is kept for sure
   * @throws InvokeRefusal where there is no such function, or the event is over 1 MB or no JSON
   */
  readonly accept: (event: AsynchronousEvent) => Promise<string>;
  /** Follows a changed template. Events that are kept go by the new settings from their next attempt. */
  readonly replace: (changed: AsynchronousFunctions) => void;
  /** Begins with the events that an earlier run left. */
  readonly start: () => void;
  /**
   * Leaves what runs to be invoked again by the next run. To be called before the functions' processes end: else their
   * end would count as the functions' failure.
   */
  readonly close: () => Promise<void>;
}

/** Opens the asynchronous invocation of an app's functions, with the events that are kept in `storage`. */
export async function openAsynchronous(options: AsynchronousOptions): Promise<Asynchronous> {
  const { environment, storage, access, targets, invoke, onEvent, onFault } = options;
  let current: AsynchronousFunctions = options;
  const turns = new Turns();
  const closing = new AbortController();
  // Each invocation under way listens.
  setMaxListeners(0, closing.signal);
  const jobs = await Jobs.open<KeptWork>({
    part: storage.part<KeptJob<KeptWork>>('asynchronous-invocations'),
    // The functions let their requests wait, each for itself: a slow one does not hold up the events of the others.
    concurrency: Number.POSITIVE_INFINITY,
    attempt: (work, { addedAt }): Promise<Attempted<KeptWork>> => {
      if (work.step === 'tell') return tell(work, targets, onEvent);
      const { functions, configs } = current;
      const { signal } = closing;
      return attempt(work, { functions, configs, environment, addedAt, turns, invoke, onEvent, closing: signal });
    },
    onFault,
  });

  const accept = async ({ reference, payload, requestId = randomUUID(), source }: AsynchronousEvent) => {
    const found = findFunction(current.functions, reference);
    if (!found) throw new InvokeRefusal('ResourceNotFoundException', `Function not found: ${reference}`);
    checkPayload(payload);
    const { arn: functionArn } = found;
    await jobs.add({ step: 'invoke', requestId, functionArn, payload, source, failures: 0, refusals: 0 });
    return requestId;
  };

  return {
    service: 'lambda',
    accept,
    receive: async ({ target, payload, by }: Delivery) => {
      const found = findFunction(current.functions, target);
      if (!found) throw new NotDeliverable(`Function not found: ${target}`);
      access.check(by, { action: 'lambda:InvokeFunction', resource: found.arn });
      try {
        await accept({ reference: target, payload, source: senderOf(by) });
      } catch (error) {
        throw error instanceof InvokeRefusal ? new NotDeliverable(error.message) : error;
      }
    },
    replace: (changed) => {
      current = changed;
    },
    start: () => jobs.start(),
    close: () => {
      closing.abort();
      return jobs.close();
    },
  };
}

function checkPayload(payload: string): void {
  if (Buffer.byteLength(payload) > largestEvent) {
    const limit = `Request must be smaller than ${largestEvent} bytes for the InvokeFunction operation`;
    throw new InvokeRefusal('RequestTooLargeException', limit);
  }
  try {
    parseJson(payload);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvokeRefusal('InvalidRequestContentException', `Could not parse request body into json: ${reason}`);
  }
}

function senderOf(by: Actor): string {
  return nameOf('roleArn' in by ? by.roleArn : by.sourceArn);
}
