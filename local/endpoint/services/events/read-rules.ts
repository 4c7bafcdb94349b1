import { type RetryPolicy, readRetryPolicy } from '../../../deliveries/retries.ts';
import { compilePattern } from '../../../event-patterns/pattern.ts';
import { type Expression, parseExpression } from '../../../schedules/expression.ts';
import { isObject, ownObject, ownText, parseJson } from '../../../template/json.ts';
import { type Place, placeOf, placeText, within } from '../../../template/place.ts';
import { Problem, Problems } from '../../../template/problem.ts';
import type { Environment, Json, JsonObject, Resource } from '../../../template/resources.ts';
import { busArn, busNameOf, defaultBus } from './arns.ts';
import { compileTargetInput, type TargetInput } from './target-input.ts';

/** A rule of a bus. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly isEnabled: boolean;
  /** What rules are asked for, and whether an event is such. */
  readonly pattern?: { readonly text: string; readonly matches: (event: Json) => boolean };
  readonly schedule?: { readonly text: string; readonly expression: Expression };
  readonly targets: readonly RuleTarget[];
}

/** What a rule brings events to. */
export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  readonly input: TargetInput;
  readonly retryPolicy: RetryPolicy;
  readonly deadLetterQueueArn?: string;
  readonly groupId?: string;
  /** As the template has it, for those who ask. */
  readonly declared: JsonObject;
}

/** The buses and rules of an app. */
export interface EventBuses {
  /** By name; the default one is always there. */
  readonly buses: ReadonlyMap<string, { readonly name: string; readonly arn: string }>;
  readonly rules: readonly Rule[];
}

/** The services whose resources a rule can bring events to here. */
const targetServices = ['events', 'lambda', 'sns', 'sqs'];

/**
 * The event buses and rules among the resources of a run.
 *
 * @throws AssemblyError that names all that AWS would refuse or that cannot be run locally, each with its place
 */
export function readEventBuses(resources: readonly Resource[], environment: Environment): EventBuses {
  const names = resources.filter(({ type }) => type === 'AWS::Events::EventBus').map(({ ref }) => ref);
  const buses = new Map(
    [defaultBus, ...names].map((name) => [name, { name, arn: busArn(name, environment) }] as const),
  );
  const problems = new Problems();
  const rules = resources
    .filter(({ type }) => type === 'AWS::Events::Rule')
    .flatMap((rule) => problems.attempt(() => readRule(rule, buses, problems)) ?? []);
  problems.throwIfAny();
  return { buses, rules };
}

function readRule(rule: Resource, buses: EventBuses['buses'], problems: Problems): Rule {
  const { properties, ref, attributes } = rule;
  const place = placeOf(rule);
  const bus = busNameOf(properties.EventBusName);
  if (!buses.has(bus)) throw problemAt(within(place, 'EventBusName'), `there is no event bus ${bus}`);
  const { EventPattern: pattern } = properties;
  const schedule = ownText(properties, 'ScheduleExpression');
  if (pattern === undefined && schedule === undefined) {
    throw problemAt(place, 'a rule needs an EventPattern or a ScheduleExpression');
  }
  if (schedule !== undefined && bus !== defaultBus) {
    throw problemAt(within(place, 'ScheduleExpression'), 'only rules of the default event bus can have a schedule');
  }
  const targets = Array.isArray(properties.Targets) ? properties.Targets.filter(isObject) : [];
  return {
    name: ref.split('|').at(-1) ?? ref,
    arn: attributes.Arn ?? '',
    bus,
    isEnabled: properties.State !== 'DISABLED',
    ...(pattern !== undefined && { pattern: refusedAt(within(place, 'EventPattern'), () => readPattern(pattern)) }),
    ...(schedule !== undefined && {
      schedule: refusedAt(within(place, 'ScheduleExpression'), () => readSchedule(schedule)),
    }),
    targets: targets.flatMap((target, index) => {
      const targetPlace = within(within(place, 'Targets'), index);
      return problems.attempt(() => refusedAt(targetPlace, () => readTarget(target))) ?? [];
    }),
  };
}

/** A pattern may be JSON text: CloudFormation lets no null into objects. */
function readPattern(pattern: Json): NonNullable<Rule['pattern']> {
  const value = typeof pattern === 'string' ? parseJson(pattern) : pattern;
  return { text: JSON.stringify(value), matches: compilePattern(value) };
}

/** Rules have no `at(...)`, and are strict about `rate(1 minute)` and `rate(5 minutes)`; their time zone is UTC. */
function readSchedule(text: string): NonNullable<Rule['schedule']> {
  const expression = parseExpression(text);
  const [, value, plural] = /^rate\((\d+) [a-z]+?(s?)\)$/.exec(text) ?? [];
  const isStrict = expression.kind === 'cron' || (value !== undefined && (value === '1') !== (plural === 's'));
  if (!isStrict) throw new Error('Parameter ScheduleExpression is not valid.');
  return { text, expression };
}

function readTarget(target: JsonObject): RuleTarget {
  const arn = ownText(target, 'Arn') ?? '';
  const service = arn.split(':')[2] ?? '';
  if (!targetServices.includes(service)) {
    throw new Error(`the target ${arn || '(none)'} cannot be run locally: what can is ${targetServices.join(', ')}`);
  }
  const roleArn = ownText(target, 'RoleArn');
  const groupId = ownText(ownObject(target, 'SqsParameters'), 'MessageGroupId');
  const deadLetterQueueArn = ownText(ownObject(target, 'DeadLetterConfig'), 'Arn');
  return {
    id: ownText(target, 'Id') ?? '',
    arn,
    ...(roleArn !== undefined && { roleArn }),
    input: compileTargetInput(target),
    retryPolicy: readRetryPolicy(ownObject(target, 'RetryPolicy')),
    ...(deadLetterQueueArn !== undefined && { deadLetterQueueArn }),
    ...(groupId !== undefined && { groupId }),
    declared: target,
  };
}

function refusedAt<Result>(place: Place, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw problemAt(place, error instanceof Error ? error.message : String(error));
  }
}

function problemAt(place: Place, reason: string): Problem {
  return new Problem(reason, placeText(place));
}
