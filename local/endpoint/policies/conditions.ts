import type { Json } from '../../template/resources.ts';
import { type Operator, operators, type Test } from './operators.ts';
import type { RequestContext } from './patterns.ts';

/** Whether a request's condition keys fulfil a condition. */
export type Condition = (context: RequestContext) => boolean;

/** How an operator meets a key with several values: `ForAllValues:`, `ForAnyValue:`, or neither. */
type SetOperator = 'all' | 'any' | 'one';

/**
 * Reads a `Condition` element once. Operators and keys are joined by AND, the values of a key by OR (of a negated
 * operator by NOR).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 * @param variables whether the document's version knows policy variables.
 * @throws Error for an unknown operator, a value that the operator cannot take, or another shape.
 */
export const compileConditions = (element: Json | undefined, variables: boolean): Condition => {
  if (element === undefined) return () => true;
  const conditions = entries(element, 'Condition').flatMap(([name, keys]) =>
    entries(keys, `Condition ${name}`).map(([key, values]) =>
      compileCondition(name, key.toLowerCase(), texts(values, `Condition ${name} ${key}`), variables),
    ),
  );
  return (context) => conditions.every((condition) => condition(context));
};

const compileCondition = (name: string, key: string, policyValues: string[], variables: boolean): Condition => {
  if (name.toLowerCase() === 'null') return compileNull(key, policyValues);
  const { operator, set, ifExists } = parseOperator(name);
  const tests = policyValues.map((policyValue) => compileTest(name, operator, policyValue, variables));
  const holds = (value: string, context: RequestContext) => holdsFor(operator, tests, value, context);
  return (context) => {
    const values = context.get(key);
    if (values === undefined || values.length === 0) return missing(operator, set, ifExists);
    if (set === 'all') return values.every((value) => holds(value, context));
    if (set === 'any') return values.some((value) => holds(value, context));
    // "Multivalued context keys require a condition set operator": without one, several values match nothing.
    return values.length === 1 && values.every((value) => holds(value, context));
  };
};

/** A variable without a value makes a test fail, a negated one too: IAM takes the statement as not valid. */
const holdsFor = (operator: Operator, tests: readonly Test[], value: string, context: RequestContext): boolean => {
  const results = tests.map((test) => test(value, context));
  return operator.negated ? results.every((result) => result === false) : results.includes(true);
};

/**
 * What a condition gives when the request lacks its key. `ForAllValues` holds and `ForAnyValue` does not (even with
 * `IfExists`, as AWS does it); otherwise negated operators and `IfExists` hold.
 */
const missing = (operator: Operator, set: SetOperator, ifExists: boolean): boolean => {
  if (set === 'all') return true;
  if (set === 'any') return false;
  return ifExists || operator.negated;
};

const parseOperator = (name: string): { operator: Operator; set: SetOperator; ifExists: boolean } => {
  const [, prefix, base = '', ifExists] =
    /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(name.toLowerCase()) ?? [];
  const operator = operators.get(base);
  if (!operator) throw new Error(`Condition has the unknown operator "${name}"`);
  return {
    operator,
    set: prefix === undefined ? 'one' : prefix === 'forallvalues' ? 'all' : 'any',
    ifExists: ifExists !== undefined,
  };
};

const compileTest = (name: string, operator: Operator, policyValue: string, variables: boolean): Test => {
  try {
    return operator.compile(policyValue, variables);
  } catch (error) {
    throw new Error(`Condition ${name}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
};

const compileNull = (key: string, policyValues: readonly string[]): Condition => {
  const wanted = policyValues.map((value) => value.toLowerCase());
  const wrong = wanted.find((value) => value !== 'true' && value !== 'false');
  if (wrong !== undefined) throw new Error(`Condition Null: "${wrong}" is neither "true" nor "false"`);
  return (context) => wanted.includes(String((context.get(key)?.length ?? 0) === 0));
};

const entries = (value: Json, where: string): [string, Json][] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${where} is no object`);
  return Object.entries(value);
};

/** A value or a list of values; numbers and booleans need no quotation marks in a policy. */
const texts = (values: Json, where: string): string[] =>
  (Array.isArray(values) ? values : [values]).map((value) => {
    if (value === null || typeof value === 'object') throw new Error(`${where} has a value that is no text`);
    return String(value);
  });
