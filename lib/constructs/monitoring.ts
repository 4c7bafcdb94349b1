import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { FleetImports } from './fleet-imports.ts';
import type { RideEvents } from './ride-events.ts';

export interface MonitoringProps {
  readonly rideEvents: RideEvents;
  readonly fleetImports: FleetImports;
}

/** The alarms of what nobody waits for: an answer that fails is seen by who asked, an event that fails by nobody. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { rideEvents, fleetImports }: MonitoringProps) {
    super(scope, id);
    this.#alarm('RideEventsDeadLetters', {
      metric: lettersIn(rideEvents.deadLetters),
      threshold: 0,
      description: 'Riders were not told of what happened to rides: `npm run redrive` shows which, and tells them.',
    });
    this.#alarm('FleetImportsDeadLetters', {
      metric: lettersIn(fleetImports.deadLetters),
      threshold: 0,
      description: 'A fleet file could not be imported: `npm run redrive` shows which and why. Announce it again.',
    });
    this.#alarm('RideEventsAge', {
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'IteratorAge',
        dimensionsMap: { FunctionName: rideEvents.lambda.functionName },
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(1),
      }),
      threshold: Duration.minutes(5).toMilliseconds(),
      description: 'Riders are told more than five minutes late.',
    });
  }

  #alarm(
    id: string,
    { metric, threshold, description }: { metric: Metric; threshold: number; description: string },
  ): void {
    new Alarm(this, id, {
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      // No records, no letters: nothing is wrong.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: description,
    });
  }
}

function lettersIn(queue: Queue): Metric {
  return queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: Duration.minutes(1) });
}
