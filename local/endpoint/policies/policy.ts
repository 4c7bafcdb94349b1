import type { Json, JsonObject } from '../../template/resources.ts';
import { type Condition, compileConditions } from './conditions.ts';
import { compilePattern, matchesGlob, matchesResource, type RequestContext } from './patterns.ts';
import { compilePrincipal, type Principal, type PrincipalTest } from './principals.ts';

/** What someone wants to do. */
export interface PolicyRequest {
  /** Such as `dynamodb:PutItem`. */
  readonly action: string;
  /** The resource's ARN. */
  readonly resource: string;
  readonly context: RequestContext;
  /** Who asks: for the policies of resources and the trust policies of roles. */
  readonly principal?: Principal;
}

/** A statement, as messages and reports name it. */
export interface StatementReference {
  readonly policy: string;
  /** Its position in the policy, from 0. */
  readonly index: number;
  readonly sid?: string;
}

export interface Statement {
  readonly reference: StatementReference;
  readonly effect: 'Allow' | 'Deny';
  readonly appliesTo: (request: PolicyRequest) => boolean;
}

/** A policy document, read and checked. */
export interface Policy {
  readonly name: string;
  readonly statements: readonly Statement[];
}

/**
 * Where a policy stands: on an identity (it names resources, no principals), on a resource (both), or on a role as to
 * who may take it (principals, no resources).
 */
export type PolicyKind = 'identity' | 'resource' | 'trust';

const documentElements = ['Version', 'Id', 'Statement'];
const statementElements = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/**
 * Reads a policy document once, so that asking it is cheap.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * @throws Error that names the policy and the statement for what IAM refuses: an unknown element or operator, a missing
 * effect, action or resource, a resource that is no ARN.
 */
export const compilePolicy = (name: string, document: Json, kind: PolicyKind = 'identity'): Policy => {
  try {
    const { Version: version = '2008-10-17', Statement: statements } = object(
      document,
      'the document',
      documentElements,
    );
    if (version !== '2012-10-17' && version !== '2008-10-17') throw new Error(`unknown Version "${version}"`);
    if (statements === undefined) throw new Error('no Statement');
    const list = Array.isArray(statements) ? statements : [statements];
    return {
      name,
      statements: list.map((statement, index) =>
        compileStatement(name, index, statement, kind, version === '2012-10-17'),
      ),
    };
  } catch (error) {
    throw new Error(`Policy ${name}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
};

const compileStatement = (
  policy: string,
  index: number,
  element: Json,
  kind: PolicyKind,
  variables: boolean,
): Statement => {
  try {
    const statement = object(element, 'the statement', statementElements);
    const { Sid: sid, Effect: effect } = statement;
    if (effect !== 'Allow' && effect !== 'Deny') throw new Error('Effect is neither "Allow" nor "Deny"');
    if (sid !== undefined && typeof sid !== 'string') throw new Error('Sid is no text');
    const tests = [
      compileActions(statement),
      compileResources(statement, kind, variables),
      compilePrincipals(statement, effect, kind),
    ];
    const condition: Condition = compileConditions(statement.Condition, variables);
    return {
      reference: { policy, index, ...(sid && { sid }) },
      effect,
      appliesTo: (request) => tests.every((test) => test(request)) && condition(request.context),
    };
  } catch (error) {
    throw new Error(`statement ${index}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
};

type StatementTest = (request: PolicyRequest) => boolean;

/** Actions match whatever the letter case; their service cannot have wildcards. */
const compileActions = (statement: JsonObject): StatementTest => {
  const { negated, values } = oneOf(statement, 'Action', 'NotAction');
  const patterns = values.map((value) => {
    if (value !== '*' && !/^[A-Za-z0-9-]+:./.test(value)) throw new Error(`"${value}" is no action of a service`);
    return compilePattern(value, { wildcards: true, variables: false, ignoreCase: true });
  });
  return ({ action, context }) =>
    patterns.some((pattern) => matchesGlob(pattern.fill(context) ?? [], action.toLowerCase())) !== negated;
};

const compileResources = (statement: JsonObject, kind: PolicyKind, variables: boolean): StatementTest => {
  if (kind === 'trust') {
    if ('Resource' in statement || 'NotResource' in statement) throw new Error('a trust policy has no resources');
    return () => true;
  }
  const { negated, values } = oneOf(statement, 'Resource', 'NotResource');
  const patterns = values.map((value) => {
    if (value !== '*' && !value.startsWith('arn:'))
      throw new Error(`the resource "${value}" is neither an ARN nor "*"`);
    return compilePattern(value, { wildcards: true, variables });
  });
  return ({ resource, context }) => {
    const globs = patterns.map((pattern) => pattern.fill(context));
    // What `NotResource` leaves out is not known when a variable has no value: the statement then means nothing.
    if (negated && globs.includes(undefined)) return false;
    return globs.some((glob) => glob !== undefined && matchesResource(glob, resource)) !== negated;
  };
};

const compilePrincipals = (statement: JsonObject, effect: Statement['effect'], kind: PolicyKind): StatementTest => {
  const named = statement.Principal ?? statement.NotPrincipal;
  if (kind === 'identity') {
    if (named !== undefined) throw new Error('Principal is not for the policy of an identity');
    return () => true;
  }
  if (named === undefined) throw new Error('no Principal');
  const test: PrincipalTest = compilePrincipal(named, {
    negated: statement.Principal === undefined,
    effect,
    anyAwsIsEveryone: kind === 'resource',
  });
  return ({ principal }) => test(principal);
};

const oneOf = (statement: JsonObject, element: string, notElement: string): { negated: boolean; values: string[] } => {
  const negated = notElement in statement;
  if (negated === element in statement) throw new Error(`needs either ${element} or ${notElement}`);
  const given = statement[negated ? notElement : element] ?? null;
  const values = (Array.isArray(given) ? given : [given]).map((value) => {
    if (typeof value !== 'string') throw new Error(`${negated ? notElement : element} has a value that is no text`);
    return value;
  });
  if (values.length === 0) throw new Error(`${negated ? notElement : element} is empty`);
  return { negated, values };
};

const object = (value: Json, what: string, elements: readonly string[]): JsonObject => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${what} is no object`);
  const unknown = Object.keys(value).find((element) => !elements.includes(element));
  if (unknown !== undefined) throw new Error(`unknown element "${unknown}"`);
  return value;
};
