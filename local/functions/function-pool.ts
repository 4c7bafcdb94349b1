import { availableParallelism } from 'node:os';
import type { FunctionDefinition } from './definition.ts';
import { InvokeRefusal } from './failures.ts';
import type { FunctionCode } from './function-code.ts';
import type { FunctionProcess, Outcome } from './function-process.ts';
import type { FunctionError, Invocation } from './messages.ts';
import type { ProcessSlots, SlotHolder } from './process-slots.ts';

/**
 * How long requests wait for the processes there are before one more is started. Starting costs some 50 ms of processor
 * time and 50 MB or more; most requests are answered sooner. Milliseconds.
 */
const growAfter = 20;

/**
 * How many processes a function has at most while its requests compute: more would only share the same processors. One more
 * than there are of those, for one usually waits for an AWS call.
 */
const computingProcesses = availableParallelism() + 1;

/** The share of its time for which a request computes, below which more processes help: the others wait for something. */
const waitingShare = 0.05;

/** Milliseconds after which a request counts as one that waits for something, whatever those before it did. */
const longRequest = 1_000;

/** How often a request is handed to another process because the one before ended without looking at it. */
const mostHandovers = 3;

/** What an invocation needs that does not depend on when it runs. */
export type Request = Omit<Invocation, 'deadline'>;

/** An invocation's end, and the process that it ran in. */
export interface Completion {
  readonly outcome: Outcome;
  readonly cold: boolean;
  readonly milliseconds: number;
  readonly accessKeyId: string;
}

interface Waiting {
  readonly request: Request;
  readonly since: number;
  readonly resolve: (completion: Completion) => void;
  readonly reject: (error: Error) => void;
  handovers: number;
}

export interface PoolLimits {
  readonly processesPerFunction: number;
  readonly idleMilliseconds: number;
}

/** The processes of one function and the requests that wait for one, first come, first served. */
export class FunctionPool implements SlotHolder {
  readonly definition: FunctionDefinition;
  readonly code: FunctionCode;
  readonly #slots: ProcessSlots;
  readonly #limits: PoolLimits;
  readonly #spawn: (folder: string) => FunctionProcess;
  readonly #processes = new Set<FunctionProcess>();
  /** Since when the busy processes have their requests. */
  readonly #busy = new Map<FunctionProcess, number>();
  /** Idle processes with the timers that end them, the longest idle first. */
  readonly #idle = new Map<FunctionProcess, { since: number; timer: NodeJS.Timeout }>();
  readonly #waiting: Waiting[] = [];
  /** Whether a process is being started; one at a time. */
  #launching = false;
  /** Whether that process has a slot, but is not there yet. */
  #preparing = false;
  #underWay = 0;
  /** Milliseconds of the latest requests, the later the more they count: in all, and computing. */
  readonly #effort = { total: 0, processorTime: 0 };
  #growTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    definition: FunctionDefinition,
    code: FunctionCode,
    slots: ProcessSlots,
    limits: PoolLimits,
    spawn: (folder: string) => FunctionProcess,
  ) {
    this.definition = definition;
    this.code = code;
    this.#slots = slots;
    this.#limits = limits;
    this.#spawn = spawn;
  }

  get size(): number {
    return this.#processes.size + (this.#preparing ? 1 : 0);
  }

  get waitingSince(): number | undefined {
    return this.#waiting[0]?.since;
  }

  get idleSince(): number | undefined {
    const [longest] = this.#idle.values();
    return longest?.since;
  }

  /** @throws InvokeRefusal when as many requests are under way as the function has reserved */
  async invoke(request: Request): Promise<Completion> {
    if (this.#closed) throw new Error('The local run is ending.');
    if (this.#underWay >= (this.definition.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
      throw new InvokeRefusal('TooManyRequestsException', 'Rate Exceeded.');
    }
    this.#underWay += 1;
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.push({ request, since: performance.now(), resolve, reject, handovers: 0 });
        this.#dispatch();
      });
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Ends the processes that run other code than the latest: the idle at once, the busy when they have answered. */
  async retireOutdated(folder: string): Promise<void> {
    const outdated = [...this.#processes].filter((process) => process.settings.taskRoot === folder);
    for (const process of outdated) if (process.state !== 'busy') this.#retire(process);
    this.#dispatch();
    await Promise.all(outdated.map(({ exited }) => exited));
  }

  retireIdle(): void {
    const [longest] = this.#idle.keys();
    if (longest) this.#retire(longest);
  }

  start(): void {
    this.#dispatch();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#growTimer);
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('The local run is ending.'));
    for (const process of this.#processes) this.#retire(process);
    await Promise.all([...this.#processes].map(({ exited }) => exited));
  }

  /** Gives waiting requests to idle processes, and starts what is lacking. */
  #dispatch(): void {
    while (this.#waiting.length > 0) {
      // The one that was busy last: the others grow idle and end.
      const process = [...this.#idle.keys()].at(-1);
      if (!process) break;
      const waiting = this.#waiting.shift();
      if (waiting) void this.#run(process, waiting);
    }
    if (this.#waiting.length === 0 || this.#launching) return;
    const usable = [...this.#processes].filter((process) => this.#isUsable(process)).length;
    if (usable === 0) void this.#launch();
    else this.#growTimer ??= setTimeout(() => this.#grow(), growAfter);
  }

  #grow(): void {
    this.#growTimer = undefined;
    if (this.#waiting.length === 0 || this.#launching) return;
    if (this.#processes.size < this.#mostProcesses()) void this.#launch();
    this.#dispatch();
  }

  async #run(process: FunctionProcess, waiting: Waiting): Promise<void> {
    clearTimeout(this.#idle.get(process)?.timer);
    this.#idle.delete(process);
    const { cold } = process;
    const start = performance.now();
    this.#busy.set(process, start);
    const deadline = Date.now() + this.definition.timeoutSeconds * 1_000;
    const outcome = await process.run({ ...waiting.request, deadline });
    this.#busy.delete(process);
    const milliseconds = performance.now() - start;
    waiting.handovers += 1;
    if (process.processorTime !== undefined) {
      this.#effort.total = 0.9 * this.#effort.total + milliseconds;
      this.#effort.processorTime = 0.9 * this.#effort.processorTime + process.processorTime;
    }
    if (outcome.type === 'not-begun' && waiting.handovers < mostHandovers && !this.#closed) {
      this.#waiting.unshift(waiting);
    } else {
      const { accessKeyId } = process.settings.credentials;
      waiting.resolve({ outcome, cold, milliseconds, accessKeyId });
    }
    this.#becameFree(process);
  }

  #mostProcesses(): number {
    const { total, processorTime } = this.#effort;
    const most = this.#limits.processesPerFunction;
    if (processorTime < waitingShare * total) return most;
    const longBefore = performance.now() - longRequest;
    const long = [...this.#busy.values()].filter((since) => since < longBefore).length;
    return Math.min(computingProcesses + long, most);
  }

  async #launch(): Promise<void> {
    if (this.#closed || !this.#slots.claim(this)) return;
    this.#launching = true;
    this.#preparing = true;
    let process: FunctionProcess;
    try {
      const folder = await this.code.prepare();
      if (this.#closed) throw new Error('The local run is ending.');
      process = this.#spawn(folder);
    } catch (error) {
      this.#launching = false;
      this.#preparing = false;
      this.#waiting.shift()?.reject(new Error(`${this.definition.label} does not start.`, { cause: error }));
      this.#slots.release();
      this.#dispatch();
      return;
    }
    this.#processes.add(process);
    this.#preparing = false;
    void process.exited.then(() => this.#forget(process));
    const failure = await process.ready;
    this.#launching = false;
    if (failure && !process.retired) this.#fail(process, failure);
    this.#becameFree(process);
  }

  /** The request that waits longest gets the error, so that a function that cannot start ends after as many tries. */
  #fail(process: FunctionProcess, failure: (requestId: string) => FunctionError): void {
    const waiting = this.#waiting.shift();
    if (!waiting) return;
    waiting.resolve({
      outcome: { type: 'error', error: failure(waiting.request.requestId) },
      cold: true,
      milliseconds: performance.now() - waiting.since,
      accessKeyId: process.settings.credentials.accessKeyId,
    });
  }

  #becameFree(process: FunctionProcess): void {
    if (process.state === 'idle') {
      if (this.#closed || !this.#isUsable(process) || this.#slots.shouldYield(this)) {
        this.#retire(process);
      } else {
        const timer = setTimeout(() => this.#retire(process), this.#limits.idleMilliseconds);
        this.#idle.set(process, { since: performance.now(), timer: timer.unref() });
      }
    }
    this.#dispatch();
  }

  #isUsable(process: FunctionProcess): boolean {
    return process.state !== 'ending' && process.settings.taskRoot === this.code.folder;
  }

  #retire(process: FunctionProcess): void {
    clearTimeout(this.#idle.get(process)?.timer);
    this.#idle.delete(process);
    process.retire();
  }

  #forget(process: FunctionProcess): void {
    clearTimeout(this.#idle.get(process)?.timer);
    this.#idle.delete(process);
    this.#processes.delete(process);
    this.#slots.release();
    this.#dispatch();
  }
}
