import { describe, expect, test } from 'vitest';
import { reasonsAgainst } from '../../bin/diff-base/gate.ts';
import type { JsonObject } from '../../local/template/resources.ts';
import { arn, at, findingsOf, keysOf, linesAbout, trustOf } from './support/templates.ts';

type Change = Parameters<typeof findingsOf>[0];

const statements =
  (...list: JsonObject[]): Change =>
  (resources) => {
    resources.GetItemPolicy1 = policy(...list);
  };

function policy(...list: JsonObject[]): JsonObject {
  return at('GetItem/Role/DefaultPolicy/Resource', {
    Type: 'AWS::IAM::Policy',
    Properties: { Roles: [{ Ref: 'GetItemRole1' }], PolicyDocument: { Statement: list } },
  });
}

const users = keysOf('dynamodb:GetItem', 'USER#*');
const { Condition: _, ...anyKey } = users;

test.each<[string, Change, string]>([
  [
    'another action',
    statements(users, keysOf('dynamodb:PutItem', 'USER#*')),
    'GetItem: dynamodb:PutItem on Table where',
  ],
  [
    'another key prefix',
    statements(keysOf('dynamodb:GetItem', 'USER#*', 'RIDE#*')),
    'GetItem: dynamodb:GetItem on Table where',
  ],
  ['a wider key prefix', statements(keysOf('dynamodb:GetItem', 'U*')), 'GetItem: dynamodb:GetItem on Table where'],
  ['no condition', statements(anyKey), 'GetItem: dynamodb:GetItem on Table'],
  ['any action', statements({ ...users, Action: 'dynamodb:*' }), 'GetItem: dynamodb:* on Table where'],
  ['any resource', statements({ ...users, Resource: '*' }), 'GetItem: dynamodb:GetItem on * where'],
  [
    'every action but one',
    statements(users, { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
    'GetItem: all but iam:* on *',
  ],
  [
    'a managed policy',
    (resources) => {
      resources.GetItemRole1 = at('GetItem/Role/Resource', {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: trustOf('lambda.amazonaws.com'),
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
        },
      });
    },
    'GetItem: * on all of arn:aws:iam::aws:policy/AdministratorAccess',
  ],
  [
    'someone else who may take its role',
    (resources) => {
      resources.GetItemRole1 = at('GetItem/Role/Resource', {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: trustOf('ec2.amazonaws.com') },
      });
    },
    'GetItem: Service ec2.amazonaws.com may sts:AssumeRole',
  ],
  [
    'someone who may call it',
    (resources) => {
      const Properties = { Action: 'lambda:InvokeFunction', FunctionName: arn('GetItem1'), Principal: '*' };
      resources.Permission1 = at('GetItem/Permission', { Type: 'AWS::Lambda::Permission', Properties });
    },
    'GetItem: anyone (*) may lambda:InvokeFunction',
  ],
  [
    'a bucket without its denial',
    (resources) => {
      delete resources.FilesPolicy1;
    },
    'Files: no longer denied: anyone (*) may s3:* where aws:SecureTransport Bool false',
  ],
])('a function that gets %s has its permissions widened', (_name, change, told) => {
  const findings = findingsOf(change);
  expect(linesAbout('widened', findings)).toEqual([expect.stringContaining(`+ ${told}`)]);
  const page = { path: 'docs/permissions.md', before: 'same', now: 'same', made: 'same' };
  expect(reasonsAgainst({ findings, contract: [], page })).toEqual([
    expect.stringMatching(/^permission widened in dev: .*; docs\/permissions.md does not show it$/),
  ]);
});

test.each<[string, Change]>([
  ['fewer actions', statements()],
  ['a tighter key prefix', statements(keysOf('dynamodb:GetItem', 'USER#1*'))],
  [
    'one more condition',
    statements({ ...users, Condition: { ...Object(users.Condition), Bool: { 'aws:SecureTransport': 'true' } } }),
  ],
  ['a denial', statements(users, { Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' })],
])('a function that gets %s has its permissions narrowed, which passes', (_name, change) => {
  const findings = findingsOf(change);
  expect(linesAbout('narrowed', findings)).toHaveLength(1);
  expect(linesAbout('widened', findings)).toEqual([]);
  expect(reasonsAgainst({ findings, contract: [], page: undefined })).toEqual([]);
});

test('the same said in other words is neither wider nor narrower', () => {
  const both = keysOf('dynamodb:GetItem', 'USER#*', 'USER#1#*');
  const findings = findingsOf(statements(both, { ...users, Action: ['dynamodb:GetItem'], Sid: 'Again' }));
  expect(findings.map(({ about }) => about)).toEqual(['resources']);
});

describe('a widened permission', () => {
  const findings = findingsOf(statements(users, keysOf('dynamodb:PutItem', 'USER#*')));
  const page = { path: 'docs/permissions.md', before: 'old', now: 'new', made: 'new' };

  test.each([
    ['the page shows it', page, []],
    ['the page was changed in some other way', { ...page, made: 'other' }, [/out of date/]],
    ['the page is as it was', { ...page, now: 'old', made: 'old' }, [/does not show it/]],
    ['the page is gone', { ...page, now: undefined, made: 'new' }, [/there is no docs/]],
    ['the page cannot be made', new Error('docs/permissions.md cannot be made: Error'), [/cannot be made/]],
  ])('when %s', (_name, evidence, reasons) => {
    const found = reasonsAgainst({ findings, contract: [], page: evidence });
    expect(found).toEqual(reasons.map((reason) => expect.stringMatching(reason)));
  });
});
