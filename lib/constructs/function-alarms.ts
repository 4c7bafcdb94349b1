import { type Alarm, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { appMetric } from './app-metrics.ts';
import { runbookAlarm } from './runbook-alarm.ts';

export interface AlarmedFunction {
  /** What is called. Its metrics are those of all versions: of a canary too, whatever part of the calls it gets. */
  readonly lambda: Pick<IFunction, 'metricErrors' | 'metricDuration'>;
  readonly name: string;
  /** Its time limit, in seconds. Absent for one that uses all of its time on purpose, like the import of large files. */
  readonly timeout?: number;
  /** Whether it answers requests. Then what goes wrong is an answer with 5xx, and no error that Lambda would count. */
  readonly answers?: boolean;
}

/** The part of its time limit that a function may need: what takes longer is one slow call away from being cut off. */
const wellWithin = 0.5;

/** A failure in a hundred answers. A canary gets ten of a hundred calls, so this is one in ten of its own. */
const tolerated = 0.01;

const period = Duration.minutes(1);

/**
 * The alarms of one function: it crashes, it needs nearly all of its time, its answers are 5xx. A deployment that a canary
 * tries out first is rolled back by any of them, so they look at minutes.
 */
export function functionAlarms(
  scope: Construct,
  { lambda, name, timeout, answers = false }: AlarmedFunction,
): readonly Alarm[] {
  const errors = runbookAlarm(scope, 'Errors', {
    metric: lambda.metricErrors({ statistic: Stats.SUM, period }),
    // The handlers catch what can go wrong in a request: none of these is normal.
    threshold: 0,
    means: `${name} crashed, threw, ran out of memory or was cut off by its time limit.`,
    part: 'a-function-fails',
  });
  const slow =
    timeout === undefined
      ? []
      : [
          runbookAlarm(scope, 'Slow', {
            metric: lambda.metricDuration({ statistic: Stats.p(99), period }),
            threshold: Duration.seconds(timeout).toMilliseconds() * wellWithin,
            periods: 5,
            breaching: 2,
            means: `${name} needs more than half of its time limit of ${timeout} s in one call of a hundred.`,
            part: 'a-function-is-slow',
          }),
        ];
  const faults = answers
    ? [
        runbookAlarm(scope, 'Faults', {
          // 1 for an answer with 5xx, 0 for any other: the average is the rate.
          metric: appMetric(scope, 'ServerFault', { operation: name }, { statistic: Stats.AVERAGE, period }),
          threshold: tolerated,
          periods: 5,
          breaching: 2,
          means: `More than one answer of ${name} in a hundred is a 5xx.`,
          part: 'a-function-answers-5xx',
        }),
      ]
    : [];
  return [errors, ...slow, ...faults];
}
