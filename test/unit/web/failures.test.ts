import { expect, test } from 'vitest';
import { problemKinds } from '../../../lambda/http/problems.ts';
import { failureOf } from '../../../web/src/api/failure.ts';

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });

test.each(Object.keys(problemKinds))('the page knows the problem %s', (kind) => {
  const problem = { type: `urn:unicorn-rides:problem:${kind}`, requestId: 'id-1' };
  expect(failureOf(answer(400), problem)).toMatchObject({ kind, requestId: 'id-1' });
});

test.each([
  [401, 'signed-out'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [429, 'throttled'],
  [503, 'temporarily-unavailable'],
  [504, 'temporarily-unavailable'],
  [500, 'internal-error'],
  [502, 'internal-error'],
  [418, 'unknown'],
])('what is no problem document, but %i, is %s', (status, kind) => {
  for (const body of [undefined, '', '<html>', { message: 'x' }, { type: 'about:blank' }, { type: 7 }]) {
    expect(failureOf(answer(status, { 'x-request-id': 'id-2' }), body)).toMatchObject({ kind, requestId: 'id-2' });
  }
});

test('the faults of a request come with their places', () => {
  const errors = [{ pointer: '/name', detail: 'too long' }, { parameter: 'limit', detail: 'no number' }, 'odd'];
  const { faults } = failureOf(answer(400), { type: 'urn:unicorn-rides:problem:invalid-request', errors });
  expect(faults).toEqual([{ pointer: '/name', detail: 'too long' }, { detail: 'no number' }, { detail: '' }]);
});
