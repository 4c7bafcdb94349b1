import type { Environment, Json, JsonObject, Resource } from '../../../local/template/resources.ts';

export const roleArn = 'arn:aws:iam::000000000000:role/my-role';

export const resource = (type: string, ref: string, properties: JsonObject): Resource => ({
  stack: 'app',
  logicalId: ref,
  path: `app/${ref}`,
  type,
  properties,
  ref,
  attributes: {},
});

/** A function's role as a template declares it, with its identity. */
export const roleResource = (properties: JsonObject, name = 'my-role'): Resource => ({
  ...resource('AWS::IAM::Role', name, {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    },
    ...properties,
  }),
  attributes: { Arn: `arn:aws:iam::000000000000:role/${name}`, RoleId: 'AROAABCDEFGHIJKLMNOPQ' },
});

export const document = (...statements: Json[]): JsonObject => ({ Version: '2012-10-17', Statement: statements });

export const inline = (...statements: Json[]): JsonObject => ({
  Policies: [{ PolicyName: 'inline', PolicyDocument: document(...statements) }],
});

export const environment: Environment = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

/** A queue as a template declares it, with its identity. */
export const queueResource = (name: string, properties: JsonObject = {}): Resource => ({
  ...resource('AWS::SQS::Queue', name, { QueueName: name, ...properties }),
  ref: `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`,
  attributes: { Arn: `arn:aws:sqs:us-east-1:000000000000:${name}`, QueueName: name },
});
