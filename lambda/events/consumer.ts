import type { Context } from 'aws-lambda';
import type { FileAccess, FunctionSettings, TableAccess } from '../http/operation.ts';
import { recordFailure, recordRun } from '../http/telemetry.ts';
import { setTimeLeft } from '../table/deadline.ts';

/** A function that no route calls: what an event source, a rule or a schedule invokes. */
export interface Consumer {
  /** Also the function's name in logs, metrics and the console. */
  readonly name: string;
  readonly summary: string;
  /** What it may do to the table. What else it may touch is granted where its event source is wired. */
  readonly table?: readonly TableAccess[];
  readonly files?: readonly FileAccess[];
  readonly settings?: FunctionSettings;
}

/** Defines one consumer: from this value come its function, its permissions on the table, and its log. */
export function defineConsumer(consumer: Consumer): Consumer {
  return consumer;
}

/** What a consumer did, in numbers: for its log line. */
export type Tally = Readonly<Record<string, number | string>>;

/** What a consumer's work is given of its invocation. */
export type Invocation = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis' | 'invokedFunctionArn'>;

/**
 * Makes the Lambda handler of a consumer: one line in the log for each run, and what fails is logged with its cause
 * before it is thrown on, so that the event source tries again.
 *
 * @param work gives what Lambda is to be answered, and what it did
 */
export function consume<Event, Answer>(
  { name }: Consumer,
  work: (event: Event, invocation: Invocation) => Promise<{ readonly answer: Answer; readonly tally: Tally }>,
): (event: Event, context: Invocation) => Promise<Answer> {
  return async (event, context) => {
    const started = Date.now();
    setTimeLeft(context.getRemainingTimeInMillis());
    const run = (outcome: 'ok' | 'failed', tally: Tally = {}) =>
      recordRun({
        requestId: context.awsRequestId,
        consumer: name,
        outcome,
        milliseconds: Date.now() - started,
        tally,
      });
    try {
      const { answer, tally } = await work(event, context);
      run('ok', tally);
      return answer;
    } catch (error) {
      recordFailure(context.awsRequestId, name, error);
      run('failed');
      throw error;
    }
  };
}
