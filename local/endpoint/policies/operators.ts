import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { compilePattern, type Glob, matchesArn, matchesGlob, type RequestContext } from './patterns.ts';

/** Whether a value of the request matches one value of the policy; `undefined` when a variable has no value. */
export type Test = (value: string, context: RequestContext) => boolean | undefined;

/** What an operator does with a value of the policy. @throws Error when the operator cannot take that value. */
export type CompileTest = (policyValue: string, variables: boolean) => Test;

export interface Operator {
  readonly compile: CompileTest;
  /** `true` for `...Not...`: the condition holds when no value of the policy matches. */
  readonly negated: boolean;
}

const matching =
  (wildcards: boolean, ignoreCase: boolean, matches: (glob: Glob, text: string) => boolean): CompileTest =>
  (policyValue, variables) => {
    const pattern = compilePattern(policyValue, { wildcards, variables, ignoreCase });
    return (value, context) => {
      const glob = pattern.fill(context);
      return glob && matches(glob, ignoreCase ? value.toLowerCase() : value);
    };
  };

const comparing =
  (
    kind: string,
    parse: (text: string) => number | undefined,
    compare: (value: number, bound: number) => boolean,
  ): CompileTest =>
  (policyValue) => {
    const bound = parse(policyValue);
    if (bound === undefined) throw new Error(`"${policyValue}" is no ${kind}`);
    return (text) => {
      const value = parse(text);
      return value !== undefined && compare(value, bound);
    };
  };

const parseNumber = (text: string): number | undefined =>
  /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : undefined;

// The W3C's profile of ISO 8601; IAM's own example leaves nothing out but the fraction.
const isoDate = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/** Milliseconds since 1970 of an ISO 8601 date or of UNIX time in seconds; four digits are a year. */
const parseDate = (text: string): number | undefined => {
  if (!isoDate.test(text)) {
    const seconds = parseNumber(text);
    return seconds === undefined ? undefined : seconds * 1000;
  }
  const zoned = !text.includes('T') || /(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`;
  const time = Date.parse(zoned);
  return Number.isNaN(time) ? undefined : time;
};

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  Equals: (value, bound) => value === bound,
  LessThan: (value, bound) => value < bound,
  LessThanEquals: (value, bound) => value <= bound,
  GreaterThan: (value, bound) => value > bound,
  GreaterThanEquals: (value, bound) => value >= bound,
};

/** Base64 is compared by the bytes it stands for, so that padding makes no difference. */
const binaryEquals: CompileTest = (policyValue) => {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(policyValue)) throw new Error(`"${policyValue}" is not base64`);
  const expected = Buffer.from(policyValue, 'base64');
  return (value) => expected.equals(Buffer.from(value, 'base64'));
};

const ipAddress: CompileTest = (policyValue) => {
  const [address = '', prefix] = policyValue.split('/');
  const family = ipFamily(address);
  if (!family || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) {
    throw new Error(`"${policyValue}" is no IP address or CIDR range`);
  }
  const range = new BlockList();
  range.addSubnet(address, prefix === undefined ? (family === 'ipv4' ? 32 : 128) : Number(prefix), family);
  return (value) => {
    const valueFamily = ipFamily(value);
    return valueFamily !== undefined && range.check(value, valueFamily);
  };
};

const ipFamily = (address: string): 'ipv4' | 'ipv6' | undefined =>
  isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;

const bool: CompileTest = (policyValue, variables) => {
  if (!/^(true|false)$/i.test(policyValue) && !(variables && policyValue.includes('${'))) {
    throw new Error(`"${policyValue}" is neither "true" nor "false"`);
  }
  return matching(false, true, matchesGlob)(policyValue, variables);
};

const stringEquals = matching(false, false, matchesGlob);
const stringEqualsIgnoreCase = matching(false, true, matchesGlob);
const stringLike = matching(true, false, matchesGlob);
const arnLike = matching(true, false, matchesArn);

/**
 * Every condition operator but `Null`, by lower-case name, without `IfExists` and `ForAllValues:` or `ForAnyValue:`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const operators: ReadonlyMap<string, Operator> = new Map([
  operator('StringEquals', stringEquals),
  operator('StringNotEquals', stringEquals, true),
  operator('StringEqualsIgnoreCase', stringEqualsIgnoreCase),
  operator('StringNotEqualsIgnoreCase', stringEqualsIgnoreCase, true),
  operator('StringLike', stringLike),
  operator('StringNotLike', stringLike, true),
  ...Object.entries(comparisons).flatMap(([name, compare]) => [
    operator(`Numeric${name}`, comparing('number', parseNumber, compare)),
    operator(`Date${name}`, comparing('date', parseDate, compare)),
  ]),
  operator(
    'NumericNotEquals',
    comparing('number', parseNumber, (value, bound) => value === bound),
    true,
  ),
  operator(
    'DateNotEquals',
    comparing('date', parseDate, (value, bound) => value === bound),
    true,
  ),
  operator('Bool', bool),
  operator('BinaryEquals', binaryEquals),
  operator('IpAddress', ipAddress),
  operator('NotIpAddress', ipAddress, true),
  operator('ArnEquals', arnLike),
  operator('ArnLike', arnLike),
  operator('ArnNotEquals', arnLike, true),
  operator('ArnNotLike', arnLike, true),
]);

function operator(name: string, compile: CompileTest, negated = false): [string, Operator] {
  return [name.toLowerCase(), { compile, negated }];
}
