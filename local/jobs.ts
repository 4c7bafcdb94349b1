import type { Part } from './storage.ts';

/** A piece of work, as it is kept. */
export interface KeptJob<Job> {
  readonly job: Job;
  /** When it was added, in milliseconds since 1970. */
  readonly addedAt: number;
  /** How often it was begun before. A run that was killed meanwhile counts. */
  readonly attempts: number;
  /** Not before this time, in milliseconds since 1970. */
  readonly due: number;
}

/**
 * How an attempt ended: the work is done (or given up), or is to be tried again after so many milliseconds; from then on
 * as other work, where one is given (what was found out, or the next step).
 */
export type Attempted<Job = never> = 'done' | { readonly retryIn: number; readonly job?: Job };

/** A job that is still to be written: an operation of a LevelDB batch. */
export interface JobRecord<Job> {
  readonly type: 'put';
  readonly sublevel: Part<KeptJob<Job>>;
  readonly key: string;
  readonly value: KeptJob<Job>;
  readonly written: () => void;
}

export interface JobsOptions<Job> {
  /** Where the work is kept. */
  readonly part: Part<KeptJob<Job>>;
  /**
   * One attempt. Given the work, how often it was begun before (0 the first time), and when it was added. What it throws
   * is a fault of ours: it is handed to `onFault`, and the attempt is made again after a second.
   */
  readonly attempt: (
    job: Job,
    earlier: { readonly attempts: number; readonly addedAt: number },
  ) => Promise<Attempted<Job>>;
  readonly onFault: (error: unknown) => void;
  /** The most that run at once. @default 100 */
  readonly concurrency?: number;
}

/** The longest time that a timer can wait, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

/** Milliseconds until work that failed by a fault of ours is tried again. */
const faultPause = 1_000;

/**
 * Work that is kept until it is done: what was added is begun at least once, also when the run is killed in between.
 * Jobs start in the order in which they become due.
 */
export class Jobs<Job> {
  readonly #options: JobsOptions<Job>;
  /** Those that are due, in their order. */
  readonly #due = new Map<string, KeptJob<Job>>();
  /** Those that are not: looked through only when the first of them is. */
  readonly #later = new Map<string, KeptJob<Job>>();
  readonly #running = new Map<string, Promise<void>>();
  #lastKey = '';
  #timer: NodeJS.Timeout | undefined;
  #wakesAt = Number.POSITIVE_INFINITY;
  #closed = false;

  private constructor(options: JobsOptions<Job>) {
    this.#options = options;
  }

  /** Opens the jobs with what an earlier run left, which begins with `start`. */
  static async open<Job>(options: JobsOptions<Job>): Promise<Jobs<Job>> {
    const jobs = new Jobs(options);
    for await (const [key, kept] of options.part.iterator()) {
      jobs.#later.set(key, kept);
      jobs.#lastKey = key;
    }
    return jobs;
  }

  /** Begins with what an earlier run left. Called once all that the work needs is there. */
  start(): void {
    this.#wake();
  }

  /**
   * Keeps a job, to be begun at once, or after so many milliseconds.
   * @returns when it is kept for sure
   */
  async add(job: Job, after = 0): Promise<void> {
    const { key, value, written } = this.record(job, after);
    await this.#options.part.put(key, value);
    written();
  }

  /**
   * A job as a record, for a caller who writes it in one batch with what it belongs to.
   * @returns the record, and what to call once it is written: the job begins then
   */
  record(job: Job, after = 0): JobRecord<Job> {
    const now = Date.now();
    const value = { job, addedAt: now, attempts: 0, due: now + after };
    const key = this.#newKey(now);
    const written = () => {
      if (!this.#closed) this.#enqueue(key, value);
    };
    return { type: 'put', sublevel: this.#options.part, key, value, written };
  }

  /** How many are waiting or running. */
  get size(): number {
    return this.#due.size + this.#later.size + this.#running.size;
  }

  /** Begins nothing more and waits for what runs. What waits stays kept. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#running.values());
  }

  /** Keys sort in the order of adding, also after a restart and within one millisecond. */
  #newKey(now: number): string {
    const time = Math.max(now, Number.parseInt(this.#lastKey.slice(0, 13) || '0', 10));
    const isSameTime = this.#lastKey.startsWith(String(time).padStart(13, '0'));
    const number = isSameTime ? Number(this.#lastKey.slice(14)) + 1 : 0;
    this.#lastKey = `${String(time).padStart(13, '0')}-${String(number).padStart(9, '0')}`;
    return this.#lastKey;
  }

  #enqueue(key: string, kept: KeptJob<Job>): void {
    if (kept.due <= Date.now()) {
      this.#due.set(key, kept);
      this.#next();
    } else {
      this.#later.set(key, kept);
      this.#wakeAt(kept.due);
    }
  }

  #wakeAt(time: number): void {
    if (this.#closed || time >= this.#wakesAt) return;
    clearTimeout(this.#timer);
    this.#wakesAt = time;
    this.#timer = setTimeout(() => this.#wake(), Math.min(Math.max(time - Date.now(), 0), longestTimer));
  }

  /** Takes what has become due. */
  #wake(): void {
    this.#wakesAt = Number.POSITIVE_INFINITY;
    const now = Date.now();
    let first = Number.POSITIVE_INFINITY;
    for (const [key, kept] of this.#later) {
      if (kept.due > now) {
        first = Math.min(first, kept.due);
        continue;
      }
      this.#later.delete(key);
      this.#due.set(key, kept);
    }
    this.#wakeAt(first);
    this.#next();
  }

  #next(): void {
    for (const [key, kept] of this.#due) {
      if (this.#closed || this.#running.size >= (this.#options.concurrency ?? 100)) return;
      this.#due.delete(key);
      this.#run(key, kept);
    }
  }

  #run(key: string, kept: KeptJob<Job>): void {
    const running = this.#attempt(key, kept)
      .catch((error: unknown) => {
        this.#options.onFault(error);
        return { ...kept, due: Date.now() + faultPause };
      })
      .then((again) => {
        this.#running.delete(key);
        if (again) this.#enqueue(key, again);
        this.#next();
      });
    this.#running.set(key, running);
  }

  /** @returns what is to be done again */
  async #attempt(key: string, kept: KeptJob<Job>): Promise<KeptJob<Job> | undefined> {
    const { part, attempt } = this.#options;
    const { job, attempts, addedAt } = kept;
    await part.put(key, { ...kept, attempts: attempts + 1 });
    const ended = await attempt(job, { attempts, addedAt });
    if (ended === 'done') {
      await part.del(key);
      return undefined;
    }
    const again = { job: ended.job ?? job, addedAt, attempts: attempts + 1, due: Date.now() + ended.retryIn };
    await part.put(key, again);
    return again;
  }
}
