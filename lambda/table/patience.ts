import { setTimeout as pause } from 'node:timers/promises';
import { OutOfTime } from './deadline.ts';
import { isTemporary } from './failures.ts';

/** Milliseconds before a call that was throttled is made again; doubled each time, and jittered. */
const firstPause = 50;
const longestPause = 5_000;

/**
 * Makes a call to the table again and again while what fails it may pass: for work that nobody waits for, beyond what the
 * client tries by itself.
 *
 * @param timeLeft milliseconds that are left for it
 * @throws what failed the call last
 */
export async function patiently<Answer>(call: () => Promise<Answer>, timeLeft: () => number): Promise<Answer> {
  for (let longest = firstPause; ; longest = Math.min(longest * 2, longestPause)) {
    try {
      return await call();
    } catch (error) {
      if (error instanceof OutOfTime || !isTemporary(error) || timeLeft() <= longest) throw error;
    }
    await pause(Math.random() * longest);
  }
}
