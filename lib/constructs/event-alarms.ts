import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { FleetImports } from './fleet-imports.ts';
import type { RideEvents } from './ride-events.ts';
import { runbookAlarm } from './runbook-alarm.ts';
import type { Schedules } from './schedules.ts';

export interface EventParts {
  readonly rideEvents: RideEvents;
  readonly fleetImports: FleetImports;
  readonly schedules: Schedules;
}

const period = Duration.minutes(1);

/** What nobody waits for: a request that fails is seen by who asked, an event that fails by nobody. */
export function eventAlarms(scope: Construct, { rideEvents, fleetImports }: EventParts): void {
  runbookAlarm(scope, 'RideEventsDeadLetters', {
    metric: lettersIn(rideEvents.deadLetters),
    threshold: 0,
    means: 'Riders were not told of what happened to rides: `npm run redrive` shows which, and tells them.',
    part: 'riders-were-not-told',
  });
  runbookAlarm(scope, 'FleetImportsDeadLetters', {
    metric: lettersIn(fleetImports.deadLetters),
    threshold: 0,
    means: 'A fleet file could not be imported: `npm run redrive` shows which and why.',
    part: 'a-fleet-file-was-not-imported',
  });
  runbookAlarm(scope, 'RideEventsAge', {
    metric: rideEvents.lambda.metric('IteratorAge', { statistic: Stats.MAXIMUM, period }),
    threshold: Duration.minutes(5).toMilliseconds(),
    means: 'Riders are told more than five minutes late.',
    part: 'riders-are-told-late',
  });
}

/** What leads there, or stands still without a word. */
export function backgroundAlarms(scope: Construct, { rideEvents, fleetImports, schedules }: EventParts): void {
  runbookAlarm(scope, 'RideEventsLost', {
    ...lostBy(rideEvents.lambda),
    means: 'What happened to rides could not even be kept as a dead letter: it is in the log only.',
    part: 'a-dead-letter-was-lost',
  });
  runbookAlarm(scope, 'FleetImportsLost', {
    ...lostBy(fleetImports.lambda),
    means: 'A fleet file that failed could not even be kept as a dead letter: it is in the log only.',
    part: 'a-dead-letter-was-lost',
  });
  runbookAlarm(scope, 'FleetImportsWait', {
    // An attempt that failed waits too: for a minute, then two. A first one that runs into its time limit took 15.
    metric: fleetImports.lambda.metric('AsyncEventAge', { statistic: Stats.MAXIMUM, period }),
    threshold: Duration.minutes(20).toMilliseconds(),
    means: 'A fleet file waits for more than 20 minutes to be imported.',
    part: 'fleet-files-wait',
  });
  runbookAlarm(scope, 'RidesStayOpen', {
    metric: schedules.expireRides.metricErrors({ statistic: Stats.SUM, period }),
    threshold: 0,
    periods: 5,
    means: 'For five minutes rides that are over could not be closed: their unicorns are not free.',
    part: 'rides-stay-open',
  });
}

const lettersIn = (queue: Queue) =>
  queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period });

const lostBy = (lambda: IFunction) => ({
  metric: lambda.metric('DestinationDeliveryFailures', { statistic: Stats.SUM, period }),
  threshold: 0,
});
