import { readFileSync } from 'node:fs';
import { expect, vi } from 'vitest';
import { handlerEntries } from '../../lib/bundles.ts';
import type { StageName } from '../../lib/stages.ts';
import type { NamedMetric } from './dashboards.ts';
import { functionNames, functionOf, operationNames, templateOf } from './templates.ts';

type Telemetry = typeof import('../../lambda/http/telemetry.ts');

/**
 * The metrics that the functions of a stage send: `lambda/http/telemetry.ts` itself writes them here, in the environment
 * of the stage's template, and they are read as CloudWatch reads them from the log.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export async function sentBy(stage: StageName): Promise<readonly NamedMetric[]> {
  const template = templateOf(stage);
  const settings = functionNames.map((name) => {
    const { Variables } = Object(functionOf(template, name).Properties.Environment);
    const { POWERTOOLS_METRICS_NAMESPACE: namespace, POWERTOOLS_SERVICE_NAME: service } = Variables;
    return { namespace: String(namespace), service: String(service) };
  });
  const [first] = settings;
  if (first === undefined) throw new Error('There are no functions.');
  expect(settings).toEqual(settings.map(() => first));

  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', first.namespace);
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', first.service);
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    // A copy of its own: it reads the environment when it is loaded.
    const telemetry: Telemetry = await import(/* @vite-ignore */ `../../lambda/http/telemetry.ts?${stage}`);
    for (const name of functionNames) callOnce(name, telemetry);
  } finally {
    write.mockRestore();
    vi.unstubAllEnvs();
  }
  return lines.flatMap(metricsIn);
}

/** What a function sends of one call: what all of its kind do, and each event that its own file counts. */
function callOnce(name: string, { count, recordCall, recordRun }: Telemetry): void {
  const source = readFileSync(handlerEntries()[name] ?? '', 'utf8');
  for (const event of ['RideBooked', 'NoUnicornAvailable', 'RideExpired'] as const) {
    if (source.includes(`count('${event}'`)) count(event);
  }
  const call = { requestId: 'any', outcome: 'ok', milliseconds: 1 } as const;
  if (operationNames.includes(name)) recordCall({ ...call, operation: name, status: 200 });
  else recordRun({ ...call, consumer: name, tally: {} });
}

function metricsIn(line: string): NamedMetric[] {
  const { _aws, ...values } = JSON.parse(line);
  const sets: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] =
    _aws?.CloudWatchMetrics ?? [];
  return sets.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name: name }) => ({
        namespace,
        name,
        dimensions: Object.fromEntries(names.map((dimension) => [dimension, String(values[dimension])])),
      })),
    ),
  );
}
