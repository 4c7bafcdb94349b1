import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wholePage } from '../../../bin/permissions/page.ts';
import { readmePart } from '../../../bin/readme.ts';
import { consumers } from '../../../lambda/consumers.ts';
import type { FileAccess, TableAccess } from '../../../lambda/http/operation.ts';
import { operations } from '../../../lambda/operations.ts';
import { github } from '../../../lib/github.ts';
import { functionsIn, grantsIn } from '../../../lib/permissions/grants.ts';
import { sectionOf } from '../../../lib/permissions/page.ts';
import { synthesizeGitHub } from '../../../lib/synthesize.ts';
import { functionPath, stageNames, templateOf } from '../templates.ts';
import { dataGrants, provenGrants, words } from './rules.ts';

test('docs/permissions.md and the README say what the templates of all stages say', () => {
  const templates = Object.fromEntries(stageNames.map((stage) => [stage, templateOf(stage)]));
  const page = wholePage(templates, synthesizeGitHub(github));
  const file = resolve(import.meta.dirname, '../../../docs/permissions.md');
  expect(page, 'npm run permissions').toBe(readFileSync(file, 'utf8'));
  expect(readmePart('permissions'), 'npm run permissions').toBe(sectionOf(page, 'Table'));
});

describe.each(stageNames)('in %s', (stage) => {
  const grants = grantsIn(templateOf(stage));

  const functions = functionsIn(templateOf(stage)).map(({ name }) => name);

  test.each<Declared>([...operations, ...consumers])(
    '$name may do to the table and to files what its file says, and nothing else',
    ({ name, table = [], files = [] }) => {
      const holder = functionPath(templateOf(stage), name);
      const said = [
        ...table.map(({ action, index, keys }) => ({
          holder,
          action: `dynamodb:${action}`,
          resource: 'Table',
          part: index === undefined ? '' : `/index/${index}`,
          keys,
        })),
        ...files.map(({ action, keys }) => ({
          holder,
          action: `s3:${action}`,
          resource: 'FleetFiles/Bucket',
          part: `/${keys}`,
        })),
      ];
      const onFiles = grants.filter(({ action }) => action.startsWith('s3:'));
      const own = [...dataGrants(grants), ...onFiles].filter((grant) => grant.holder === holder);
      expect(own.map(words).sort()).toEqual(said.map(words).sort());
    },
  );

  test('every function writes its own log, and no other', () => {
    const logs = grants.filter(({ action }) => action.startsWith('logs:')).map(words);
    const own = functions.flatMap((name) =>
      ['CreateLogStream', 'PutLogEvents'].map((action) => `${name}: logs:${action} on ${name}/Logs, any key`),
    );
    expect(logs.sort()).toEqual(own.sort());
  });

  test('all is granted that is granted in dev, where it is proven, and nothing else', () => {
    // What deploys is nowhere but on AWS: another test looks at what it may do.
    const ofApp = grants.filter(({ holder }) => holder !== 'Canary/Role');
    expect(provenGrants(ofApp)).toEqual(provenGrants(grantsIn(templateOf('dev'))));
  });

  test('no wildcard stands for actions or resources, keys are of one kind of item, and files of one folder', () => {
    for (const grant of grants.filter(({ action }) => action !== 'cloudwatch:DescribeAlarms')) {
      expect(`${grant.action} ${grant.resource}`).not.toMatch(/[*?]/);
      expect(grant.part).toMatch(grant.action.startsWith('s3:') ? /^\/[a-z]+\/\*$/ : /^[^*?]*$/);
    }
    for (const { keys } of dataGrants(grants)) expect(keys).toMatch(/^[A-Z]+#(\w+#)?\*$|^[A-Z]+#[A-Z]+$/);
  });
});

/** What an operation or a consumer says of its permissions. */
interface Declared {
  readonly name: string;
  readonly table?: readonly TableAccess[];
  readonly files?: readonly FileAccess[];
}

describe('a permission that the page cannot show stops it', () => {
  const table = { Type: 'AWS::DynamoDB::GlobalTable', Metadata: { 'aws:cdk:path': 'Stack/Table/Resource' } };
  const arn = { 'Fn::GetAtt': ['Table', 'Arn'] };
  const good = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: arn };
  const policy = (statement: object) => ({
    Resources: {
      Table: table,
      Role: { Type: 'AWS::IAM::Role', Metadata: { 'aws:cdk:path': 'Stack/Role/Resource' } },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyDocument: { Statement: [statement] }, Roles: [{ Ref: 'Role' }] },
      },
    },
  });

  test('which is none of a plain one', () => {
    const any = { holder: 'Role', action: 'dynamodb:GetItem', resource: 'Table', part: '' };
    expect(grantsIn(policy(good))).toEqual([any]);
  });

  test.each([
    ['a deny', { ...good, Effect: 'Deny' }],
    ['all but some actions', { Effect: 'Allow', NotAction: 'dynamodb:GetItem', Resource: arn }],
    ['all but some resources', { Effect: 'Allow', Action: 'dynamodb:GetItem', NotResource: arn }],
    ['a condition of another kind', { ...good, Condition: { Bool: { 'aws:SecureTransport': true } } }],
    [
      'a second condition',
      {
        ...good,
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['USER#*'], 'dynamodb:Attributes': ['name'] },
        },
      },
    ],
    ["a resource that is not the stack's", { ...good, Resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/t' }],
  ])('%s', (_, statement) => {
    expect(() => grantsIn(policy(statement))).toThrow(/^Role: /);
  });

  test('a managed policy', () => {
    const arns = ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess'];
    const role = { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: arns } };
    expect(() => grantsIn({ Resources: { Role: role } })).toThrow('Role is or has a managed policy');
    expect(() => grantsIn({ Resources: { Wide: { Type: 'AWS::IAM::ManagedPolicy' } } })).toThrow('Wide is or has');
  });
});
