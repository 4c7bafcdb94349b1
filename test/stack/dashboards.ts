import type { Template } from '../../lib/permissions/grants.ts';
import { type Found, resourceOf } from './templates.ts';

/** A metric as a graph or an alarm names it. */
export interface NamedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

/** The widgets of a template's dashboard. What CloudFormation fills in stands there as the logical id. */
export function widgetsOf(template: Template): readonly Widget[] {
  const { DashboardBody } = resourceOf(template, 'AWS::CloudWatch::Dashboard').Properties;
  const parts: unknown[] = Object(DashboardBody)['Fn::Join'][1];
  const body = parts.map((part) => (typeof part === 'string' ? part : idOf(part))).join('');
  return JSON.parse(body).widgets;
}

/** The metrics of a graph that are no expressions. */
export function metricsOf({ properties: { metrics = [] } }: Widget): readonly NamedMetric[] {
  return metrics.flatMap((row) => {
    const [namespace, name, ...rest] = row.filter((part) => typeof part === 'string');
    if (namespace === undefined || name === undefined) return [];
    const pairs = rest.flatMap((key, at) => (at % 2 === 0 ? [[key, rest[at + 1] ?? '']] : []));
    return [{ namespace, name, dimensions: Object.fromEntries(pairs) }];
  });
}

/** The metric that an alarm looks at. */
export function alarmMetric({ Properties: { Namespace, MetricName, Dimensions } }: Found): NamedMetric {
  const list: { Name: string; Value: unknown }[] = Array.isArray(Dimensions) ? Dimensions : [];
  const dimensions = list.map(({ Name, Value }) => [Name, typeof Value === 'string' ? Value : idOf(Value)]);
  return { namespace: String(Namespace), name: String(MetricName), dimensions: Object.fromEntries(dimensions) };
}

/** The logical id that a reference names. */
export function idOf(reference: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = Object(reference);
  return String(Ref ?? attribute?.[0]);
}
