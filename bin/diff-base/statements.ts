import { functionsIn } from '../../lib/permissions/grants.ts';
import { isObject, own, ownObject } from '../../local/template/json.ts';
import type { Json, JsonObject } from '../../local/template/resources.ts';
import { type ComparedResource, pathOf, type Side } from './pairs.ts';
import { asText } from './values.ts';

/** The smallest part of what policies say: one action on one resource by one principal, under its conditions. */
export interface Rule {
  readonly effect: 'Allow' | 'Deny';
  /** Whose policy it stands in: a function, a role, or the resource that others come to. The construct's path. */
  readonly holder: string;
  /** Who comes, where a resource's policy says it: `Service apigateway.amazonaws.com`. Empty for the holder itself. */
  readonly principal: string;
  readonly action: string;
  /** With what it refers to as text: `${Table}/index/directory`. */
  readonly resource: string;
  readonly conditions: readonly Condition[];
}

/** A condition on one key. Where any of several values will do, each value makes a rule of its own. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly value: string;
}

/** All that the policies of a stack allow and deny: those of roles, trust, those of resources, permissions to invoke. */
export function rulesIn(side: Side): Rule[] {
  const names = namesIn(side);
  const rules = Object.entries(side.resources).flatMap(([id, body]) => rulesOf(names, names.get(id) ?? id, body));
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}

/** The constructs that can hold a policy, so that a denial which went with its holder is told from one that was lifted. */
export function holdersIn(side: Side): ReadonlySet<string> {
  return new Set(namesIn(side).values());
}

/** What each resource is called in rules, by its logical id: its construct's path, but a function's role is that function. */
type Names = ReadonlyMap<string, string>;

function namesIn(side: Side): Names {
  const functions = functionsIn({ Resources: side.resources });
  const roles = new Map(functions.map(({ role, name }) => [role, name]));
  const ids = Object.keys(side.resources);
  return new Map(ids.map((id) => [id, roles.get(id) ?? pathOf(side, id).replace(/\/Function$/, '')]));
}

function rulesOf(names: Names, name: string, { Type, Properties }: ComparedResource): Rule[] {
  if (Type === 'AWS::Lambda::Permission') return invokeRules(names, Properties);
  const targets = targetsOf(Properties).map((target) => nameOf(names, target));
  const holders = targets.length > 0 ? targets : [name];
  const documents = documentsIn(Properties).flatMap((document) =>
    holders.flatMap((holder) =>
      listOf(own(document, 'Statement')).flatMap((one) => statementRules(names, holder, one)),
    ),
  );
  return [...documents, ...attachedRules(names, name, Properties)];
}

/** Managed policies, by their names; and a boundary, which denies what it does not allow. */
function attachedRules(names: Names, holder: string, properties: JsonObject): Rule[] {
  const whole = { holder, principal: '', action: '*', conditions: [] };
  const managed = listOf(own(properties, 'ManagedPolicyArns')).map((arn) => `all of ${nameOf(names, arn)}`);
  const boundary = listOf(own(properties, 'PermissionsBoundary')).map((arn) => `all but ${nameOf(names, arn)}`);
  return [
    ...managed.map((resource) => ({ ...whole, effect: 'Allow' as const, resource })),
    ...boundary.map((resource) => ({ ...whole, effect: 'Deny' as const, resource })),
  ];
}

/** A function's own policy, one statement a resource: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
function invokeRules(names: Names, properties: JsonObject): Rule[] {
  const conditions = [
    ['ArnLike', 'aws:SourceArn', 'SourceArn'],
    ['StringEquals', 'aws:SourceAccount', 'SourceAccount'],
    ['StringEquals', 'aws:PrincipalOrgID', 'PrincipalOrgID'],
    ['StringEquals', 'lambda:EventSourceToken', 'EventSourceToken'],
    ['StringEquals', 'lambda:FunctionUrlAuthType', 'FunctionUrlAuthType'],
  ].flatMap(([operator = '', key = '', property = '']) => {
    const value = own(properties, property);
    return value === undefined ? [] : [{ operator, key, value: nameOf(names, value) }];
  });
  const name = nameOf(names, own(properties, 'Principal'));
  const principal = name === '*' ? name : `${name.endsWith('.amazonaws.com') ? 'Service' : 'AWS'} ${name}`;
  const rule = { effect: 'Allow', principal, conditions } as const;
  const target = nameOf(names, own(properties, 'FunctionName'));
  return [{ ...rule, holder: target, action: asText(own(properties, 'Action')), resource: target }];
}

function statementRules(names: Names, holder: string, statement: Json): Rule[] {
  if (!isObject(statement)) return [];
  const effect = own(statement, 'Effect') === 'Deny' ? 'Deny' : 'Allow';
  const all = (element: string) => listOf(own(statement, element)).map((value) => nameOf(names, value));
  const not = (element: string) => all(element).sort().join(', ');
  const actions = 'NotAction' in statement ? [`all but ${not('NotAction')}`] : all('Action');
  const resources = 'NotResource' in statement ? [`all but ${not('NotResource')}`] : all('Resource');
  const principals =
    'NotPrincipal' in statement
      ? [`all but ${principalsOf(names, own(statement, 'NotPrincipal')).sort().join(', ')}`]
      : principalsOf(names, own(statement, 'Principal'));
  const conditions = conditionsOf(names, ownObject(statement, 'Condition'));
  // A trust policy has no resource: it is about its role.
  const places = resources.length > 0 ? resources : [holder];
  return actions.flatMap((action) =>
    places.flatMap((resource) =>
      principals.flatMap((principal) =>
        conditions.map((some) => ({ effect, holder, principal, action, resource, conditions: some })),
      ),
    ),
  );
}

function principalsOf(names: Names, principal: Json | undefined): string[] {
  if (principal === undefined) return [''];
  if (!isObject(principal)) return [nameOf(names, principal)];
  return Object.entries(principal).flatMap(([kind, who]) =>
    listOf(who).map((name) => (kind === 'AWS' && name === '*' ? '*' : `${kind} ${nameOf(names, name)}`)),
  );
}

/** Operators under which one of several values is enough. */
const oneIsEnough = /^(ForAnyValue:|ForAllValues:)?(String|Arn)(Equals|Like|EqualsIgnoreCase)(IfExists)?$/;

/** All conditions hold at once; for each way to choose one value of each, a list. */
function conditionsOf(names: Names, condition: JsonObject): Condition[][] {
  const all = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : {}).map(([key, value]) => {
      const values = listOf(value).map((one) => nameOf(names, one));
      const alternatives = oneIsEnough.test(operator) ? values : [values.sort().join(', ')];
      return alternatives.map((alternative) => ({ operator, key, value: alternative }));
    }),
  );
  return all.reduce<Condition[][]>(
    (lists, alternatives) => lists.flatMap((list) => alternatives.map((one) => [...list, one])),
    [[]],
  );
}

/** Every policy document in a resource's properties, wherever it stands. */
function documentsIn(value: Json): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(documentsIn);
  if (!isObject(value)) return [];
  const isDocument = listOf(own(value, 'Statement')).some((one) => isObject(one) && Object.hasOwn(one, 'Effect'));
  return isDocument ? [value] : Object.values(value).flatMap(documentsIn);
}

/** What a policy is attached to, where it is a resource of its own. */
function targetsOf(properties: JsonObject): Json[] {
  if (!Object.hasOwn(properties, 'PolicyDocument')) return [];
  const names = [
    'Roles',
    'Users',
    'Groups',
    'Bucket',
    'Queues',
    'Topics',
    'Queue',
    'TopicArn',
    'SecretId',
    'ResourceArn',
  ];
  return names.flatMap((name) => listOf(own(properties, name)));
}

/** A value as text, with the constructs' paths for what it refers to. */
function nameOf(names: Names, value: Json | undefined): string {
  return asText(value).replaceAll(/\$\{(\w+)(?:\.(\w+))?\}/g, (whole, id: string, attribute: string | undefined) => {
    const name = names.get(id);
    if (name === undefined) return whole;
    return attribute === undefined || attribute === 'Arn' ? name : `${name}.${attribute}`;
  });
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
