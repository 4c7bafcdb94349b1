import { compilePattern } from '../../../event-patterns/pattern.ts';
import { isObject, parseJson } from '../../../template/json.ts';
import type { Json, JsonObject } from '../../../template/resources.ts';
import { bodyFor, type Message } from './message.ts';
import type { MessageAttributes } from './message-attributes.ts';

/** What a filter policy is held against. */
export type FilterScope = 'MessageAttributes' | 'MessageBody';

/** Whether a subscription wants a message. */
export type Filter = (message: Message, protocol: string) => boolean;

/** Attributes have no members, so a policy on them has no nested keys. */
export class NestedFilterPolicy extends Error {
  constructor() {
    super('Filter policy scope MessageAttributes does not support nested filter policy');
    this.name = 'NestedFilterPolicy';
  }
}

const maximumKeys = 5;
const maximumCombinations = 150;
const maximumBytes = 262_144;

/**
 * Reads a filter policy, once.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 *
 * @throws Error in SNS's words for a policy that it refuses
 */
export function compileFilter(policy: JsonObject, scope: FilterScope): Filter {
  checkLimits(policy);
  if (Object.keys(policy).length === 0) return () => true;
  const matches = compilePattern(policy);
  return scope === 'MessageBody' ? bodyFilter(matches) : attributesFilter(policy);
}

/** A body that is no JSON object is not for a subscription that filters by it. */
function bodyFilter(matches: (event: Json) => boolean): Filter {
  return (message, protocol) => {
    let body: Json;
    try {
      body = parseJson(bodyFor(message, protocol));
    } catch (error) {
      if (error instanceof SyntaxError) return false;
      throw error;
    }
    return matches(body);
  };
}

/**
 * Attributes follow the rules of event patterns with two differences: `null` means that the attribute is not there, and
 * `{"exists": false}` never matches a message without any attribute.
 * https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html
 */
function attributesFilter(policy: JsonObject): Filter {
  const isMissing: Json = { exists: false };
  const matches = compilePattern(mapValues(policy, (value) => (value === null ? [value, isMissing] : [value])));
  const matchesNone = compilePattern(
    mapValues(policy, (value) => {
      if (value === null) return [isMissing];
      return [isObject(value) && value.exists === false ? { exists: true } : value];
    }),
  );
  return ({ attributes }) => {
    const comparable = comparableValues(attributes);
    return Object.keys(attributes).length === 0 ? matchesNone(comparable) : matches(comparable);
  };
}

/** The values that SNS compares: of texts, lists of texts, and numbers; binary ones and types of one's own are ignored. */
function comparableValues(attributes: MessageAttributes): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { type, value }]): [string, Json][] => {
      if (type === 'String') return [[name, value]];
      if (type === 'Number') return [[name, Number(value)]];
      const list = type === 'String.Array' ? jsonOf(value) : undefined;
      return list === undefined ? [] : [[name, list]];
    }),
  );
}

function jsonOf(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A filter policy with other values in the lists of its keys, also below `$or`. */
function mapValues(policy: JsonObject, change: (value: Json) => Json[]): JsonObject {
  return Object.fromEntries(
    Object.entries(policy).map(([key, values]) => {
      if (!Array.isArray(values)) throw new NestedFilterPolicy();
      const isOr = key === '$or' && values.every(isObject);
      return [key, values.flatMap((value) => (isOr && isObject(value) ? [mapValues(value, change)] : change(value)))];
    }),
  );
}

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
function checkLimits(policy: JsonObject): void {
  if (Buffer.byteLength(JSON.stringify(policy)) > maximumBytes) throw new Error('Filter policy is too large');
  const keys = Object.keys(policy).filter((key) => key !== '$or');
  if (keys.length > maximumKeys) throw new Error('Filter policy can not have more than 5 keys');
  if (combinations(policy, 1) > maximumCombinations) throw new Error('Filter policy is too complex');
}

/** The number of values of each key, times how deep it stands, all multiplied; those of `$or`s are added up. */
function combinations(policy: JsonObject, depth: number): number {
  return Object.entries(policy).reduce((product, [key, value]) => {
    if (key === '$or' && Array.isArray(value) && value.every(isObject)) {
      return product * value.reduce((sum, branch) => sum + combinations(branch, depth), 0);
    }
    if (Array.isArray(value)) return product * value.length * depth;
    return isObject(value) ? product * combinations(value, depth + 1) : product;
  }, 1);
}
