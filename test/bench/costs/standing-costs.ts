import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { consumers } from '../../../lambda/consumers.ts';
import { operations } from '../../../lambda/operations.ts';
import { type StageName, stages } from '../../../lib/stages.ts';
import { synthesizeTemplate } from '../../../lib/synthesize.ts';
import type { Figure } from '../figures.ts';
import { assumed, costFigure, dollars, lambdaDollars, logDollars } from './dollars.ts';
import { prices } from './prices.ts';

/** What a function sends of each operation, and of each run of a consumer (`lambda/http/telemetry.ts`). */
const metricsOfOperation = 2;
const metricsOfConsumer = 1;
/** Of the business: two operations book rides or find no unicorn, one consumer closes rides. */
const metricsOfBusiness = 5;
/** What an HTTP API sends of each route: count, 4xx, 5xx, latency, integration's latency, bytes. */
const metricsOfRoute = 6;

const minutesOfMonth = 30 * 24 * 60;
/** Bytes of a consumer's own lines for a run. */
const logged = 600;
/** Read units of a query that finds nothing: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
const emptyQuery = 0.5;

/** What is paid with nobody there: what the clock starts, and the alarms that look on. */
export function monthWithoutRequest(assembly: string): Figure {
  const resources = resourcesOf(assembly);
  const rates = propertiesOf(resources, 'AWS::Scheduler::Schedule').map(({ ScheduleExpression }) =>
    everyMinutes(ScheduleExpression),
  );
  const runs = rates.reduce((sum, minutes) => sum + minutesOfMonth / minutes, 0);
  return costFigure(
    'A month without a request',
    {
      alarms: propertiesOf(resources, 'AWS::CloudWatch::Alarm').length * prices.alarm,
      metrics: rates.length * metricsOfConsumer * prices.metric,
      schedules: runs * prices.scheduled,
      Lambda: lambdaDollars(runs, assumed.duration),
      logs: logDollars(runs * (logged + assumed.platformLog)),
      DynamoDB: runs * emptyQuery * prices.readUnit,
    },
    'rides that nobody ended are looked for every minute',
  );
}

/** What is paid each month for looking on: the alarms of a stage, and its dashboard where three others are there already. */
export function monthOfWatching(stage: StageName): Figure {
  const bundles = Object.fromEntries([...operations, ...consumers].map(({ name }) => [name, import.meta.dirname]));
  const { Resources } = synthesizeTemplate(stage, stages[stage], bundles);
  const countOf = (wanted: string) => Object.values(Resources).filter(({ Type }) => Type === wanted).length;
  const alarms = countOf('AWS::CloudWatch::Alarm');
  return costFigure(
    `A month of watching ${stage}`,
    { alarms: alarms * prices.alarm, dashboard: countOf('AWS::CloudWatch::Dashboard') * prices.dashboard },
    `${alarms} alarms; an account's first three dashboards are free`,
  );
}

/** What all metrics cost that the app can send. */
export function monthOfMetrics(): Figure {
  const sent =
    operations.length * (metricsOfOperation + metricsOfRoute) +
    consumers.length * metricsOfConsumer +
    metricsOfBusiness;
  return {
    name: 'A month of metrics, every function in use every hour',
    value: dollars(sent * prices.metric),
    unit: '$',
    ratios: {},
    note: 'less where functions rest: metrics are charged by the hour',
  };
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

function resourcesOf(assembly: string): TemplateResource[] {
  return globSync(join(assembly, '*.template.json')).flatMap((file) => {
    const { Resources }: { Resources: Record<string, TemplateResource> } = JSON.parse(readFileSync(file, 'utf8'));
    return Object.values(Resources);
  });
}

const propertiesOf = (resources: readonly TemplateResource[], wanted: string) =>
  resources.filter(({ Type }) => Type === wanted).map(({ Properties }) => Properties);

/** How many minutes lie between two runs of a schedule. @throws Error for one that is no such rate */
function everyMinutes(expression: unknown): number {
  const minutes = Number(/^rate\((\d+) minutes?\)$/.exec(String(expression))?.[1]);
  if (!(minutes > 0)) throw new Error(`The costs of the schedule ${expression} are not known here.`);
  return minutes;
}
