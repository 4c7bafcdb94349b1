/** Metrics alone. */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

const metrics = new Metrics();

export const handler = async () => {
  metrics.addMetric('Duration', MetricUnit.Milliseconds, 1);
  metrics.publishStoredMetrics();
  return { statusCode: 201 };
};
