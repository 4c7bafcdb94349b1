import { expect, test } from 'vitest';
import { systemClock } from '../../../local/schedules/clock.ts';

test('the machine wakes someone once a time has come, never before, and only who still wants it', async () => {
  const time = systemClock.now() + 20;
  let cancelled = false;
  const cancel = systemClock.wakeAt(time - 10, () => {
    cancelled = true;
  });
  cancel();
  const woken = await new Promise<number>((resolve) => {
    systemClock.wakeAt(time, () => resolve(Date.now()));
  });
  expect(woken).toBeGreaterThanOrEqual(time);
  expect(cancelled).toBe(false);
});

test('a time that has come already wakes at once, but after the order was given', async () => {
  const order: string[] = [];
  const woken = new Promise<void>((resolve) => {
    systemClock.wakeAt(0, () => {
      order.push('woken');
      resolve();
    });
  });
  order.push('ordered');
  await woken;
  expect(order).toEqual(['ordered', 'woken']);
});
