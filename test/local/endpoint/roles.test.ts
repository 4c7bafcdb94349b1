import { describe, expect, it } from 'vitest';
import { createIdentities } from '../../../local/endpoint/credentials.ts';
import { evaluate } from '../../../local/endpoint/policies/evaluate.ts';
import { resourceTypes } from '../../../local/endpoint/resource-types.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import type { Identifying, JsonObject, Resource } from '../../../local/template/resources.ts';
import { document, inline, resource, roleArn, roleResource } from './resources.ts';

const allow = (Action: string): JsonObject => ({ Effect: 'Allow', Action, Resource: '*' });

const may = (resources: Resource[], action: string): boolean => {
  const role = rolesFrom(resources).get(roleArn);
  return evaluate(role?.policies ?? [], { action, resource: 'arn:aws:x:::y', context: new Map() }).effect === 'allow';
};

describe('a role of the template', () => {
  it('has its inline policies and those that other resources attach to it', () => {
    const managedArn = 'arn:aws:iam::000000000000:policy/own';
    const resources = [
      roleResource({ ...inline(allow('a:Inline')), ManagedPolicyArns: [managedArn] }),
      roleResource({}, 'other-role'),
      resource('AWS::IAM::Policy', 'separate', {
        PolicyName: 'separate',
        PolicyDocument: document(allow('a:Separate')),
        Roles: ['my-role', 'other-role'],
      }),
      resource('AWS::IAM::RolePolicy', 'of-role', {
        PolicyName: 'of-role',
        PolicyDocument: document(allow('a:RolePolicy')),
        RoleName: 'my-role',
      }),
      resource('AWS::IAM::ManagedPolicy', managedArn, { PolicyDocument: document(allow('a:Managed')) }),
      resource('AWS::IAM::ManagedPolicy', 'arn:aws:iam::000000000000:policy/attaches', {
        PolicyDocument: document(allow('a:Attached')),
        Roles: ['my-role'],
      }),
      resource('AWS::IAM::Policy', 'elsewhere', {
        PolicyName: 'elsewhere',
        PolicyDocument: document(allow('a:Elsewhere')),
        Roles: ['other-role'],
      }),
    ];
    for (const action of ['a:Inline', 'a:Separate', 'a:RolePolicy', 'a:Managed', 'a:Attached']) {
      expect([action, may(resources, action)]).toEqual([action, true]);
    }
    expect(may(resources, 'a:Elsewhere')).toBe(false);
  });

  it('may have the managed policies of AWS that functions use', () => {
    const resources = [
      roleResource({
        ManagedPolicyArns: [
          'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
          'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess',
        ],
      }),
    ];
    expect(may(resources, 'logs:PutLogEvents')).toBe(true);
    expect(may(resources, 'xray:PutTraceSegments')).toBe(true);
    expect(may(resources, 'dynamodb:GetItem')).toBe(false);
  });

  it.each<[string, Resource[], string]>([
    [
      'a malformed policy',
      [roleResource(inline({ Effect: 'Allow', Action: 'a:b' }))],
      'Role app/my-role: Policy inline: statement 0: needs either Resource or NotResource',
    ],
    [
      'an unknown operator in a separate policy',
      [
        roleResource({}),
        resource('AWS::IAM::Policy', 'p', {
          PolicyName: 'p',
          PolicyDocument: document({ ...allow('a:b'), Condition: { StringIs: { a: 'b' } } }),
          Roles: ['my-role'],
        }),
      ],
      'Role app/my-role: Policy p: statement 0: Condition has the unknown operator "StringIs"',
    ],
    [
      'a policy without a document',
      [roleResource({ Policies: [{ PolicyName: 'empty' }] })],
      'Policy empty: the document is no object',
    ],
    [
      'no trust policy',
      [roleResource({ AssumeRolePolicyDocument: null })],
      'Policy AssumeRolePolicyDocument: the document is no object',
    ],
    [
      'a managed policy that is not known',
      [roleResource({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/PowerUserAccess'] })],
      'arn:aws:iam::aws:policy/PowerUserAccess',
    ],
    [
      'a boundary that is not known',
      [roleResource({ PermissionsBoundary: 'arn:aws:iam::000000000000:policy/gone' })],
      'Role app/my-role: what the managed policy arn:aws:iam::000000000000:policy/gone allows is not known',
    ],
    [
      'two policies of one name',
      [
        roleResource(inline(allow('a:b'))),
        resource('AWS::IAM::Policy', 'x', {
          PolicyName: 'inline',
          PolicyDocument: document(allow('a:c')),
          Roles: ['my-role'],
        }),
      ],
      'Role app/my-role has two policies with the name inline',
    ],
    [
      'a policy of a role elsewhere',
      [
        resource('AWS::IAM::Policy', 'p', {
          PolicyName: 'p',
          PolicyDocument: document(allow('a:b')),
          Roles: ['theirs'],
        }),
      ],
      'Policy p is attached to theirs, which is no role of this app',
    ],
  ])('is refused at start, by name, with %s', (_fault, resources, message) => {
    expect(() => rolesFrom(resources)).toThrow(message);
  });
});

describe('credentials', () => {
  it('are new for every process of a function', () => {
    const identities = createIdentities('000000000000', rolesFrom([roleResource({})]));
    const [one, two] = [
      identities.issue({ roleArn, sessionName: 's' }),
      identities.issue({ roleArn, sessionName: 's' }),
    ];
    expect(one.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(one.secretAccessKey).toHaveLength(40);
    expect(
      new Set([
        one.accessKeyId,
        two.accessKeyId,
        one.secretAccessKey,
        two.secretAccessKey,
        one.sessionToken,
        two.sessionToken,
      ]).size,
    ).toBe(6);
    expect(identities.root.accessKeyId).toMatch(/^AKIA/);
  });

  it('are for roles of the app that Lambda may assume', () => {
    const trust = (principal: JsonObject): JsonObject => ({
      AssumeRolePolicyDocument: document({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal }),
    });
    const identities = createIdentities(
      '000000000000',
      rolesFrom([roleResource(trust({ Service: 'ec2.amazonaws.com' }))]),
    );
    expect(() => identities.issue({ roleArn, sessionName: 's' })).toThrow(
      `The role ${roleArn} cannot be assumed by Lambda`,
    );
    expect(() => identities.issue({ roleArn: `${roleArn}2`, sessionName: 's' })).toThrow(
      `There is no role ${roleArn}2`,
    );
  });
});

describe('the identity of IAM resources', () => {
  const identify = (type: string, properties: JsonObject) => {
    const resource: Identifying = {
      stack: 'app',
      logicalId: 'Thing',
      path: 'app/Thing',
      type,
      properties,
      environment: { accountId: '000000000000', region: 'us-east-1', partition: 'aws', urlSuffix: 'amazonaws.com' },
      generatedName: (maxLength = 64) => 'app-Thing-1234'.slice(0, maxLength),
    };
    return resourceTypes[type]?.identify(resource);
  };

  it('is what CloudFormation gives for Ref and GetAtt', () => {
    expect(identify('AWS::IAM::Role', {})).toEqual({
      ref: 'app-Thing-1234',
      attributes: {
        Arn: 'arn:aws:iam::000000000000:role/app-Thing-1234',
        RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      },
    });
    expect(identify('AWS::IAM::Role', { RoleName: 'named', Path: '/team/' })).toMatchObject({
      ref: 'named',
      attributes: { Arn: 'arn:aws:iam::000000000000:role/team/named' },
    });
    expect(identify('AWS::IAM::Role', {})).toEqual(identify('AWS::IAM::Role', {}));
    expect(identify('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'named' })).toMatchObject({
      ref: 'arn:aws:iam::000000000000:policy/named',
    });
    expect(identify('AWS::IAM::Policy', { PolicyName: 'named' })).toMatchObject({ ref: 'named' });
    expect(identify('AWS::IAM::RolePolicy', { PolicyName: 'named' })).toMatchObject({ ref: 'named' });
  });
});
