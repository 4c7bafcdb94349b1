import { expect, test, vi } from 'vitest';
import { handle } from '../../../lambda/http/handle.ts';
import { defineOperation } from '../../../lambda/http/operation.ts';
import { warmUpEvent } from '../../../lambda/http/warm-up.ts';

const operation = defineOperation({
  name: 'Anything',
  route: 'GET /anything',
  summary: 'Does something',
  auth: 'anyone',
  responses: { 204: { description: 'Done' } },
});

test('a call that only keeps an operation warm ends before any work: it answers nothing, and logs nothing', async () => {
  const log = vi.spyOn(process.stdout, 'write');
  const work = vi.fn(() => ({ status: 204 }) as const);
  const context = { getRemainingTimeInMillis: vi.fn(() => 1_000) };
  // What a schedule sends is no HTTP request: it has nothing that one has.
  const answer: unknown = await Reflect.apply(handle(operation, work), undefined, [warmUpEvent, context]);
  const lines = log.mock.calls.length;
  log.mockRestore();
  expect(answer).toBeUndefined();
  expect(work).not.toHaveBeenCalled();
  expect(context.getRemainingTimeInMillis).not.toHaveBeenCalled();
  expect(lines).toBe(0);
});
