import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Json } from '../template/resources.ts';
import type { FunctionDefinition } from './definition.ts';
import { type ProcessSettings, processEnvironment } from './environment.ts';
import { exitError, timeoutError } from './failures.ts';
import { LineSplitter } from './log-lines.ts';
import type { FromProcess, FunctionError, Invocation } from './messages.ts';

const main = join(import.meta.dirname, 'process', 'main.mjs');

/** How long a function's modules may load before that counts against its time limit, as on Lambda. Milliseconds. */
const initLimit = 10_000;

/** A line that a process wrote. */
export interface ProcessLine {
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
  /** The request that ran; none while the function's modules load. */
  readonly requestId?: string;
}

/** How an invocation ended. One that never began has had no effect, and may go to another process. */
export type Outcome =
  | { readonly type: 'answer'; readonly payload: Json }
  | { readonly type: 'error'; readonly error: FunctionError }
  | { readonly type: 'not-begun'; readonly error: FunctionError };

/** Why a process did not become ready, in the words for the request that waits for it. */
export type InitFailure = (requestId: string) => FunctionError;

/** One process of one function. It loads the code, then answers one request at a time. */
export class FunctionProcess {
  /** Undefined once the handler is loaded; else why it is not. */
  readonly ready: Promise<InitFailure | undefined>;
  readonly exited: Promise<void>;
  readonly settings: ProcessSettings;
  /** Whether it has answered no request yet. */
  cold = true;
  /** Whether it was ended because nobody needs it any more. */
  retired = false;
  state: 'starting' | 'idle' | 'busy' | 'ending' = 'starting';
  /** Milliseconds that it computed for its last request; undefined where that was not answered. */
  processorTime: number | undefined;
  readonly pid: number | undefined;
  readonly #definition: FunctionDefinition;
  readonly #child: ChildProcess;
  readonly #onLine: (line: ProcessLine) => void;
  readonly #splitters: LineSplitter[] = [];
  readonly #resolveReady: (failure: InitFailure | undefined) => void;
  readonly #resolveExited: () => void;
  readonly #initTimer: NodeJS.Timeout;
  #requestId: string | undefined;
  #current: { begun: boolean; timer: NodeJS.Timeout; resolve: (outcome: Outcome) => void } | undefined;

  constructor(definition: FunctionDefinition, settings: ProcessSettings, onLine: (line: ProcessLine) => void) {
    this.settings = settings;
    this.#definition = definition;
    this.#onLine = onLine;
    ({ promise: this.ready, resolve: this.#resolveReady } = Promise.withResolvers<InitFailure | undefined>());
    ({ promise: this.exited, resolve: this.#resolveExited } = Promise.withResolvers<void>());
    this.#child = spawn(process.execPath, [...heapFlags(definition.memoryMegabytes), main], {
      cwd: settings.taskRoot,
      // A process group of its own: what the function itself starts ends with it.
      detached: true,
      env: processEnvironment(definition, settings),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.pid = this.#child.pid;
    this.#read('stdout', this.#child.stdout);
    this.#read('stderr', this.#child.stderr);
    this.#child.on('message', (message: unknown) => {
      if (isFromProcess(message)) this.#receive(message);
    });
    this.#child.once('error', (error) => this.#end((requestId) => startError(requestId, error)));
    this.#child.once('exit', (code, signal) => {
      // Before the last lines are waited for: a child of the function could hold the pipes open.
      this.#signalGroup();
      this.#afterLines(() => this.#end((requestId) => exitError(requestId, { code, signal })));
    });
    this.#initTimer = setTimeout(() => this.#expire(), initLimit + definition.timeoutSeconds * 1_000);
  }

  /** Runs one request. The process must be idle. */
  run(invocation: Invocation): Promise<Outcome> {
    const { requestId, deadline } = invocation;
    this.state = 'busy';
    this.processorTime = undefined;
    this.#requestId = requestId;
    return new Promise((resolve) => {
      // An answer that is already on its way counts, however late this process gets to look at the clock.
      const expire = () => setImmediate(() => this.#expire());
      this.#current = { begun: false, timer: setTimeout(expire, deadline - Date.now()), resolve };
      // A process that is gone cannot be sent to; its end settles the request.
      this.#child.send(invocation, () => {});
    });
  }

  /** Ends a process that nobody needs any more. */
  retire(): void {
    this.retired = true;
    this.#kill();
  }

  #receive(message: FromProcess): void {
    switch (message.type) {
      case 'ready':
        clearTimeout(this.#initTimer);
        if (this.state === 'starting') this.state = 'idle';
        this.#resolveReady(undefined);
        break;
      case 'init-error':
        this.state = 'ending';
        this.#afterLines(() => {
          this.#resolveReady(() => message.error);
          this.#kill();
        });
        break;
      case 'begun':
        if (this.#current) this.#current.begun = true;
        break;
      case 'answer':
        this.#settle({ type: 'answer', payload: JSON.parse(message.payload) }, message.processorTime);
        break;
      case 'error':
        this.#settle({ type: 'error', error: message.error }, message.processorTime);
        break;
    }
  }

  #settle(outcome: Outcome, processorTime: number): void {
    const current = this.#current;
    if (!current) return;
    this.processorTime = processorTime;
    clearTimeout(current.timer);
    this.#current = undefined;
    this.#afterLines(() => {
      this.cold = false;
      if (this.state === 'busy') this.state = 'idle';
      current.resolve(outcome);
    });
  }

  /** The lines written before a message may still be in their pipe: they are read in this turn of the event loop. */
  #afterLines(then: () => void): void {
    setImmediate(() => {
      for (const splitter of this.#splitters) splitter.end();
      then();
    });
  }

  /** Ends a process that took longer than it may, unless it has become ready or has answered in the meantime. */
  #expire(): void {
    if (this.state !== 'starting' && !this.#current) return;
    if (this.#current) this.#current.begun = true;
    this.#kill();
    this.#end((requestId) => timeoutError(requestId, this.#definition.timeoutSeconds));
  }

  #end(failure: InitFailure): void {
    clearTimeout(this.#initTimer);
    this.state = 'ending';
    this.#resolveReady(failure);
    if (this.#current) {
      const { begun, resolve, timer } = this.#current;
      clearTimeout(timer);
      this.#current = undefined;
      resolve({ type: begun ? 'error' : 'not-begun', error: failure(this.#requestId ?? '') });
    }
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.pid === undefined) {
      this.#resolveExited();
    }
  }

  #read(stream: ProcessLine['stream'], pipe: Readable | null): void {
    const splitter = new LineSplitter((line) =>
      this.#onLine({ stream, line, ...(this.#requestId === undefined ? {} : { requestId: this.#requestId }) }),
    );
    this.#splitters.push(splitter);
    pipe?.on('data', (chunk: Buffer) => splitter.write(chunk));
  }

  /** Ends the process and all that it started, at once. */
  #kill(): void {
    this.state = 'ending';
    this.#signalGroup();
  }

  #signalGroup(): void {
    if (this.pid === undefined) return;
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch (error) {
      // Nobody is left in the group. (macOS says EPERM while its last process is not yet collected.)
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    }
  }
}

/** A heap as large as the function's memory: nine tenths for old objects, and three young spaces of a 32nd each. */
function heapFlags(megabytes: number): string[] {
  const old = Math.floor(megabytes * 0.9);
  return [`--max-old-space-size=${old}`, `--max-semi-space-size=${Math.floor(megabytes / 32)}`];
}

function startError(requestId: string, error: Error): FunctionError {
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${error.message}` };
}

function isFromProcess(message: unknown): message is FromProcess {
  return typeof message === 'object' && message !== null && 'type' in message;
}
