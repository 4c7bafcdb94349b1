import { compilePattern } from '../../event-patterns/pattern.ts';
import { isObject, parseJson } from '../../template/json.ts';
import type { JsonObject } from '../../template/resources.ts';

/** Whether a record is for the function. */
export type Filter = (record: JsonObject) => boolean;

/**
 * The filter of a mapping: a record must match one of the patterns; without any, all go through.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 *
 * @param patterns JSON texts
 */
export function filterOf(patterns: readonly string[]): Filter {
  if (patterns.length === 0) return () => true;
  const compiled = patterns.map((pattern) => compilePattern(parseJson(pattern)));
  return (record) => compiled.some((matches) => matches(record));
}

/** A queue's record as filters see it: a body that is a JSON object is matched by its members, any other as text. */
export function filteredMessage(record: JsonObject): JsonObject {
  const { body } = record;
  if (typeof body !== 'string' || !body.trimStart().startsWith('{')) return record;
  try {
    const parsed = parseJson(body);
    return isObject(parsed) ? { ...record, body: parsed } : record;
  } catch {
    // No JSON, so it is text.
    return record;
  }
}
