import { createHash } from 'node:crypto';
import type { Identifying, ResourceTypes } from '../template/resources.ts';

/** What the local endpoint runs of IAM: roles and the policies on them. */
export const resourceTypes: ResourceTypes = {
  'AWS::IAM::Role': {
    identify: (role) => {
      const name = physicalName(role, 'RoleName', 64);
      const arn = iamArn(role, 'role', name);
      return { ref: name, attributes: { Arn: arn, RoleId: uniqueId('AROA', arn) } };
    },
    runs: [
      'RoleName',
      'Path',
      'AssumeRolePolicyDocument',
      'Policies',
      'ManagedPolicyArns',
      'PermissionsBoundary',
      'Tags',
    ],
    noEffect: {
      Description: 'a description for people',
      MaxSessionDuration: 'local credentials outlive the process that has them by twelve hours',
    },
  },
  'AWS::IAM::Policy': {
    identify: (policy) => {
      const name = physicalName(policy, 'PolicyName', 128);
      return { ref: name, attributes: { Id: name } };
    },
    runs: ['PolicyName', 'PolicyDocument', 'Roles'],
  },
  'AWS::IAM::RolePolicy': {
    identify: (policy) => ({ ref: physicalName(policy, 'PolicyName', 128) }),
    runs: ['PolicyName', 'PolicyDocument', 'RoleName'],
  },
  'AWS::IAM::ManagedPolicy': {
    identify: (policy) => {
      const arn = iamArn(policy, 'policy', physicalName(policy, 'ManagedPolicyName', 128));
      return { ref: arn, attributes: { PolicyArn: arn, PolicyId: uniqueId('ANPA', arn) } };
    },
    runs: ['ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
    noEffect: { Description: 'a description for people' },
  },
};

const physicalName = (resource: Identifying, property: string, maxLength: number): string => {
  const name = resource.properties[property];
  return typeof name === 'string' ? name : resource.generatedName(maxLength);
};

const iamArn = ({ properties, environment }: Identifying, kind: string, name: string): string => {
  const path = typeof properties.Path === 'string' ? properties.Path : '/';
  return `arn:${environment.partition}:iam::${environment.accountId}:${kind}${path}${name}`;
};

/** IAM's unique ids are a prefix and 17 of A-Z and 2-7; here always the same for the same ARN, as data may hold them. */
const uniqueId = (prefix: string, arn: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bytes = createHash('sha256').update(arn).digest().subarray(0, 17);
  return prefix + [...bytes].map((byte) => alphabet.charAt(byte % alphabet.length)).join('');
};
