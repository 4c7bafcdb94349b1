import type { Json } from '../template/resources.ts';

/** "Numeric matching is limited to values between -5.0e9 and +5.0e9 inclusive." */
const limit = 5e9;

const operators: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/**
 * Reads what stands under `numeric`: `["=", 5]`, `["<", 10]`, or a range from below, `[">", 0, "<=", 5]`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#filtering-numeric-matching
 *
 * @throws Error in EventBridge's words for anything else
 */
export function compileNumeric(expression: Json): (value: number) => boolean {
  if (!Array.isArray(expression)) throw new Error('Value of numeric must be an array.');
  const [operator, bound, endOperator, end, ...more] = expression;
  const test = compileComparison(operator, bound, 'Unrecognized numeric range operator');
  const isWithinLimits = (value: number) => Math.abs(value) <= limit;
  if (endOperator === undefined) return (value) => isWithinLimits(value) && test(value);
  if ((operator !== '>' && operator !== '>=') || more.length > 0) {
    throw new Error('Too many elements in numeric expression');
  }
  if (endOperator !== '<' && endOperator !== '<=') throw new Error(`Bad numeric range operator: ${endOperator}`);
  const endTest = compileComparison(endOperator, end, 'Bad numeric range operator');
  if (Number(bound) >= Number(end)) throw new Error('Bottom must be less than top');
  return (value) => isWithinLimits(value) && test(value) && endTest(value);
}

function compileComparison(operator: Json | undefined, bound: Json | undefined, unknown: string) {
  if (typeof operator !== 'string') throw new Error(`Invalid member in numeric match: ${JSON.stringify(operator)}`);
  const compare = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (!compare) throw new Error(`${unknown}: ${operator}`);
  if (typeof bound !== 'number') throw new Error(`Value of ${operator} must be numeric`);
  if (Math.abs(bound) > limit) throw new Error('Value must be between -5000000000 and 5000000000, inclusive');
  return (value: number) => compare(value, bound);
}
