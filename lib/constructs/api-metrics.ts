import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricSettings } from './app-metrics.ts';
import type { HttpApi } from './http-api.ts';

/**
 * What the gateway measures of the API as a whole.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export function apiMetric(
  api: HttpApi,
  metricName: '4xx' | '5xx' | 'Count' | 'Latency',
  settings: MetricSettings,
): Metric {
  return new Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap: { ApiId: api.id }, ...settings });
}
