import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../local/endpoint/policies/evaluate.ts';
import { compilePolicy, type PolicyKind } from '../../../../local/endpoint/policies/policy.ts';
import type { Principal } from '../../../../local/endpoint/policies/principals.ts';
import type { Json, JsonObject } from '../../../../local/template/resources.ts';

const policy = (...statements: JsonObject[]) => compilePolicy('p', { Version: '2012-10-17', Statement: statements });

const asked = (statement: JsonObject, action: string, resource: string, keys: Record<string, string> = {}) =>
  evaluate([policy(statement)], {
    action,
    resource,
    context: new Map(Object.entries(keys).map(([key, value]) => [key, [value]])),
  }).effect;

const rides = 'arn:aws:dynamodb:us-east-1:000000000000:table/rides';
const allow = (action: Json, resource: Json = '*'): JsonObject => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
});

describe('actions', () => {
  it.each<[Json, string, boolean]>([
    ['dynamodb:PutItem', 'dynamodb:PutItem', true],
    ['DynamoDB:putitem', 'dynamodb:PutItem', true],
    ['dynamodb:Put*', 'dynamodb:PutItem', true],
    ['dynamodb:?utItem', 'dynamodb:PutItem', true],
    ['dynamodb:*Item', 'dynamodb:BatchGetItem', true],
    ['dynamodb:*', 'dynamodb:Query', true],
    ['*', 'dynamodb:Query', true],
    ['dynamodb:GetItem', 'dynamodb:BatchGetItem', false],
    ['dynamodb:Get', 'dynamodb:GetItem', false],
    ['s3:*', 'dynamodb:GetItem', false],
    [['s3:*', 'dynamodb:GetItem'], 'dynamodb:GetItem', true],
  ])('%j lets %s through: %s', (action, request, expected) => {
    expect(asked(allow(action), request, rides) === 'allow').toBe(expected);
  });

  it('under NotAction are all others', () => {
    const statement = { Effect: 'Allow', NotAction: ['iam:*', 'dynamodb:Delete*'], Resource: '*' };
    expect(asked(statement, 'dynamodb:GetItem', rides)).toBe('allow');
    expect(asked(statement, 'dynamodb:DeleteItem', rides)).toBe('implicit deny');
    expect(asked(statement, 'iam:GetRole', rides)).toBe('implicit deny');
  });
});

describe('resources', () => {
  it.each<[Json, string, boolean]>([
    [rides, rides, true],
    [rides, `${rides}/index/byUser`, false],
    [`${rides}/index/*`, `${rides}/index/byUser`, true],
    [`${rides}/index/*`, rides, false],
    [`${rides}*`, `${rides}/index/byUser`, true],
    [rides.replace('rides', 'RIDES'), rides, false],
    ['arn:aws:dynamodb:*:*:table/rides', rides, true],
    ['arn:aws:dynamodb:us-????-1:000000000000:table/rides', rides, true],
    ['arn:aws:dynamodb:*', rides, true],
    ['arn:aws:dynamodb:us-*', rides, true],
    // A wildcard in the middle of a segment ends at its colon; one at the end of a segment may go on.
    ['arn:aws:dynamodb:us*00:table/rides', rides, false],
    ['arn:aws:dynamodb:us-*:table/rides', rides, true],
    ['arn:aws:s3:::bucket/*/test/*', 'arn:aws:s3:::bucket/1/2/test/3/object.jpg', true],
    ['arn:aws:s3:::bucket/*/test/*', 'arn:aws:s3:::bucket//test/object.jpg', true],
    ['arn:aws:s3:::bucket/*/test/*', 'arn:aws:s3:::bucket/1-test/object.jpg', false],
    ['arn:aws:s3:::bucket/*.json', 'arn:aws:s3:::bucket/a:b.json', true],
    [['arn:aws:s3:::other', rides], rides, true],
  ])('%j covers %s: %s', (resource, request, expected) => {
    expect(asked(allow('*', resource), 'dynamodb:GetItem', request) === 'allow').toBe(expected);
  });

  it('under NotResource are all others', () => {
    const statement = { Effect: 'Allow', Action: '*', NotResource: [rides] };
    expect(asked(statement, 'dynamodb:GetItem', rides)).toBe('implicit deny');
    expect(asked(statement, 'dynamodb:GetItem', `${rides}/index/byUser`)).toBe('allow');
  });

  it('may have variables, whose wildcards are plain characters', () => {
    const own = allow('s3:*', `arn:aws:s3:::bucket/\${aws:username}/*`);
    expect(asked(own, 's3:GetObject', 'arn:aws:s3:::bucket/bob/a', { 'aws:username': 'bob' })).toBe('allow');
    expect(asked(own, 's3:GetObject', 'arn:aws:s3:::bucket/eve/a', { 'aws:username': 'bob' })).toBe('implicit deny');
    expect(asked(own, 's3:GetObject', 'arn:aws:s3:::bucket/eve/a', { 'aws:username': '*' })).toBe('implicit deny');
    expect(asked(own, 's3:GetObject', 'arn:aws:s3:::bucket//a')).toBe('implicit deny');
  });

  it('have variables only in documents of version 2012-10-17', () => {
    const older = compilePolicy('p', { Statement: allow('s3:*', `arn:aws:s3:::\${aws:username}`) });
    const context = new Map([['aws:username', ['bob']]]);
    const ask = (resource: string) => evaluate([older], { action: 's3:GetObject', resource, context }).effect;
    expect(ask('arn:aws:s3:::bob')).toBe('implicit deny');
    expect(ask(`arn:aws:s3:::\${aws:username}`)).toBe('allow');
  });

  it('under NotResource with a variable that has no value are none', () => {
    const statement = { Effect: 'Allow', Action: '*', NotResource: [`arn:aws:s3:::bucket/\${aws:username}`] };
    expect(asked(statement, 's3:GetObject', 'arn:aws:s3:::bucket/bob', { 'aws:username': 'eve' })).toBe('allow');
    expect(asked(statement, 's3:GetObject', 'arn:aws:s3:::bucket/bob')).toBe('implicit deny');
  });
});

describe('a decision', () => {
  const allowAll = { Sid: 'All', ...allow('*') };
  const denyDelete = { Effect: 'Deny', Action: 'dynamodb:DeleteItem', Resource: '*' };
  const ask = (action: string, ...statements: JsonObject[]) =>
    evaluate([policy(...statements)], { action, resource: rides, context: new Map() });

  it('is no without a policy that allows', () => {
    expect(evaluate([], { action: 'a:b', resource: rides, context: new Map() })).toEqual({
      effect: 'implicit deny',
      statements: [],
    });
  });

  it('is no when one statement denies, whatever others allow and wherever it stands', () => {
    const denied = { effect: 'explicit deny', statements: [{ policy: 'p', index: 1 }] };
    expect(ask('dynamodb:DeleteItem', allowAll, denyDelete, allowAll)).toEqual(denied);
  });

  it('names every statement that allows', () => {
    expect(ask('dynamodb:GetItem', allowAll, denyDelete, allow('dynamodb:Get*'))).toEqual({
      effect: 'allow',
      statements: [
        { policy: 'p', index: 0, sid: 'All' },
        { policy: 'p', index: 2 },
      ],
    });
  });

  it('takes a single statement without a list, and any version IAM knows', () => {
    for (const Version of ['2012-10-17', '2008-10-17', undefined]) {
      const document = { ...(Version && { Version }), Statement: allowAll };
      expect(
        evaluate([compilePolicy('p', document)], { action: 'a:b', resource: rides, context: new Map() }).effect,
      ).toBe('allow');
    }
  });
});

describe('principals', () => {
  const lambda: Principal = { type: 'Service', names: ['lambda.amazonaws.com'] };
  const session: Principal = {
    type: 'AWS',
    names: [
      'arn:aws:sts::000000000000:assumed-role/r/s',
      'arn:aws:iam::000000000000:role/r',
      'arn:aws:iam::000000000000:root',
    ],
  };
  const trusts = (principal: JsonObject, who: Principal, kind: PolicyKind = 'trust') =>
    evaluate(
      [
        compilePolicy(
          'p',
          { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', ...principal } },
          kind,
        ),
      ],
      { action: 'sts:AssumeRole', resource: rides, context: new Map(), principal: who },
    ).effect === 'allow';

  it.each<[JsonObject, Principal, boolean]>([
    [{ Principal: { Service: 'lambda.amazonaws.com' } }, lambda, true],
    [{ Principal: { Service: ['edge.amazonaws.com', 'lambda.amazonaws.com'] } }, lambda, true],
    [{ Principal: { Service: 'sns.amazonaws.com' } }, lambda, false],
    [{ Principal: { AWS: 'lambda.amazonaws.com' } }, lambda, false],
    [{ Principal: '*' }, lambda, true],
    [{ Principal: { AWS: '*' } }, lambda, false],
    [{ Principal: { AWS: '*' } }, session, true],
    [{ Principal: { AWS: '000000000000' } }, session, true],
    [{ Principal: { AWS: 'arn:aws:iam::000000000000:role/r' } }, session, true],
    [{ Principal: { AWS: 'arn:aws:iam::000000000000:role/*' } }, session, false],
    [{ NotPrincipal: { AWS: 'arn:aws:iam::000000000000:role/r' } }, session, false],
    [{ NotPrincipal: { AWS: 'arn:aws:iam::000000000000:role/q' } }, session, true],
  ])('%j speaks of %j: %s', (principal, who, expected) => {
    expect(trusts(principal, who)).toBe(expected);
  });

  it('of a resource policy stand beside its resources', () => {
    const statement = { Principal: { AWS: '*' }, Resource: rides };
    expect(trusts(statement, session, 'resource')).toBe(true);
    expect(trusts({ ...statement, Resource: 'arn:aws:s3:::other' }, session, 'resource')).toBe(false);
  });
});

describe('a document that IAM would not take', () => {
  const good = allow('a:b');
  it.each<[Json, string]>([
    ['{}', 'Policy p: the document is no object'],
    [{ Version: '2012-10-17' }, 'no Statement'],
    [{ Version: '2020-01-01', Statement: good }, 'unknown Version "2020-01-01"'],
    [{ Statement: good, Statements: good }, 'unknown element "Statements"'],
    [{ Statement: [good, { Action: 'a:b', Resource: '*' }] }, 'Policy p: statement 1: Effect is neither'],
    [{ Statement: { ...good, Effect: 'allow' } }, 'Effect is neither'],
    [{ Statement: { ...good, Actions: ['a:b'] } }, 'unknown element "Actions"'],
    [{ Statement: { Effect: 'Allow', Resource: '*' } }, 'needs either Action or NotAction'],
    [{ Statement: { ...good, NotAction: 'a:c' } }, 'needs either Action or NotAction'],
    [{ Statement: { Effect: 'Allow', Action: 'a:b' } }, 'needs either Resource or NotResource'],
    [{ Statement: { ...good, Action: [] } }, 'Action is empty'],
    [{ Statement: { ...good, Action: 'PutItem' } }, '"PutItem" is no action of a service'],
    [{ Statement: { ...good, Action: 'dynamo*:PutItem' } }, 'no action of a service'],
    [{ Statement: { ...good, Resource: 'table/rides' } }, 'neither an ARN nor "*"'],
    [{ Statement: { ...good, Resource: { Ref: 'Table' } } }, 'Resource has a value that is no text'],
    [{ Statement: { ...good, Principal: '*' } }, 'Principal is not for the policy of an identity'],
    [
      { Statement: { ...good, Condition: { Like: { a: 'b' } } } },
      'statement 0: Condition has the unknown operator "Like"',
    ],
    [{ Statement: 'Allow' }, 'the statement is no object'],
  ])('%j is refused', (document, message) => {
    expect(() => compilePolicy('p', document)).toThrow(message);
  });
});
