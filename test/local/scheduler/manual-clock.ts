import type { Clock } from '../../../local/schedules/clock.ts';

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #time: number;
  readonly #orders = new Map<symbol, { time: number; wake: () => void }>();

  /** @param time such as `2026-11-21T09:30:00Z` */
  constructor(time: string) {
    this.#time = Date.parse(time);
  }

  now = (): number => this.#time;

  wakeAt = (time: number, wake: () => void): (() => void) => {
    const order = Symbol(String(time));
    this.#orders.set(order, { time, wake });
    // As with a timer: what is due already is not called before this function has ended.
    queueMicrotask(() => this.#wakeDue());
    return () => this.#orders.delete(order);
  };

  /** When someone wants to be woken next. */
  get nextWake(): string | undefined {
    const times = Array.from(this.#orders.values(), ({ time }) => time);
    return times.length === 0 ? undefined : new Date(Math.min(...times)).toISOString();
  }

  set(time: string): void {
    this.#time = Date.parse(time);
    this.#wakeDue();
  }

  #wakeDue(): void {
    for (const [order, { time, wake }] of [...this.#orders]) {
      if (time <= this.#time && this.#orders.delete(order)) wake();
    }
  }
}
