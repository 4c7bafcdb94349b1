import { located, Problem } from './problem.ts';

/**
 * Wraps a computation so that it runs when first asked for, once: what it gave, or threw, is given again.
 * References in templates point anywhere, so values are asked for in no particular order; asking for a value while it
 * is being computed is a cycle, and throws a `Problem` that names every step of it.
 *
 * @param place what the value is and where it stands, for messages
 * @param underway the places of what is being computed, innermost last: one list for a whole app
 */
export function lazily<Value>(place: string, underway: string[], compute: () => Value): () => Value {
  let outcome: { value: Value } | { error: unknown } | undefined;
  return () => {
    if (outcome === undefined) {
      const start = underway.indexOf(place);
      if (start >= 0) throw new Problem(`a circular reference: ${[...underway.slice(start), place].join(' -> ')}`);
      underway.push(place);
      try {
        outcome = { value: located(place, compute) };
      } catch (error) {
        outcome = { error };
      } finally {
        underway.pop();
      }
    }
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  };
}
