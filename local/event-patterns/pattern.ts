import { isObject } from '../template/json.ts';
import type { Json, JsonObject } from '../template/resources.ts';
import { type Elements, type Leaf, leavesOf } from './leaves.ts';
import { compileValues, type Wanted } from './value-tests.ts';

/** A field of a pattern: its path, and what its value may be. */
interface Field extends Wanted {
  readonly path: string;
}

/** Fields that must all match: a pattern without `$or` is one such list, every `$or` multiplies them. */
type Alternative = readonly Field[];

/** EventBridge takes no pattern whose `$or`s make more combinations than this. */
const mostAlternatives = 1_000;

/** Names that make a list under `$or` a field's values, as it was before there was an `$or`. */
const reservedInOr = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case', 'date-after', 'date-on-or-after'],
  ...['date-before', 'date-on-or-before', 'in-date-range', 'ip-address-in-range', 'ip-address-not-in-range'],
]);

/**
 * Reads an event pattern once, so that asking it is cheap. It follows EventBridge's own matcher (aws/event-ruler), which
 * Lambda's filter criteria and SNS's payload filters use too.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 *
 * @returns whether an event matches; what is no JSON object never does
 * @throws Error that says what is wrong with a pattern that EventBridge refuses
 */
export function compilePattern(pattern: Json): (event: Json) => boolean {
  if (!isObject(pattern)) throw new Error('Filter is not an object');
  const alternatives = alternativesOf(pattern, '', [[]]).map((fields) => fields.toSorted(byPath));
  const paths = new Set(alternatives.flat().map(({ path }) => path));
  return (event) => {
    if (!isObject(event)) return false;
    const leaves = leavesOf(event, paths);
    return alternatives.some((fields) => matches(fields, leaves));
  };
}

/** EventBridge goes through the fields in this order, which decides where `{"exists": false}` looks. */
function byPath(one: Field, other: Field): number {
  return one.path < other.path ? -1 : Number(one.path > other.path);
}

function alternativesOf(pattern: JsonObject, path: string, before: readonly Alternative[]): readonly Alternative[] {
  const members = Object.entries(pattern);
  if (members.length === 0) throw new Error('Empty objects are not allowed');
  return members.reduce((alternatives, [name, value]) => {
    const branches = name === '$or' ? branchesOf(value) : undefined;
    if (branches) {
      const all = branches.flatMap((branch) => alternativesOf(branch, path, alternatives));
      if (all.length > mostAlternatives) throw new Error('The $or relationships make more than 1000 combinations');
      return all;
    }
    const memberPath = path === '' ? name : `${path}.${name}`;
    if (isObject(value)) return alternativesOf(value, memberPath, alternatives);
    if (!Array.isArray(value)) throw new Error(`"${name}" must be an object or an array`);
    const field = { path: memberPath, ...compileValues(value) };
    return alternatives.map((fields) => [...fields.filter(({ path: other }) => other !== memberPath), field]);
  }, before);
}

/** The objects under `$or`, where they are such; else `$or` is a field like any other. */
function branchesOf(value: Json): readonly JsonObject[] | undefined {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isObject)) return undefined;
  return value.some((branch) => Object.keys(branch).some((name) => reservedInOr.has(name))) ? undefined : value;
}

/**
 * Whether every field finds a leaf, all of them in the same elements of the arrays they share: `firstName` and `lastName`
 * of one of the employees. https://github.com/aws/event-ruler#json-array-matching
 */
function matches(fields: Alternative, leaves: ReadonlyMap<string, Leaf[]>): boolean {
  const steps = fields.map(({ path, tests, isMissing }) => {
    const there = leaves.get(path) ?? [];
    return { there, isMissing, fitting: there.filter(({ value }) => tests.some((test) => test(value))) };
  });
  if (steps.some(({ isMissing, fitting }) => fitting.length === 0 && !isMissing)) return false;
  const arraysFrom = steps.map((_, index) => arraysOf(steps.slice(index)));
  const failed = new Set<string>();
  const matchesFrom = (index: number, elements: Elements): boolean => {
    const step = steps[index];
    if (!step) return true;
    // Whether the rest matches depends on nothing but the elements of the arrays that the rest stands in.
    const key = [index, ...[...elements].filter(([array]) => arraysFrom[index]?.has(array))].join(' ');
    if (failed.has(key)) return false;
    const { there, isMissing, fitting } = step;
    const isFound =
      fitting.some((leaf) => {
        const joined = join(elements, leaf.elements);
        return joined !== undefined && matchesFrom(index + 1, joined);
      }) ||
      (isMissing && !there.some((leaf) => join(elements, leaf.elements)) && matchesFrom(index + 1, elements));
    if (!isFound) failed.add(key);
    return isFound;
  };
  return matchesFrom(0, new Map());
}

/** The elements of both, or nothing where they are different elements of one array. */
function join(elements: Elements, more: Elements): Elements | undefined {
  if (more.size === 0) return elements;
  for (const [array, position] of more) if ((elements.get(array) ?? position) !== position) return undefined;
  return new Map([...elements, ...more]);
}

function arraysOf(steps: readonly { readonly there: readonly Leaf[] }[]): ReadonlySet<number> {
  return new Set(steps.flatMap(({ there }) => there.flatMap((leaf) => [...leaf.elements.keys()])));
}
