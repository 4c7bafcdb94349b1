/** How long a loop rests after a fault of ours, in milliseconds. */
const faultPause = 1_000;

/** Runs a step again and again until it is stopped. */
export class Loop {
  readonly #step: () => Promise<void>;
  readonly #onFault: (error: unknown) => void;
  #waking = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #isStopped = false;

  /**
   * @param step ends its waiting when `signal` is given, as that was when the step began
   * @param onFault told of what a step throws
   */
  constructor(step: () => Promise<void>, onFault: (error: unknown) => void) {
    this.#step = step;
    this.#onFault = onFault;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Given on the next `wake`, and when the loop is stopped. */
  get signal(): AbortSignal {
    return this.#waking.signal;
  }

  start(): void {
    this.#ended = this.#run();
  }

  /** Ends what the step waits for: something that it depends on has changed. */
  wake(): void {
    const waking = this.#waking;
    if (!this.#isStopped) this.#waking = new AbortController();
    waking.abort();
  }

  /** Begins no other step. @returns when the last one has ended */
  stop(): Promise<void> {
    this.#isStopped = true;
    this.#waking.abort();
    return this.#ended;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#step();
      } catch (error) {
        this.#onFault(error);
        await pause(faultPause, this.#waking.signal);
      }
    }
  }
}

/** Waits so many milliseconds, or until the signal is given. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

/** The value of some work, or undefined once the signal is given; the work itself goes on unheard. */
export function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const leave = () => resolve(undefined);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
