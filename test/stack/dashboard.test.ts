import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { alarmMetric, metricsOf, type NamedMetric, widgetsOf } from './dashboards.ts';
import { sentBy } from './emitted-metrics.ts';
import { operationNames, resourcesOf, templateOf } from './templates.ts';

describe.each(['staging', 'prod'] as const)('the dashboard of %s', (stage) => {
  const template = templateOf(stage);
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
  const widgets = widgetsOf(template);

  test('begins with all alarms, then the business, the API, the functions, the events and the table', () => {
    const sections = widgets.flatMap(({ properties: { markdown } }) => markdown ?? []);
    const wanted = [/Rides/, /HTTP .*API/, /Functions of the API/, /Behind the requests/, /Dynamo Table/];
    expect(sections).toEqual(wanted.map((section) => expect.stringMatching(section)));
    const shown = widgets.flatMap(({ properties: { alarms } }) => alarms ?? []);
    expect([...shown].sort()).toEqual(alarms.map(({ id }) => id).sort());
    expect(widgets[0]?.type).toBe('alarm');
  });

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
  test('keeps within what CloudWatch draws', () => {
    expect(widgets.length).toBeLessThanOrEqual(500);
    const counts = widgets.map(({ properties: { metrics = [] } }) => metrics.length);
    expect(Math.max(...counts)).toBeLessThanOrEqual(500);
    expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(2_500);
    for (const { properties } of widgets) expect(properties.alarms?.length ?? 1).toBeLessThanOrEqual(100);
    const names = widgets.map(({ properties: { title, markdown } }) => title ?? markdown);
    expect(names).not.toContain(undefined);
  });

  test('has no two widgets on the same place', () => {
    const taken = widgets.flatMap(({ x, y, width, height }) => {
      expect(x + width).toBeLessThanOrEqual(24);
      return Array.from({ length: width * height }, (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`);
    });
    expect(new Set(taken).size).toBe(taken.length);
  });

  test('shows every operation, and names nothing that is not in the template', () => {
    const graph = (title: string) => widgets.find(({ properties }) => properties.title === title);
    for (const title of ['Answers with 5xx', 'Crashes, time-outs', 'Duration, p99', 'Throttles']) {
      const labels = graph(title)?.properties.metrics?.map((row) => Object(row.at(-1)).label);
      expect(labels, title).toEqual(operationNames);
    }
    const { Resources } = template;
    const ids = widgets
      .flatMap(metricsOf)
      .flatMap(({ namespace, dimensions }) =>
        namespace.startsWith('AWS/')
          ? Object.entries(dimensions).flatMap(([name, id]) =>
              /Name$|Id$|Resource/.test(name) ? id.replace(/:live$/, '') : [],
            )
          : [],
      );
    expect(ids.length).toBeGreaterThan(0);
    expect([...new Set(ids)].filter((id) => !Object.hasOwn(Resources, id))).toEqual([]);
  });

  test('draws of our own metrics, and alarms look at, only what the functions of this stage send', async () => {
    const own = [...widgets.flatMap(metricsOf), ...alarms.map(alarmMetric)].filter(
      ({ namespace }) => !namespace.startsWith('AWS/'),
    );
    const sent = new Set((await sentBy(stage)).map(keyOf));
    expect(own.length).toBeGreaterThan(operationNames.length);
    expect([...new Set(own.map(keyOf))].filter((key) => !sent.has(key))).toEqual([]);
    // Stages in one account do not mix.
    expect(new Set(own.map(({ namespace }) => namespace))).toEqual(new Set([`UnicornRides-${stage}`]));
  });
});

test('no stage loads the library that draws dashboards, but one that has a dashboard', () => {
  const lib = resolve(import.meta.dirname, '../../lib');
  const loading = globSync('**/*.ts', { cwd: lib }).filter((file) =>
    /^import (?!type)[^;]*? from '(cdk-monitoring-constructs|.*\/dashboard\.ts)'/m.test(
      readFileSync(join(lib, file), 'utf8'),
    ),
  );
  expect(loading).toEqual(['constructs/dashboard.ts']);
});

const keyOf = ({ namespace, name, dimensions }: NamedMetric) =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
