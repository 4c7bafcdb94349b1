import type { FunctionError } from './messages.ts';

/** How a process ended: its exit code, or the signal that ended it. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Signals by the words that Lambda's logs have for them. */
const signalWords: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};

/** The error of an invocation whose process ended before it answered: process.exit, a crash, no memory left. */
export function exitError(requestId: string, { code, signal }: ProcessEnd): FunctionError {
  const reason = signal === null ? `exit status ${code}` : `signal: ${signalWords[signal] ?? signal}`;
  const errorMessage =
    code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${reason}`;
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${errorMessage}` };
}

/** The error of an invocation that did not end within its function's time limit. */
export function timeoutError(requestId: string, timeoutSeconds: number): FunctionError {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return { errorType: 'Sandbox.Timedout', errorMessage };
}

/** The errors with which Lambda's Invoke API takes no invocation, with their HTTP status. */
const refusals = {
  InvalidRequestContentException: 400,
  RequestTooLargeException: 413,
  ResourceNotFoundException: 404,
  TooManyRequestsException: 429,
} as const;

/** Why Lambda did not take an invocation at all, by AWS's names. */
export class InvokeRefusal extends Error {
  override readonly name: keyof typeof refusals;

  constructor(name: InvokeRefusal['name'], message: string) {
    super(message);
    this.name = name;
  }

  get statusCode(): number {
    return refusals[this.name];
  }
}
