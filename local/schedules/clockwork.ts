import type { Part } from '../storage.ts';
import type { Clock } from './clock.ts';
import { type Expression, nextTime } from './expression.ts';

/** Something that fires at times. */
export interface Timed {
  /** Unique, and the same in every run: an ARN. */
  readonly key: string;
  /** What its times depend on, as text: where that changed, it counts as new. */
  readonly timing: string;
  readonly expression: Expression;
  readonly start?: number;
  readonly end?: number;
  /** Whether a rate fires at once when it is new, as Scheduler has it; else after its interval, as rules have it. */
  readonly isImmediate: boolean;
}

/** What is kept of something timed. Times are milliseconds since 1970. */
export interface TimedState {
  readonly timing: string;
  /** When it was first seen with this timing. */
  readonly since: number;
  /** The time that it fired for last. */
  readonly fired?: number;
}

export interface ClockworkOptions<Item extends Timed> {
  readonly clock: Clock;
  readonly part: Part<TimedState>;
  /** What firing is: it is kept for sure when this ends. Given the time that it is for. */
  readonly fire: (item: Item, time: number) => Promise<void>;
  /** Told when something has fired and will never again. */
  readonly onEnd?: (item: Item) => void;
  readonly onFault: (error: unknown) => void;
  /** The latest times, by key, for which firing was kept, also where the run was killed before that was noted here. */
  readonly begun: ReadonlyMap<string, number>;
}

/** Milliseconds until what could not be fired, by a fault of ours, is tried again. */
const faultPause = 1_000;

/** An item, and when it fires next. */
interface Waiting<Item> {
  readonly item: Item;
  readonly state: TimedState;
  readonly next: number | undefined;
}

/**
 * Fires what is timed, each time once, also over restarts. What came due while the run was stopped: a one-time item fires
 * as soon as the run is back; one that recurs goes on with its next time.
 */
export class Clockwork<Item extends Timed> {
  readonly #options: ClockworkOptions<Item>;
  #waiting = new Map<string, Waiting<Item>>();
  #work: Promise<void> = Promise.resolve();
  #cancelWake = () => {};
  #isStarted = false;
  #isClosed = false;

  constructor(options: ClockworkOptions<Item>) {
    this.#options = options;
  }

  /** Takes all that is timed from now on; what is not among it is forgotten. */
  replace(items: readonly Item[]): Promise<void> {
    return this.#inTurn(async () => {
      const { part } = this.#options;
      const gone = (await part.keys().all()).filter((key) => !items.some((item) => item.key === key));
      for (const key of gone) await part.del(key);
      this.#waiting = new Map();
      for (const item of items) this.#waiting.set(item.key, await this.#take(item));
      this.#sleep();
    });
  }

  start(): void {
    this.#isStarted = true;
    this.#sleep();
  }

  /** Fires nothing more, and waits for what is firing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelWake();
    await this.#work;
  }

  async #take(item: Item): Promise<Waiting<Item>> {
    const { clock, part, begun } = this.#options;
    const now = clock.now();
    const kept = await part.get(item.key);
    const isKnown = kept?.timing === item.timing;
    const state = isKnown ? withFired(kept, begun.get(item.key)) : { timing: item.timing, since: now };
    if (!isKnown) await part.put(item.key, state);
    const isOnce = item.expression.kind === 'at';
    const after = isOnce ? (state.fired ?? state.since - 1) : Math.max(state.fired ?? 0, now - 1);
    return { item, state, next: nextOf(item, state, after) };
  }

  /** @param pause milliseconds for which nothing fires */
  #sleep(pause = 0): void {
    this.#cancelWake();
    if (!this.#isStarted || this.#isClosed) return;
    const next = Math.min(...Array.from(this.#waiting.values(), ({ next }) => next ?? Number.POSITIVE_INFINITY));
    if (next < Number.POSITIVE_INFINITY) {
      const { clock, onFault } = this.#options;
      this.#cancelWake = clock.wakeAt(Math.max(next, clock.now() + pause), () => {
        this.#inTurn(() => this.#fireDue()).catch((error: unknown) => {
          onFault(error);
          this.#sleep(faultPause);
        });
      });
    }
  }

  async #fireDue(): Promise<void> {
    const { clock, part, fire, onEnd } = this.#options;
    const due = [...this.#waiting.values()].flatMap(({ next, ...rest }) =>
      next !== undefined && next <= clock.now() ? [{ ...rest, time: next }] : [],
    );
    for (const { item, state, time } of due.sort((one, other) => one.time - other.time)) {
      if (this.#isClosed) return;
      await fire(item, time);
      const fired = { ...state, fired: time };
      await part.put(item.key, fired);
      // After a machine's sleep, what recurs has fired once for all that it slept through.
      const next = nextOf(item, fired, Math.max(time, clock.now() - 1));
      this.#waiting.set(item.key, { item, state: fired, next });
      if (next === undefined) onEnd?.(item);
    }
    this.#sleep();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }
}

function withFired(state: TimedState, begun: number | undefined): TimedState {
  return begun === undefined || begun <= (state.fired ?? 0) ? state : { ...state, fired: begun };
}

function nextOf(item: Timed, { since }: TimedState, after: number): number | undefined {
  const { expression, start, end, isImmediate } = item;
  const every = expression.kind === 'rate' && !isImmediate ? expression.every : 0;
  const span = {
    origin: start ?? since + every,
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
  };
  return nextTime(expression, span, after);
}
