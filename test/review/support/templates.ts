import { type Finding, findingsIn } from '../../../bin/diff-base/findings.ts';
import { pairStacks } from '../../../bin/diff-base/pairs.ts';
import type { JsonObject } from '../../../local/template/resources.ts';

/** A function that reads one item of a table, and what people's files lie in: as the CDK would synthesize them. */
export function smallTemplate(): { Resources: { [id: string]: JsonObject } } {
  return {
    Resources: {
      Table1: at('Table/Resource', {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: {
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          Replicas: [{ Region: { Ref: 'AWS::Region' } }],
        },
      }),
      Files1: at('Files/Resource', { Type: 'AWS::S3::Bucket', Properties: {} }),
      FilesPolicy1: at('Files/Policy/Resource', {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'Files1' },
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Deny',
                Action: 's3:*',
                Principal: { AWS: '*' },
                Resource: arn('Files1'),
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ],
          },
        },
      }),
      GetItemRole1: at('GetItem/Role/Resource', {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: trustOf('lambda.amazonaws.com') },
      }),
      GetItemPolicy1: at('GetItem/Role/DefaultPolicy/Resource', {
        Type: 'AWS::IAM::Policy',
        Properties: {
          Roles: [{ Ref: 'GetItemRole1' }],
          PolicyDocument: { Statement: [keysOf('dynamodb:GetItem', 'USER#*')] },
        },
      }),
      GetItem1: at('GetItem/Function/Resource', {
        Type: 'AWS::Lambda::Function',
        Properties: { Role: arn('GetItemRole1'), MemorySize: 512, Code: { S3Key: `${'a'.repeat(64)}.zip` } },
      }),
    },
  };
}

/** What may be done to the table's items under a key prefix. */
export function keysOf(action: string, ...patterns: string[]): JsonObject {
  return {
    Effect: 'Allow',
    Action: action,
    Resource: arn('Table1'),
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns } },
  };
}

export function arn(id: string): JsonObject {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}

export function at(path: string, resource: JsonObject): JsonObject {
  return { ...resource, Metadata: { 'aws:cdk:path': `Small-dev/${path}` } };
}

export function trustOf(service: string): JsonObject {
  return { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }] };
}

/** What a change of the small template's resources gives to tell, in the stages named. */
export function findingsOf(
  change: (resources: { [id: string]: JsonObject }) => void,
  stages: readonly string[] = ['dev'],
): Finding[] {
  const after = smallTemplate();
  change(after.Resources);
  return between(smallTemplate(), after, stages);
}

export function between(before: JsonObject, after: JsonObject, stages: readonly string[] = ['dev']): Finding[] {
  const stacks = (template: JsonObject) =>
    stages.map((stage) => ({ name: `Small-${stage}`, family: 'Small', stage, template, isProtected: false }));
  return findingsIn(pairStacks(stacks(before), stacks(after)));
}

/** Findings of a kind, as one line each. */
export function linesAbout(about: Finding['about'], findings: readonly Finding[]): string[] {
  return findings
    .filter((finding) => finding.about === about)
    .map(({ mark, subject, text }) => `${mark} ${subject}${text}`);
}
