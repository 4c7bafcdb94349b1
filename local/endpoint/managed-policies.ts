import type { Json } from '../template/resources.ts';

const allow = (...actions: string[]): Json => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/**
 * The AWS managed policies that function roles commonly have, by the part of their ARN behind `policy/`, as AWS
 * publishes them: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const managedPolicies: ReadonlyMap<string, Json> = new Map(
  Object.entries({
    AdministratorAccess: allow('*'),
    AWSXRayDaemonWriteAccess: allow(
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:GetSamplingStatisticSummaries',
    ),
    'service-role/AWSLambdaBasicExecutionRole': allow(...logs),
    'service-role/AWSLambdaDynamoDBExecutionRole': allow(
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      ...logs,
    ),
    'service-role/AWSLambdaSQSQueueExecutionRole': allow(
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      ...logs,
    ),
  }),
);
