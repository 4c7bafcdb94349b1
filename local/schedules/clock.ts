/** The time, and being woken at one. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Calls once that time has come, and never before it.
   * @returns what takes the order back
   */
  readonly wakeAt: (time: number, wake: () => void) => () => void;
}

/** Timers stand still while a machine sleeps: the time is looked at again this often, in milliseconds. */
const longestSleep = 30_000;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: Date.now,
  wakeAt: (time, wake) => {
    let timer: NodeJS.Timeout;
    const sleep = () => {
      const left = time - Date.now();
      if (left <= 0) wake();
      else timer = setTimeout(sleep, Math.min(left, longestSleep));
    };
    // Also where the time has come already, it is not called before this function has ended.
    timer = setTimeout(sleep, Math.max(0, Math.min(time - Date.now(), longestSleep)));
    return () => clearTimeout(timer);
  },
};
