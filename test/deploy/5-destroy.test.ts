import { CloudFormationClient, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { CognitoIdentityProviderClient, DescribeUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { project } from './support/cdk.ts';
import { run } from './support/run.ts';
import { nameOf, resourcesOf, statusOf, templateResources } from './support/stacks.ts';
import { unicorn } from './support/visitors.ts';

const [dev, kept] = ['UnicornRides-dev', 'UnicornRides-kept'];

/** All that holds something or runs, whosever it is. */
async function everything(): Promise<string[]> {
  const [tables, buckets, functions, topics, queues] = await Promise.all([
    new DynamoDBClient({}).send(new ListTablesCommand({})),
    new S3Client({}).send(new ListBucketsCommand({})),
    new LambdaClient({}).send(new ListFunctionsCommand({})),
    new SNSClient({}).send(new ListTopicsCommand({})),
    new SQSClient({}).send(new ListQueuesCommand({})),
  ]);
  return [
    ...(tables.TableNames ?? []),
    ...(buckets.Buckets ?? []).map(({ Name }) => Name),
    ...(functions.Functions ?? []).map(({ FunctionName }) => FunctionName),
    ...(topics.Topics ?? []).map(({ TopicArn }) => TopicArn),
    ...(queues.QueueUrls ?? []),
  ].map((name = '') => lastPart(name));
}

const lastPart = (name: string): string => name.split(/[:/]/).at(-1) ?? '';

test('npm run destroy removes all of dev, also where its bucket holds files', async () => {
  const Bucket = await nameOf(dev, 'AWS::S3::Bucket');
  const UserPoolId = await nameOf(dev, 'AWS::Cognito::UserPool');
  for (const Key of ['uploads/left-behind', 'reports/left-behind']) {
    await new S3Client({}).send(new PutObjectCommand({ Bucket, Key, Body: 'a file' }));
  }
  const { code, output } = await run('npm', ['run', '--silent', 'destroy', '--', '--force'], { cwd: project });
  expect(code, output).toBe(0);
  expect(await statusOf(dev)).toBeUndefined();
  const left = await everything();
  expect(left.filter((name) => name.toLowerCase().startsWith('unicornrides-dev'))).toEqual([]);
  expect(left).not.toContain(Bucket);
  const pool = new CognitoIdentityProviderClient({}).send(new DescribeUserPoolCommand({ UserPoolId }));
  await expect(pool).rejects.toThrow(/not exist|not found/i);
});

const destroyKept = () =>
  run('npm', ['run', '--silent', 'destroy', '--', '--force', '--app', 'node test/deploy/kept-stage/app.ts'], {
    cwd: project,
  });

test('npm run destroy leaves a stage alone that is protected', async () => {
  const { code, output } = await destroyKept();
  expect([code, output]).toEqual([1, expect.stringContaining(`Protected from termination: ${kept}`)]);
  expect(await statusOf(kept)).toBe('UPDATE_COMPLETE');
});

test('when it is no longer protected, all of it goes but what holds data, whole', async () => {
  const resources = await resourcesOf(kept);
  const policies = await templateResources(kept);
  const [retained, others] = [true, false].map((isRetained) =>
    resources.flatMap(({ LogicalResourceId = '', PhysicalResourceId = '' }) =>
      (policies[LogicalResourceId]?.DeletionPolicy === 'Retain') === isRetained ? [lastPart(PhysicalResourceId)] : [],
    ),
  );
  const before = await everything();
  await new CloudFormationClient({}).send(
    new UpdateTerminationProtectionCommand({ StackName: kept, EnableTerminationProtection: false }),
  );
  const { code, output } = await destroyKept();
  expect(code, output).toBe(0);
  expect(await statusOf(kept)).toBeUndefined();
  const left = await everything();
  expect(left.filter((name) => others?.includes(name))).toEqual([]);
  expect(left).toEqual(before.filter((name) => !others?.includes(name)));
  expect(retained).toEqual(expect.arrayContaining(['unicorn-rides-kept']));
  const Key = { pk: { S: 'UNICORN#kept' }, sk: { S: 'UNICORN' } };
  const { Item } = await new DynamoDBClient({}).send(new GetItemCommand({ TableName: 'unicorn-rides-kept', Key }));
  expect(Item).toMatchObject({ name: { S: unicorn(0, 0).name } });
});
