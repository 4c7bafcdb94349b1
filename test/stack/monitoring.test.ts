import { describe, expect, test } from 'vitest';
import { runbook, type StageName, stages } from '../../lib/stages.ts';
import { idOf } from './dashboards.ts';
import {
  functionNames,
  functionOf,
  functionPath,
  operationNames,
  resourceAt,
  resourceOf,
  resourcesOf,
  stageNames,
  templateOf,
} from './templates.ts';

const alarmsOf = (stage: StageName) => resourcesOf(templateOf(stage), 'AWS::CloudWatch::Alarm');
const alarmOf = (stage: StageName, name: string) =>
  resourceAt(templateOf(stage), `Monitoring/${name}/Resource`).Properties;

describe.each(stageNames)('every alarm of %s', (stage) => {
  test('looks at one metric, says nothing by silence, and tells where to read what to do', () => {
    for (const { id, Properties } of alarmsOf(stage)) {
      expect(Properties, id).not.toHaveProperty('Metrics');
      expect(Properties, id).toMatchObject({
        TreatMissingData: 'notBreaching',
        ComparisonOperator: 'GreaterThanThreshold',
        AlarmDescription: expect.stringMatching(/^\S.{20,150}\. \S+#[a-z0-9-]+$/),
      });
      expect(Properties.AlarmDescription, id).toContain(` ${runbook}#`);
    }
  });

  test('is told of when it goes off and when all is well again, where somebody is to be told', () => {
    const { emails } = stages[stage].alarms;
    const heard =
      emails.length > 0 ? [{ Ref: resourceAt(templateOf(stage), 'Monitoring/Topic/Topic/Resource').id }] : undefined;
    for (const { id, Properties } of alarmsOf(stage)) {
      expect(Properties.AlarmActions, id).toEqual(heard);
      expect(Properties.OKActions, id).toEqual(heard);
    }
  });
});

test('dev has few alarms, nobody to tell, and neither dashboard nor budget: it costs little while nobody uses it', () => {
  const template = templateOf('dev');
  expect(alarmsOf('dev').map(({ id }) => id.replace(/^Monitoring|[0-9A-F]{8}$/g, ''))).toEqual([
    'RideEventsDeadLetters',
    'FleetImportsDeadLetters',
    'RideEventsAge',
  ]);
  expect(resourcesOf(template, 'AWS::SNS::Topic')).toHaveLength(1);
  expect(resourcesOf(template, 'AWS::CloudWatch::Dashboard')).toEqual([]);
  expect(resourcesOf(template, 'AWS::Budgets::Budget')).toEqual([]);
});

describe.each(['staging', 'prod'] as const)('in %s', (stage) => {
  const template = templateOf(stage);

  test('those who are told are asked first, and only CloudWatch tells them, for alarms of this account, by TLS', () => {
    const topic = resourceAt(template, 'Monitoring/Topic/Topic/Resource');
    const subscriptions = resourcesOf(template, 'AWS::SNS::Subscription').map(({ Properties }) => Properties);
    expect(subscriptions.filter(({ TopicArn }) => idOf(TopicArn) === topic.id)).toEqual(
      stages[stage].alarms.emails.map((Endpoint) => ({
        Protocol: 'email',
        Endpoint,
        TopicArn: { Ref: topic.id },
      })),
    );
    const account = { Ref: 'AWS::AccountId' };
    const alarms = [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':cloudwatch:',
      { Ref: 'AWS::Region' },
      ':',
      account,
      ':alarm:*',
    ];
    expect(resourceAt(template, 'Monitoring/Topic/Topic/Policy/Resource').Properties).toMatchObject({
      Topics: [{ Ref: topic.id }],
      PolicyDocument: {
        Statement: [
          { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          {
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Resource: { Ref: topic.id },
            Condition: {
              StringEquals: { 'aws:SourceAccount': account },
              ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', alarms] } },
            },
          },
        ],
      },
    });
  });

  test('the API is judged by its rate of 5xx and its slowest hundredth, in most of five minutes', () => {
    const api = resourceOf(template, 'AWS::ApiGatewayV2::Api').id;
    const lasting = {
      Namespace: 'AWS/ApiGateway',
      Dimensions: [{ Name: 'ApiId', Value: { Ref: api } }],
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
    };
    expect(alarmOf(stage, 'ApiFails')).toMatchObject({
      ...lasting,
      MetricName: '5xx',
      Statistic: 'Average',
      Threshold: 0.01,
    });
    expect(alarmOf(stage, 'ApiIsSlow')).toMatchObject({
      ...lasting,
      MetricName: 'Latency',
      ExtendedStatistic: 'p99',
      Threshold: 3_000,
    });
  });

  test.each([
    ['RideEventsLost', 'NotifyRiders', 'DestinationDeliveryFailures', 'Sum', 0],
    ['FleetImportsLost', 'ImportFleet', 'DestinationDeliveryFailures', 'Sum', 0],
    ['FleetImportsWait', 'ImportFleet', 'AsyncEventAge', 'Maximum', 20 * 60_000],
    ['RidesStayOpen', 'ExpireRides', 'Errors', 'Sum', 0],
  ] as const)('%s watches %s', (alarm, name, MetricName, Statistic, Threshold) => {
    expect(alarmOf(stage, alarm)).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName,
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: functionOf(template, name).id } }],
      Statistic,
      Threshold,
    });
  });

  test('throttles are watched over all functions of the account: they share its limit', () => {
    expect(alarmOf(stage, 'Throttled')).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Throttles',
      Statistic: 'Sum',
    });
    expect(alarmOf(stage, 'Throttled')).not.toHaveProperty('Dimensions');
  });
});

describe('in prod', () => {
  test.each(functionNames)('%s has alarms that a deployment is rolled back by', (name) => {
    const template = templateOf('prod');
    const at = (alarm: string) => resourceAt(template, `${functionPath(template, name)}/${alarm}/Resource`).Properties;
    const lambda = functionOf(template, name);
    expect(at('Errors')).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Threshold: 0,
    });
    expect(JSON.stringify(at('Errors').Dimensions)).toContain(lambda.id);
    if (operationNames.includes(name)) {
      // Handlers answer what fails: Lambda counts no error.
      expect(at('Faults')).toMatchObject({ MetricName: 'ServerFault', Statistic: 'Average', Threshold: 0.01 });
    }
    // It works up to its limit on purpose, and goes on in another run.
    if (name === 'ImportFleet') return expect(() => at('Slow')).toThrow();
    expect(at('Slow')).toMatchObject({
      MetricName: 'Duration',
      ExtendedStatistic: 'p99',
      Threshold: (Number(lambda.Properties.Timeout) * 1_000) / 2,
    });
  });

  test('somebody is told when the account has spent most of its budget, or is expected to spend more', () => {
    const { dollars, emails } = { emails: [], ...stages.prod.monthlyBudget };
    const subscribers = emails.map((Address) => ({ SubscriptionType: 'EMAIL', Address }));
    expect(emails.length).toBeGreaterThan(0);
    const over = { ComparisonOperator: 'GREATER_THAN', ThresholdType: 'PERCENTAGE' };
    expect(resourceOf(templateOf('prod'), 'AWS::Budgets::Budget').Properties).toEqual({
      Budget: { BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: dollars, Unit: 'USD' } },
      NotificationsWithSubscribers: [
        { Notification: { ...over, NotificationType: 'ACTUAL', Threshold: 80 }, Subscribers: subscribers },
        { Notification: { ...over, NotificationType: 'FORECASTED', Threshold: 100 }, Subscribers: subscribers },
      ],
    });
    expect(resourcesOf(templateOf('staging'), 'AWS::Budgets::Budget')).toEqual([]);
  });
});
