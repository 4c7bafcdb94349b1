import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluate } from '../../../../local/endpoint/policies/evaluate.ts';
import { compilePolicy } from '../../../../local/endpoint/policies/policy.ts';

interface SpecStatement {
  Effect: 'Allow' | 'Deny';
  Action?: string[];
  NotAction?: string[];
  Resource?: string[];
  NotResource?: string[];
  Condition?: Record<string, Record<string, string[]>>;
}

/**
 * IAM's rules as its user guide states them, word by word and without regard to speed: what the evaluator must agree
 * with. Requests use ARNs of one account and region, so that a wildcard has no colon to stop at.
 */
const spec = (statements: SpecStatement[], action: string, resource: string, keys: Map<string, string[]>) => {
  const like = (pattern: string, text: string, flags = 's') =>
    new RegExp(
      `^${[...pattern].map((c) => (c === '*' ? '.*' : c === '?' ? '.' : c.replace(/[\\^$.|+()[\]{}]/, '\\$&'))).join('')}$`,
      flags,
    ).test(text);
  const base: Record<string, (value: string, policyValue: string) => boolean> = {
    StringEquals: (value, policyValue) => value === policyValue,
    StringLike: (value, policyValue) => like(policyValue, value),
    NumericLessThan: (value, policyValue) => value !== '' && Number(value) < Number(policyValue),
  };
  const conditionHolds = (name: string, key: string, policyValues: string[]): boolean => {
    const values = keys.get(key) ?? [];
    if (name === 'Null') return policyValues.some((wanted) => (wanted === 'true') === (values.length === 0));
    const ifExists = name.endsWith('IfExists');
    const [set, bare] = name.includes(':') ? name.split(':') : ['', name];
    const operator = (bare ?? '').replace('IfExists', '').replace('Not', '');
    const negated = (bare ?? '').includes('Not');
    const test = (value: string) => {
      const matched = policyValues.filter((policyValue) => base[operator]?.(value, policyValue)).length > 0;
      return negated ? !matched : matched;
    };
    if (set === 'ForAllValues') return values.filter(test).length === values.length;
    if (set === 'ForAnyValue') return values.filter(test).length > 0;
    if (values.length === 0) return negated || ifExists;
    return values.length === 1 && test(values[0] ?? '');
  };
  const applies = (statement: SpecStatement): boolean => {
    const actions = (statement.Action ?? statement.NotAction ?? []).some((pattern) => like(pattern, action, 'is'));
    const resources = (statement.Resource ?? statement.NotResource ?? []).some((pattern) => like(pattern, resource));
    return (
      actions === (statement.Action !== undefined) &&
      resources === (statement.Resource !== undefined) &&
      Object.entries(statement.Condition ?? {}).every(([name, pairs]) =>
        Object.entries(pairs).every(([key, policyValues]) => conditionHolds(name, key, policyValues)),
      )
    );
  };
  const effects = statements.filter(applies).map((statement) => statement.Effect);
  return effects.includes('Deny') ? 'explicit deny' : effects.includes('Allow') ? 'allow' : 'implicit deny';
};

const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/';
const text = fc.string({ unit: fc.constantFrom('a', 'b', '#', '1'), maxLength: 4 });
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '#', '*', '?'), maxLength: 4 });
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 3 });
const key = fc.constantFrom('k', 'dynamodb:LeadingKeys');

const stringOperators = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'].flatMap((name) =>
  ['', 'ForAllValues:', 'ForAnyValue:'].flatMap((set) => [`${set}${name}`, `${set}${name}IfExists`]),
);
const condition = fc.oneof(
  fc.record({ name: fc.constantFrom(...stringOperators), key, values: some(pattern) }),
  fc.record({
    name: fc.constantFrom('NumericLessThan', 'ForAllValues:NumericLessThan'),
    key,
    values: some(fc.constantFrom('1', '11')),
  }),
  fc.record({ name: fc.constant('Null'), key, values: some(fc.constantFrom('true', 'false')) }),
);
const action = fc.constantFrom('*', 'dynamodb:*', 'dynamodb:Get*', 'DYNAMODB:getItem', 'dynamodb:?utItem', 's3:*');
const resource = fc.oneof(
  fc.constant('*'),
  pattern.map((end) => table + end),
);

const statement: fc.Arbitrary<SpecStatement> = fc
  .record({
    effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
    actions: some(action),
    notAction: fc.boolean(),
    resources: some(resource),
    notResource: fc.boolean(),
    conditions: fc.array(condition, { maxLength: 2 }),
  })
  .map(({ effect, actions, notAction, resources, notResource, conditions }) => ({
    Effect: effect,
    [notAction ? 'NotAction' : 'Action']: actions,
    [notResource ? 'NotResource' : 'Resource']: resources,
    Condition: Object.fromEntries(conditions.map(({ name, key: of, values }) => [name, { [of]: values }])),
  }));

it('the evaluator agrees with the plain reading of the user guide', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(
      some(statement),
      fc.constantFrom('dynamodb:GetItem', 'dynamodb:PutItem', 's3:GetObject'),
      text,
      fc.dictionary(fc.constantFrom('k', 'dynamodb:LeadingKeys'), fc.array(text, { maxLength: 3 }), { maxKeys: 2 }),
      (statements, asked, name, keys) => {
        const entries = Object.entries(keys);
        const expected = spec(statements, asked, table + name, new Map(entries));
        const document = JSON.parse(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
        const context = new Map(entries.map(([name, values]) => [name.toLowerCase(), values]));
        const decision = evaluate([compilePolicy('p', document)], { action: asked, resource: table + name, context });
        expect(decision.effect).toBe(expected);
        seen.set(expected, (seen.get(expected) ?? 0) + 1);
      },
    ),
    { numRuns: 5000 },
  );
  // All three outcomes must have been reached often, or the agreement says little.
  for (const effect of ['allow', 'explicit deny', 'implicit deny']) expect(seen.get(effect) ?? 0).toBeGreaterThan(200);
});
