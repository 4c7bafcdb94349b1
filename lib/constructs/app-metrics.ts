import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { BusinessEvent } from '../../lambda/http/telemetry.ts';

/** What our functions' metrics are told apart by, beside the function: `service` is a dimension of each of them. */
export const serviceName = 'unicorn-rides';

/** The namespace of the metrics that the functions of a stack write to their logs: stages in one account do not mix. */
export function metricsNamespace(scope: Construct): string {
  return Stack.of(scope).stackName;
}

/** What a function counts under its own name: `lambda/http/telemetry.ts` writes it. */
export interface CountedBy {
  readonly operation?: string;
  readonly consumer?: string;
}

export interface MetricSettings {
  readonly statistic: string;
  readonly period: Duration;
  readonly label?: string;
}

/** A metric that our own functions write, of one function. */
export function appMetric(
  scope: Construct,
  metricName: BusinessEvent | 'ServerFault',
  by: CountedBy,
  settings: MetricSettings,
): Metric {
  return new Metric({
    namespace: metricsNamespace(scope),
    metricName,
    dimensionsMap: { service: serviceName, ...by },
    ...settings,
  });
}
