import { EventBus, Rule, Schedule as RuleSchedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import {
  EventBridgeDestination,
  LambdaDestination,
  SnsDestination,
  SqsDestination,
} from 'aws-cdk-lib/aws-lambda-destinations';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { EventBridgePutEvents, LambdaInvoke, SnsPublish, SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack, TimeZone } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Recorder } from './recorder.ts';
import type { Stores } from './stores.ts';

/** Schedules, and functions that are invoked without anyone who waits for the answer. */
export class Clock extends Stack {
  constructor(scope: Construct, id: string, stores: Stores) {
    super(scope, id);
    this.#asynchronous(stores);
    this.#schedules(stores);
  }

  #asynchronous({ seen, news }: Stores): void {
    const second = new Recorder(this, 'Second', {
      functionName: 'second',
      reservedConcurrentExecutions: 1,
      onSuccess: new SqsDestination(seen),
      retryAttempts: 0,
    });
    new Recorder(this, 'First', {
      functionName: 'first',
      retryAttempts: 1,
      maxEventAge: Duration.hours(1),
      onSuccess: new LambdaDestination(second, { responseOnly: true }),
      onFailure: new EventBridgeDestination(EventBus.fromEventBusName(this, 'Ledger', 'ledger')),
    });
    new Recorder(this, 'Third', { functionName: 'third', retryAttempts: 0, deadLetterQueue: seen });
    const fourth = new Recorder(this, 'Fourth', { functionName: 'fourth', deadLetterTopic: news, retryAttempts: 0 });
    const live = new Alias(this, 'Live', { aliasName: 'live', version: Object(fourth.currentVersion) });
    live.configureAsyncInvoke({ onFailure: new SnsDestination(news), retryAttempts: 0 });
  }

  #schedules({ news, shelf, spoilt }: Stores): void {
    const group = new ScheduleGroup(this, 'Group', { scheduleGroupName: 'bakery' });
    const schedule = ScheduleExpression.rate(Duration.minutes(1));
    new Schedule(this, 'Wake', {
      schedule,
      scheduleGroup: group,
      target: new LambdaInvoke(new Recorder(this, 'Sleeper'), {
        input: ScheduleTargetInput.fromObject({ id: ContextAttribute.executionId, at: ContextAttribute.scheduledTime }),
        retryAttempts: 1,
        maxEventAge: Duration.hours(1),
        deadLetterQueue: spoilt,
      }),
    });
    new Schedule(this, 'Fresh', {
      schedule: ScheduleExpression.cron({ minute: '0', hour: '6', timeZone: TimeZone.ASIA_SEOUL }),
      scheduleGroup: group,
      description: 'every morning',
      target: new SqsSendMessage(shelf, { messageGroupId: 'fresh', input: ScheduleTargetInput.fromText('bake') }),
    });
    new Schedule(this, 'Weekly', { schedule, enabled: false, target: new SnsPublish(news) });
    new Schedule(this, 'Once', {
      schedule: ScheduleExpression.at(new Date('2099-12-31T23:59:59'), TimeZone.ASIA_SEOUL),
      target: new SqsSendMessage(spoilt),
    });
    new Schedule(this, 'Yearly', {
      schedule: ScheduleExpression.cron({ month: '1', day: '1', hour: '0', minute: '0' }),
      target: new EventBridgePutEvents({
        eventBus: EventBus.fromEventBusName(this, 'Default', 'default'),
        source: 'clock',
        detailType: 'new year',
        detail: ScheduleTargetInput.fromObject({}),
      }),
    });
    new Rule(this, 'Hourly', {
      schedule: RuleSchedule.rate(Duration.hours(1)),
      targets: [new SqsQueue(new Queue(this, 'Chimes'))],
    });
  }
}
