import { expect, it } from 'vitest';
import { compileConditions } from '../../../../local/endpoint/policies/conditions.ts';
import type { Json } from '../../../../local/template/resources.ts';

type Keys = Record<string, string | string[]>;

const holds = (condition: Json, keys: Keys): boolean =>
  compileConditions(
    condition,
    true,
  )(new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), Array.isArray(value) ? value : [value]])));

/** Each row: a condition, the request's keys, and whether IAM's user guide says that it holds. */
export const rows = (name: string, cases: [condition: Json, keys: Keys, expected: boolean][]) =>
  it.each(cases)(`${name}: %j with %j is %s`, (condition, keys, expected) => {
    expect(holds(condition, keys)).toBe(expected);
  });
