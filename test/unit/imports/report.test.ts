import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startWorld, type World } from './world.ts';

const importId = '00000000-0000-4000-8000-000000000000';
const detail = 'x'.repeat(100_000);
const none = { parts: [], tail: 0 };

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('what is held of many short failures is as long as they are: not the blocks that Node cuts small buffers from', async () => {
  const { Report } = await import('../../../lambda/fleet-import/report.ts');
  const report = await Report.open(importId, none);
  const before = liveBuffers();
  for (let line = 1; line <= 6_000; line += 1) {
    report.add({ line, detail: 'gender must be one of female, male' });
    // What else goes on meanwhile: an answer that is read and forgotten.
    Buffer.from('x'.repeat(20_000));
  }
  // As blocks it would be some 130 MB, for good; what is garbage, V8 may be giving back in another thread yet.
  await vi.waitFor(() => expect(liveBuffers() - before).toBeLessThan(32 * 1_048_576), {
    interval: 20,
    timeout: 10_000,
  });
  await report.keep(true);
});

test('a report of more than memory should hold goes to S3 in parts, and can be taken up again anywhere', async () => {
  const { Report } = await import('../../../lambda/fleet-import/report.ts');
  let line = 0;
  let state: Parameters<typeof Report.open>[1] = none;
  // Each attempt keeps some, adds more, and is killed: what was not kept is added again by the next.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const report = await Report.open(importId, state);
    for (let added = 0; added < 30; added += 1) {
      line += 1;
      report.add({ line, detail });
    }
    state = await report.keep();
    for (let lost = 0; lost < 25; lost += 1) report.add({ line: line + lost + 1, detail: 'lost' });
    if (attempt % 2 === 0) await report.keep();
  }
  expect(state.parts.length).toBeGreaterThan(1);
  const last = await Report.open(importId, state);
  line += 1;
  last.add({ line, detail });
  const kept = await last.keep(true);
  await last.complete();
  // Killed before anyone knew that it is complete.
  await (await Report.open(importId, kept)).complete();
  const found = world.report({ importId });
  expect(found).toEqual(Array.from({ length: line }, (_, index) => ({ line: index + 1, detail })));
  expect(world.bucket.largestBody).toBeLessThan(10 * 1_048_576);
});

/** Bytes of the buffers that something holds. */
function liveBuffers(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage: unknown = runInNewContext('gc');
  if (typeof collectGarbage !== 'function') throw new Error('V8 gives no way to collect garbage.');
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}
