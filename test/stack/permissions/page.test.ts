import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readmePart } from '../../../bin/readme.ts';
import type { TableAccess } from '../../../lambda/http/operation.ts';
import { operations } from '../../../lambda/operations.ts';
import { grantsIn } from '../../../lib/permissions/grants.ts';
import { permissionsPage, sectionOf } from '../../../lib/permissions/page.ts';
import { operationNames, stageNames, templateOf } from '../templates.ts';
import { dataGrants, words } from './rules.ts';

test('docs/permissions.md and the README say what the templates of all stages say', () => {
  const page = permissionsPage(Object.fromEntries(stageNames.map((stage) => [stage, templateOf(stage)])));
  const file = resolve(import.meta.dirname, '../../../docs/permissions.md');
  expect(page, 'npm run permissions').toBe(readFileSync(file, 'utf8'));
  expect(readmePart('permissions'), 'npm run permissions').toBe(sectionOf(page, 'Table'));
});

describe.each(stageNames)('in %s', (stage) => {
  const grants = grantsIn(templateOf(stage));

  test.each(operations)('$name may do to the table what its file says, and nothing else', (operation) => {
    const declared: readonly TableAccess[] = 'table' in operation ? operation.table : [];
    const said = declared.map(({ action, index, keys }) => ({
      holder: operation.name,
      action: `dynamodb:${action}`,
      resource: 'Table',
      part: index === undefined ? '' : `/index/${index}`,
      keys,
    }));
    const own = dataGrants(grants).filter(({ holder }) => holder === operation.name);
    expect(own.map(words).sort()).toEqual(said.map(words).sort());
  });

  test('what is granted beside the table is to write the own log', () => {
    const logs = (holder: string) => ({ holder, resource: `${holder}/Logs`, part: '' });
    const others = grants.filter((grant) => !dataGrants(grants).includes(grant));
    expect(others).toEqual(
      expect.arrayContaining(
        operationNames.flatMap((name) => [
          { ...logs(name), action: 'logs:CreateLogStream' },
          { ...logs(name), action: 'logs:PutLogEvents' },
        ]),
      ),
    );
    expect(others).toHaveLength(2 * operationNames.length);
  });

  test('no wildcard stands for actions or resources, and keys are of one kind of item', () => {
    for (const grant of grants) {
      expect(`${grant.action} ${grant.resource} ${grant.part}`).not.toMatch(/[*?]/);
      if (grant.action.startsWith('dynamodb:')) expect(grant.keys).toMatch(/^[A-Z]+#(\w+#)?\*$|^[A-Z]+#[A-Z]+$/);
    }
  });
});

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
