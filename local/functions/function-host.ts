import { randomUUID } from 'node:crypto';
import { randomText } from '../random-text.ts';
import type { Json } from '../template/resources.ts';
import { parseFunctionReference } from './arns.ts';
import type { CodeSource, FunctionDefinition } from './definition.ts';
import type { Credentials } from './environment.ts';
import { InvokeRefusal } from './failures.ts';
import { FunctionCode } from './function-code.ts';
import { FunctionPool, type PoolLimits } from './function-pool.ts';
import { FunctionProcess, type ProcessLine } from './function-process.ts';
import type { FunctionError } from './messages.ts';
import { ProcessSlots } from './process-slots.ts';
import { Reaper } from './reaper.ts';
import { RunFolder } from './run-folder.ts';

/** The most bytes of a request: 6 MB. */
const largestRequest = 6_291_456;

/** How much of a request's log is kept where it is asked for, in characters: Invoke answers with at most so many bytes. */
const keptLog = 4_096;

/** A line of a function's log. */
export interface LogLine extends ProcessLine {
  readonly functionName: string;
  readonly label: string;
}

export interface Limits extends PoolLimits {
  /** The most processes of all functions together. */
  readonly processes: number;
}

/**
 * A process with the AWS SDK loaded takes 60 to 70 MB: 26 of them, in which any number of functions take turns, stay
 * under 2 GB.
 */
const defaultLimits: Limits = { processes: 26, processesPerFunction: 16, idleMilliseconds: 300_000 };

export interface FunctionHostSettings {
  readonly functions: readonly FunctionDefinition[];
  readonly region: string;
  /** The local AWS endpoint. */
  readonly endpointUrl: string;
  /** Gives a starting process credentials of its own. */
  readonly issueCredentials: (definition: FunctionDefinition) => Credentials;
  /** Told when the process that had these credentials is gone. */
  readonly releaseCredentials: (credentials: Credentials) => void;
  readonly onLog: (line: LogLine) => void;
  readonly limits?: Partial<Limits>;
}

export interface InvokeOptions {
  /** Made up unless given. */
  readonly requestId?: string;
  /** An X-Ray trace header; made up unless given. */
  readonly traceId?: string;
  /** JSON text that the handler finds parsed in its context. */
  readonly clientContext?: string;
  /** Whether the result is to have the end of the log. */
  readonly keepLog?: boolean;
}

/** What an invocation gave. */
export interface InvokeResult {
  /** What the handler returned; where it failed, the error as Lambda answers it. */
  readonly payload: Json;
  /** Set where the function failed: what Lambda marks with `X-Amz-Function-Error: Unhandled`. */
  readonly error?: FunctionError;
  readonly requestId: string;
  /** Whether this was the process's first request. */
  readonly cold: boolean;
  /** From the moment a process had the request to its answer. */
  readonly milliseconds: number;
  /** The process's, so that the AWS calls made with it can be told to this request: it had no other meanwhile. */
  readonly accessKeyId: string;
  /** The end of the log, where it was asked for. */
  readonly log?: string;
}

/** Runs Lambda functions in processes of their own, which start when they are needed. */
export class FunctionHost {
  readonly #settings: FunctionHostSettings;
  readonly #runFolder = new RunFolder();
  readonly #reaper = new Reaper(this.#runFolder.path);
  readonly #codes = new Map<string, FunctionCode>();
  readonly #pools: FunctionPool[] = [];
  readonly #poolsByName: ReadonlyMap<string, FunctionPool>;
  readonly #underWay = new Set<Promise<unknown>>();
  /** The logs that are kept, by request id. */
  readonly #logs = new Map<string, string>();

  constructor(settings: FunctionHostSettings) {
    this.#settings = settings;
    const limits = { ...defaultLimits, ...settings.limits };
    const slots = new ProcessSlots(limits.processes, this.#pools);
    for (const definition of settings.functions) {
      const code = this.#codeOf(definition.code);
      const spawn = (folder: string) => this.#spawn(definition, folder);
      this.#pools.push(new FunctionPool(definition, code, slots, limits, spawn));
    }
    this.#poolsByName = new Map(this.#pools.map((pool) => [pool.definition.name, pool]));
  }

  /**
   * Invokes a function and waits for its end (Lambda's `RequestResponse`).
   *
   * @param reference the function's name or ARN, also of an alias or version
   * @throws InvokeRefusal when there is no such function, the payload is over 6 MB, or the function is throttled
   */
  async invoke(reference: string, payload: Json, options: InvokeOptions = {}): Promise<InvokeResult> {
    const { name, qualifier } = parseFunctionReference(reference);
    const pool = this.#poolsByName.get(name);
    if (!pool) throw new InvokeRefusal('ResourceNotFoundException', `Function not found: ${reference}`);
    const event = JSON.stringify(payload);
    if (Buffer.byteLength(event) > largestRequest) {
      const limit = `Request must be smaller than ${largestRequest} bytes for the InvokeFunction operation`;
      throw new InvokeRefusal('RequestTooLargeException', limit);
    }
    const { requestId = randomUUID(), traceId = newTraceId(), clientContext, keepLog = false } = options;
    if (keepLog) this.#logs.set(requestId, '');
    const { arn } = pool.definition;
    const functionArn = qualifier === undefined ? arn : `${arn}:${qualifier}`;
    const about = clientContext === undefined ? {} : { clientContext };
    const completion = pool.invoke({ requestId, event, functionArn, traceId, ...about });
    try {
      const { outcome, ...rest } = await this.#track(completion);
      const log = () => (keepLog ? { log: this.#logs.get(requestId) ?? '' } : {});
      if (outcome.type === 'answer') return { payload: outcome.payload, requestId, ...rest, ...log() };
      const { error } = outcome;
      // What the function itself does not log: its process is gone, or never knew.
      if (error.trace === undefined) this.#log(pool.definition, `${error.errorType} ${error.errorMessage}`, requestId);
      return { payload: { ...error }, error, requestId, ...rest, ...log() };
    } finally {
      this.#logs.delete(requestId);
    }
  }

  /** Reads the code of a function, or of all, again. New requests run it. */
  async reload(name?: string): Promise<void> {
    const pools = this.#pools.filter((pool) => name === undefined || pool.definition.name === name);
    await Promise.all([...new Set(pools.map(({ code }) => code))].map((code) => code.reload()));
  }

  /** Closes once all that is under way is answered: for a host that another one has replaced. */
  async drain(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    await this.close();
  }

  /** Ends all processes at once and removes what was written. */
  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()));
    await Promise.all([...this.#codes.values()].map((code) => code.close()));
    await this.#reaper.close();
    this.#runFolder.remove();
  }

  async #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }

  #codeOf(source: CodeSource): FunctionCode {
    const key = JSON.stringify(source);
    const known = this.#codes.get(key);
    if (known) return known;
    const users = () => this.#pools.filter((pool) => pool.code === code);
    const code = new FunctionCode(
      source,
      this.#runFolder,
      (replaced) => Promise.all(users().map((pool) => pool.retireOutdated(replaced))),
      (error) => {
        for (const { definition } of users()) this.#log(definition, `The changed code cannot be read: ${error}`);
      },
    );
    this.#codes.set(key, code);
    return code;
  }

  #spawn(definition: FunctionDefinition, taskRoot: string): FunctionProcess {
    const { region, endpointUrl, issueCredentials, releaseCredentials } = this.#settings;
    const credentials = issueCredentials(definition);
    const settings = { region, endpointUrl, credentials, taskRoot };
    const started = new FunctionProcess(definition, settings, (line) => this.#logLine(definition, line));
    const { pid } = started;
    if (pid !== undefined) this.#reaper.watch(pid);
    void started.exited.then(() => {
      if (pid !== undefined) this.#reaper.forget(pid);
      releaseCredentials(credentials);
    });
    return started;
  }

  #log(definition: FunctionDefinition, line: string, requestId?: string): void {
    this.#logLine(definition, { stream: 'stderr', line, ...(requestId !== undefined && { requestId }) });
  }

  #logLine({ name: functionName, label }: FunctionDefinition, line: ProcessLine): void {
    this.#settings.onLog({ functionName, label, ...line });
    const kept = line.requestId === undefined ? undefined : this.#logs.get(line.requestId);
    if (line.requestId === undefined || kept === undefined) return;
    this.#logs.set(line.requestId, `${kept}${line.line}\n`.slice(-keptLog));
  }
}

/** A trace header as Lambda gives it where nothing is traced. */
function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1_000).toString(16);
  return `Root=1-${seconds}-${randomText(12, 'hex')};Parent=${randomText(8, 'hex')};Sampled=0`;
}
