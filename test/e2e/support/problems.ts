import { expect, vi } from 'vitest';
import type { Answer } from './client.ts';
import type { Fault, Place, ProblemDocument } from './shapes.ts';

/** Words of stacks, of libraries and of the data service, which no client ever reads. */
const internalWords =
  /\bat \S+ \(|\bnode:|node_modules|\/var\/task|\.[cm]?[jt]s\b|\b\w+(Error|Exception)\b|dynamo|\bzod\b|\bundefined\b|\bNaN\b|\[object|[A-Z]+#/i;

/**
 * Holds an answer to be one kind of problem document, whole.
 *
 * @param places where its `errors` say the faults are, all of them, in any order: those of an `invalid-request`
 * @returns the document, for what else a test wants of it
 */
export function expectProblem(answer: Answer, status: number, kind: string, ...places: Place[]): ProblemDocument {
  expect(`${answer.status} ${answer.text}`).toContain(`${status} {"type":"urn:unicorn-rides:problem:${kind}"`);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.headers['cache-control']).toBe('no-store');
  const document = answer.json<ProblemDocument>();
  const { errors, ...members } = document;
  expect(members).toEqual({
    type: `urn:unicorn-rides:problem:${kind}`,
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S/),
    requestId: answer.headers['x-request-id'],
  });
  expect(document.requestId).toMatch(/\S/);
  // A request's id is random: any word may come up in it.
  expect(answer.text.replace(document.requestId, '')).not.toMatch(internalWords);
  if (kind === 'invalid-request') expectFaults(errors ?? [], places);
  else expect(errors).toBeUndefined();
  return document;
}

function expectFaults(errors: readonly Fault[], places: readonly Place[]): void {
  const found = errors.map(({ detail, ...place }) => {
    expect(detail).toMatch(/\S/);
    return place;
  });
  expect(sorted(found)).toEqual(sorted(places));
}

/** Without repeats: one place may have several faults. */
const sorted = (places: readonly Place[]) => [...new Set(places.map((place) => JSON.stringify(place)))].sort();

/**
 * Looks again and again until what is asked of it holds: indexes are eventually consistent.
 *
 * @param look throws, as `expect` does, as long as it does not hold yet
 */
export function eventually<Seen>(look: () => Promise<Seen>): Promise<Seen> {
  return vi.waitFor(look, { timeout: 20_000, interval: 50 });
}
