import { compilePattern } from '../../../event-patterns/pattern.ts';
import { isObject, ownText, parseJson } from '../../../template/json.ts';
import type { Environment, Json, JsonObject } from '../../../template/resources.ts';
import type { Authorization } from '../../service.ts';
import { busArn, busNameOf, ruleArn } from './arns.ts';
import type { BusEvent } from './bus-event.ts';
import { invalidPattern, notFound, validationError } from './errors.ts';
import { authorizationOf, entriesOf, readEntry } from './put-events.ts';
import type { EventBuses, Rule } from './read-rules.ts';

/** An operation that was read and can be run. */
export interface OpenedOperation {
  readonly authorizations: readonly Authorization[];
  readonly run: () => Json | Promise<Json>;
}

/** What operations work on. */
export interface EventBridge {
  readonly environment: Environment;
  /** The buses and rules as they are now. */
  readonly now: () => EventBuses;
  /** Brings an event to all that waits for it on a bus; kept for sure when this ends. */
  readonly publish: (bus: string, event: BusEvent) => Promise<void>;
}

type Open = (input: JsonObject) => OpenedOperation;

/** The operations of EventBridge that run locally, by name. */
export function operationsOn({ environment, now, publish }: EventBridge): ReadonlyMap<string, Open> {
  const busOf = (name: string) => {
    const bus = now().buses.get(name);
    if (!bus) throw notFound(`Event bus ${name} does not exist.`);
    return { Name: bus.name, Arn: bus.arn };
  };
  const ruleOf = (name: string, bus: string): Rule => {
    const rule = now().rules.find((one) => one.name === name && one.bus === bus);
    if (!rule) throw notFound(`Rule ${name} does not exist on EventBus ${bus}.`);
    return rule;
  };
  /** An operation on one rule, named by one of its parameters. */
  const onRule = (action: string, parameter: string, run: (rule: Rule) => Json): [string, Open] => [
    action,
    (input) => {
      const name = required(input, parameter);
      const bus = busNameOf(input.EventBusName);
      const resource = ruleArn(bus, name, environment);
      return { authorizations: [{ action: `events:${action}`, resource }], run: () => run(ruleOf(name, bus)) };
    },
  ];
  return new Map<string, Open>([
    [
      'PutEvents',
      (input) => {
        const entries = entriesOf(input);
        const authorizations = entries.map((entry) => authorizationOf(entry, environment));
        const put = async (sent: JsonObject): Promise<JsonObject> => {
          const entry = readEntry(sent, environment);
          if ('ErrorCode' in entry) return { ...entry };
          await publish(entry.bus, entry.event);
          return { EventId: entry.event.id };
        };
        const run = async () => {
          const results: JsonObject[] = [];
          // One after the other: rules with the same target get them in the order in which they were put.
          for (const entry of entries) results.push(await put(entry));
          return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode).length, Entries: results };
        };
        return { authorizations: distinct(authorizations), run };
      },
    ],
    [
      'TestEventPattern',
      (input) => ({
        authorizations: [{ action: 'events:TestEventPattern', resource: '*' }],
        run: () => ({ Result: testPattern(required(input, 'EventPattern'), required(input, 'Event')) }),
      }),
    ],
    [
      'ListRules',
      (input) => ({
        authorizations: [
          { action: 'events:ListRules', resource: ruleArn(busNameOf(input.EventBusName), '*', environment) },
        ],
        run: () => {
          const bus = busOf(busNameOf(input.EventBusName)).Name;
          const prefix = ownText(input, 'NamePrefix') ?? '';
          const rules = now().rules.filter((rule) => rule.bus === bus && rule.name.startsWith(prefix));
          return { Rules: rules.map(described) };
        },
      }),
    ],
    onRule('DescribeRule', 'Name', described),
    onRule('ListTargetsByRule', 'Rule', ({ targets }) => ({ Targets: targets.map(({ declared }) => declared) })),
    [
      'ListEventBuses',
      (input) => ({
        authorizations: [{ action: 'events:ListEventBuses', resource: '*' }],
        run: () => {
          const prefix = ownText(input, 'NamePrefix') ?? '';
          const names = [...now().buses.keys()].filter((name) => name.startsWith(prefix));
          return { EventBuses: names.map(busOf) };
        },
      }),
    ],
    [
      'DescribeEventBus',
      (input) => {
        const name = busNameOf(input.Name);
        return {
          authorizations: [{ action: 'events:DescribeEventBus', resource: busArn(name, environment) }],
          run: () => busOf(name),
        };
      },
    ],
  ]);
}

function described({ name, arn, bus, isEnabled, pattern, schedule }: Rule): JsonObject {
  return {
    Name: name,
    Arn: arn,
    EventBusName: bus,
    State: isEnabled ? 'ENABLED' : 'DISABLED',
    ...(pattern && { EventPattern: pattern.text }),
    ...(schedule && { ScheduleExpression: schedule.text }),
  };
}

function testPattern(pattern: string, event: string): boolean {
  const value = readJson(event, (reason) => validationError(`Parameter Event is not valid. Reason: ${reason}`));
  if (!isObject(value)) throw validationError('Parameter Event is not valid. Reason: it is no JSON object.');
  const wanted = readJson(pattern, invalidPattern);
  try {
    return compilePattern(wanted)(value);
  } catch (error) {
    throw invalidPattern(error instanceof Error ? error.message : String(error));
  }
}

function readJson(text: string, refusal: (reason: string) => Error): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw refusal(error instanceof Error ? error.message : String(error));
  }
}

function required(input: JsonObject, name: string): string {
  const value = ownText(input, name);
  if (value) return value;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

function distinct(authorizations: readonly Authorization[]): Authorization[] {
  return [...new Map(authorizations.map((one) => [JSON.stringify(one), one])).values()];
}
