import { describe, expect, test } from 'vitest';
import { resourceOf, resourcesOf, stageNames, templateOf } from './templates.ts';

/**
 * What holds data, or is known to the world by an id that cannot be had again (the API's address, the page's client, the topic
 * that people subscribed to).
 * With another logical id CloudFormation makes a new one and drops this one: these never change.
 */
const lasting = {
  'AWS::DynamoDB::GlobalTable': ['Table710B521B'],
  'AWS::Cognito::UserPool': ['SignInUserPoolA2C003D1'],
  'AWS::Cognito::UserPoolClient': ['SignInUserPoolWebEAB286E1'],
  'AWS::Cognito::UserPoolGroup': ['SignInOperatorsD939E445'],
  'AWS::Cognito::UserPoolDomain': ['SignInUserPoolDomain5208FC0D'],
  'AWS::ApiGatewayV2::Api': ['ApiCD79AAA0'],
  'AWS::S3::Bucket': ['FleetFilesBucketC7F96B20'],
  'AWS::SQS::Queue': ['RideEventsDeadLettersQueueBE964783', 'FleetImportsDeadLettersQueue3F5603A2'],
  'AWS::SNS::Topic': ['RideEventsTopic2A71E1D8'],
};
/** Beside dev also where people are told of alarms: each agreed to that by a mail. */
const watched = { 'AWS::SNS::Topic': [...lasting['AWS::SNS::Topic'], 'MonitoringTopic6A29B4F9'] };
/** Types that hold data, so that none of another kind is forgotten above. */
const statefulTypes =
  /^AWS::(DynamoDB|S3|RDS|EFS|KMS|SQS|Kinesis|SecretsManager|SSM|Cognito)::\w+(?<!Policy|Branding)$/;

describe.each(stageNames)('in %s', (stage) => {
  const template = templateOf(stage);

  test('what lasts keeps its logical id for ever', () => {
    const found = Object.entries(template.Resources).filter(
      ([, { Type }]) => statefulTypes.test(Type) || Object.hasOwn(lasting, Type),
    );
    const byType = Map.groupBy(found, ([, { Type }]) => Type);
    expect(Object.fromEntries(Array.from(byType, ([type, list]) => [type, list.map(([id]) => id)]))).toEqual({
      ...lasting,
      ...(stage !== 'dev' && watched),
    });
  });

  test('the table is paid on demand, can be restored to any second, streams, and expires items', () => {
    const { Properties } = resourceOf(template, 'AWS::DynamoDB::GlobalTable');
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  test('the table has the keys and indexes that its permissions are written for', () => {
    const { KeySchema, GlobalSecondaryIndexes } = resourceOf(template, 'AWS::DynamoDB::GlobalTable').Properties;
    expect(KeySchema).toEqual(keys('pk', 'sk'));
    expect(GlobalSecondaryIndexes).toEqual([
      index('availableUnicorns', 'ALL', 'cell', 'position'),
      index('ridesByRider', 'ALL', 'rider', 'requested'),
      index('ridesByRiderAndStatus', 'ALL', 'riderStatus', 'requested'),
      index('openRides', 'KEYS_ONLY', 'open', 'requested'),
      index('directory', 'ALL', 'shard', 'pk'),
    ]);
  });
});

describe.each(['staging', 'prod'] as const)('in %s', (stage) => {
  const template = templateOf(stage);

  test.each([
    ['AWS::DynamoDB::GlobalTable', { Replicas: [{ DeletionProtectionEnabled: true }] }],
    ['AWS::Cognito::UserPool', { DeletionProtection: 'ACTIVE' }],
  ])('%s is protected from deletion, and outlives the stack', (type, protection) => {
    const resource = resourceOf(template, type);
    expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(resource.Properties).toMatchObject(protection);
  });

  test.each(['AWS::S3::Bucket', 'AWS::SQS::Queue'])('each %s outlives the stack', (type) => {
    for (const resource of resourcesOf(template, type)) {
      expect(resource, resource.id).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('all logs outlive the stack', () => {
    for (const group of resourcesOf(template, 'AWS::Logs::LogGroup')) {
      expect(group, group.id).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });
});

test('in dev nothing is left when the stack is destroyed', () => {
  const template = templateOf('dev');
  for (const [id, resource] of Object.entries(template.Resources)) {
    expect(resource, id).not.toMatchObject({ DeletionPolicy: expect.stringMatching(/Retain|Snapshot/) });
    expect(resource, id).not.toMatchObject({ UpdateReplacePolicy: expect.stringMatching(/Retain|Snapshot/) });
  }
  expect(resourceOf(template, 'AWS::DynamoDB::GlobalTable').Properties).toMatchObject({
    Replicas: [{ DeletionProtectionEnabled: false }],
  });
  expect(resourceOf(template, 'AWS::Cognito::UserPool').Properties).toMatchObject({ DeletionProtection: 'INACTIVE' });
});

function keys(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
}

function index(IndexName: string, ProjectionType: string, partition: string, sort: string) {
  return { IndexName, Projection: { ProjectionType }, KeySchema: keys(partition, sort) };
}
