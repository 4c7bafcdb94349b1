import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import {
  Effect,
  ManagedPolicy,
  Policy,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

const lambda = new ServicePrincipal('lambda.amazonaws.com');

const statement = (table: Table, actions: string[], more: object = {}) =>
  new PolicyStatement({ actions, resources: [table.tableArn, `${table.tableArn}/index/*`], ...more });

/** An inline policy: parcels of the depot that the role's own tag names, and no others. */
export function counterRole(scope: Construct, table: Table): Role {
  const own = 'aws:PrincipalTag/depot';
  const role = new Role(scope, 'CounterRole', {
    roleName: 'parcels-counter',
    path: '/post/',
    assumedBy: lambda,
    inlinePolicies: {
      OwnDepot: new PolicyDocument({
        statements: [
          statement(table, ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:Query'], {
            conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`\${${own}}`, `\${${own}}#*`] } },
          }),
        ],
      }),
    },
  });
  Tags.of(role).add('depot', 'seattle');
  return role;
}

/** A policy beside the role that allows everything, and denies: deleting at all, and changing the weight. */
export function officeRole(scope: Construct, table: Table): Role {
  const role = new Role(scope, 'OfficeRole', { roleName: 'parcels-office', assumedBy: lambda });
  const deny = { effect: Effect.DENY };
  new Policy(scope, 'OfficePolicy', {
    policyName: 'office',
    roles: [role],
    statements: [
      statement(table, ['dynamodb:*']),
      statement(table, ['dynamodb:DeleteItem'], deny),
      statement(table, ['dynamodb:UpdateItem'], {
        ...deny,
        conditions: { 'ForAnyValue:StringEquals': { 'dynamodb:Attributes': ['weight'] } },
      }),
    ],
  });
  return role;
}

/** Managed policies, one by what it does not name (`NotAction`), one of AWS's own, and a boundary that gives less. */
export function auditorRole(scope: Construct, table: Table): Role {
  const { tableArn } = table;
  const boundary = new ManagedPolicy(scope, 'Boundary', {
    managedPolicyName: 'parcels-boundary',
    statements: [statement(table, ['dynamodb:GetItem', 'dynamodb:PutItem'])],
  });
  const role = new Role(scope, 'AuditorRole', {
    roleName: 'parcels-auditor',
    assumedBy: lambda,
    permissionsBoundary: boundary,
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
  });
  new ManagedPolicy(scope, 'Reading', {
    roles: [role],
    statements: [new PolicyStatement({ notActions: ['dynamodb:Put*', 'dynamodb:Delete*'], resources: [tableArn] })],
  });
  return role;
}
