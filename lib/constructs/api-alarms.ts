import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { requestRide } from '../../lambda/rides/request-ride.ts';
import { apiMetric } from './api-metrics.ts';
import { appMetric } from './app-metrics.ts';
import type { HttpApi } from './http-api.ts';
import { runbookAlarm } from './runbook-alarm.ts';

const period = Duration.minutes(1);
/** One bad minute is a client's retry; three of five are a trouble that stays. */
const lasting = { periods: 5, breaching: 3 } as const;

/**
 * What callers feel, whichever function it comes from: one alarm on the API stands for one on each of its functions, and
 * sees what those do not, like the gateway's own failures.
 */
export function apiAlarms(scope: Construct, api: HttpApi): void {
  runbookAlarm(scope, 'ApiFails', {
    // 1 for an answer with 5xx, 0 for any other: the average is the rate.
    metric: apiMetric(api, '5xx', { statistic: Stats.AVERAGE, period }),
    threshold: 0.01,
    ...lasting,
    means: 'More than one answer of the API in a hundred is a 5xx.',
    part: 'the-api-fails',
  });
  runbookAlarm(scope, 'ApiIsSlow', {
    metric: apiMetric(api, 'Latency', { statistic: Stats.p(99), period }),
    threshold: Duration.seconds(3).toMilliseconds(),
    ...lasting,
    means: 'One answer of the API in a hundred takes more than 3 seconds.',
    part: 'the-api-is-slow',
  });
  runbookAlarm(scope, 'Throttled', {
    // Of all functions of the account in this region: they share one limit, so anyone's throttles are our trouble.
    metric: LambdaFunction.metricAllThrottles({ statistic: Stats.SUM, period }),
    threshold: 0,
    ...lasting,
    means: 'Lambda turns calls away: the account runs as many functions at once as it may.',
    part: 'lambda-throttles',
  });
  runbookAlarm(scope, 'NoUnicorns', {
    metric: appMetric(
      scope,
      'NoUnicornAvailable',
      { operation: requestRide.name },
      { statistic: Stats.SUM, period: Duration.minutes(15) },
    ),
    threshold: 50,
    means: 'More than 50 riders in 15 minutes were told that no unicorn is near.',
    part: 'no-unicorns-available',
  });
}
