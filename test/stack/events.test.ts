import { describe, expect, test } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { filterOf } from '../../local/functions/event-sources/filter.ts';
import { idOf } from './dashboards.ts';
import { calledArn, functionOf, resourceAt, resourceOf, resourcesOf, stageNames, templateOf } from './templates.ts';

describe.each(stageNames)('in %s', (stage) => {
  const template = templateOf(stage);
  const settings = stages[stage].rideEvents;
  const at = (path: string) => resourceAt(template, `${path}/Resource`);
  const called = (name: string) => calledArn(template, stage, name);
  const arnOf = (path: string) => ({ 'Fn::GetAtt': [at(path).id, 'Arn'] });

  describe('what happens to rides', () => {
    const { Properties } = resourceOf(template, 'AWS::Lambda::EventSourceMapping');

    test('is brought from the stream in batches, of which a part can fail, be split, and end in the dead letters', () => {
      expect(Properties).toEqual({
        FunctionName: stage === 'prod' ? called('NotifyRiders') : { Ref: functionOf(template, 'NotifyRiders').id },
        EventSourceArn: { 'Fn::GetAtt': [at('Table/Table').id, 'StreamArn'] },
        StartingPosition: 'TRIM_HORIZON',
        FilterCriteria: expect.anything(),
        BatchSize: settings.batchSize,
        MaximumBatchingWindowInSeconds: settings.batchingWindow,
        ParallelizationFactor: settings.parallelization,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: settings.retries,
        MaximumRecordAgeInSeconds: settings.maximumAge * 60,
        DestinationConfig: { OnFailure: { Destination: arnOf('RideEvents/DeadLetters/Queue') } },
      });
    });

    test('is told to the subscribers of a topic, by a function that knows the topic', () => {
      const topic = at('RideEvents/Topic');
      const subscriptions = resourcesOf(template, 'AWS::SNS::Subscription').map((one) => one.Properties);
      expect(subscriptions.filter(({ TopicArn }) => idOf(TopicArn) === topic.id)).toEqual(
        settings.emails.map((Endpoint) => ({ Protocol: 'email', Endpoint, TopicArn: { Ref: topic.id } })),
      );
      expect(functionOf(template, 'NotifyRiders').Properties.Environment).toMatchObject({
        Variables: { TOPIC_ARN: { Ref: topic.id } },
      });
    });

    test.each([
      ['a ride that is booked', 'INSERT', 'RIDE#1', true],
      ['a ride that changes', 'MODIFY', 'RIDE#1', true],
      ['a ride that goes', 'REMOVE', 'RIDE#1', false],
      ...[
        'USER#1',
        'EMAIL#a@b.c',
        'UNICORN#1',
        'IMPORT#1',
        'IDEMPOTENCY#RequestRide#1#RIDE#1',
        'SECRET#CURSOR',
        'RIDER#1',
      ].map((pk) => [`another item, ${pk}`, 'INSERT', pk, false] as const),
    ] as const)('invokes the function or does not: %s', (_, eventName, pk, expected) => {
      const { Filters = [] } = Object(Properties.FilterCriteria);
      const isForFunction = filterOf(Filters.map(({ Pattern }: { Pattern: string }) => Pattern));
      expect(isForFunction({ eventName, dynamodb: { Keys: { pk: { S: pk }, sk: { S: 'X' } } } })).toBe(expected);
    });
  });

  test('a fleet file that was uploaded invokes the function that imports it; a report, or another bucket, does not', () => {
    const rule = resourceOf(template, 'AWS::Events::Rule');
    const bucket = resourceOf(template, 'AWS::S3::Bucket');
    expect(bucket.Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    expect(rule.Properties).toMatchObject({
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [{ Ref: bucket.id }] }, object: { key: [{ prefix: 'uploads/' }] } },
      },
      Targets: [{ Arn: called('ImportFleet') }],
    });
    expect(rule.Properties.Targets).toHaveLength(1);
    expect(resourceOf(template, 'AWS::Lambda::EventInvokeConfig').Properties).toEqual({
      FunctionName: { Ref: functionOf(template, 'ImportFleet').id },
      Qualifier: stage === 'prod' ? 'live' : '$LATEST',
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 3_600,
      DestinationConfig: { OnFailure: { Destination: arnOf('FleetImports/DeadLetters/Queue') } },
    });
  });

  test('the bucket is private and encrypted; uploads go after a day, reports after thirty, what is unfinished too', () => {
    const { Properties } = resourceOf(template, 'AWS::S3::Bucket');
    expect(Properties).toMatchObject({
      BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: {
        Rules: [
          { Prefix: 'uploads/', ExpirationInDays: 1, Status: 'Enabled' },
          { Prefix: 'reports/', ExpirationInDays: 30, Status: 'Enabled' },
          { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
        ],
      },
    });
    const allowedOrigins = stage === 'dev' ? ['*'] : [{ Ref: 'PageAddress' }];
    expect(Properties.CorsConfiguration).toMatchObject({ CorsRules: [{ AllowedOrigins: allowedOrigins }] });
  });

  test('what is given up is kept, encrypted, as long as SQS keeps anything, and an alarm says so at the first', () => {
    for (const owner of ['RideEvents', 'FleetImports']) {
      const queue = at(`${owner}/DeadLetters/Queue`);
      expect(queue.Properties).toEqual({ MessageRetentionPeriod: 14 * 24 * 60 * 60, SqsManagedSseEnabled: true });
      expect(at(`Monitoring/${owner}DeadLetters`).Properties).toMatchObject({
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue.id, 'QueueName'] } }],
        Statistic: 'Maximum',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
        TreatMissingData: 'notBreaching',
      });
    }
  });

  test('an alarm says when riders are told late', () => {
    expect(at('Monitoring/RideEventsAge').Properties).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: functionOf(template, 'NotifyRiders').id } }],
      Statistic: 'Maximum',
      Threshold: 5 * 60_000,
    });
  });

  test('queues, topic and bucket take nothing without TLS', () => {
    const policies = ['SQS::QueuePolicy', 'SNS::TopicPolicy', 'S3::BucketPolicy'].flatMap((type) =>
      resourcesOf(template, `AWS::${type}`),
    );
    expect(policies).toHaveLength(stages[stage].alarms.emails.length > 0 ? 5 : 4);
    for (const { id, Properties } of policies) {
      expect(Properties.PolicyDocument, id).toMatchObject({
        Statement: expect.arrayContaining([
          expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      });
    }
  });

  test('every minute rides are closed that are open for longer than the stage lets them; nothing else is started', () => {
    expect(resourceOf(template, 'AWS::Scheduler::Schedule').Properties).toEqual({
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: called('ExpireRides'),
        RoleArn: arnOf('Schedules/ExpireRidesScheduleRole'),
        RetryPolicy: { MaximumRetryAttempts: 0 },
      },
    });
    expect(functionOf(template, 'ExpireRides').Properties.Environment).toMatchObject({
      Variables: { RIDE_LIMIT_MINUTES: String(stages[stage].rideLimit) },
    });
  });
});
