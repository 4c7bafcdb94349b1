import { nameIn, RetriedDeliveries, type RetriedDelivery } from '../../../deliveries/retried-deliveries.ts';
import type { OnEvent } from '../../../event-report.ts';
import { type Clock, systemClock } from '../../../schedules/clock.ts';
import { Clockwork, type Timed } from '../../../schedules/clockwork.ts';
import type { Storage } from '../../../storage.ts';
import { type Delivery, NotDeliverable, type Receiver, type Targets } from '../../../targets.ts';
import { isObject, parseJson } from '../../../template/json.ts';
import type { Environment, JsonObject } from '../../../template/resources.ts';
import type { Access } from '../../access.ts';
import type { Call, Service, ServiceRequest } from '../../service.ts';
import { busNameOf, defaultBus } from './arns.ts';
import { type BusEvent, newEvent, readEvent } from './bus-event.ts';
import { awsJson11, internalError, serializationError, throttlingErrors, unknownOperation } from './errors.ts';
import { operationsOn } from './operations.ts';
import { contextOf } from './put-events.ts';
import type { EventBuses, Rule, RuleTarget } from './read-rules.ts';

export interface EventsOptions {
  readonly environment: Environment;
  /** The buses and rules of the template, as `readEventBuses` gives them. */
  readonly buses: EventBuses;
  /** Where deliveries under way are kept, and when rules have fired. */
  readonly storage: Storage;
  readonly access: Access;
  readonly targets: Pick<Targets, 'deliver'>;
  readonly onEvent: OnEvent;
  /** Told of what went wrong by a fault of this program; what was under way is tried again. */
  readonly onFault: (error: unknown) => void;
  /** @default the machine's */
  readonly clock?: Clock;
}

/** EventBridge: a service of the local endpoint, and what other services bring events to. */
export interface Events extends Service, Receiver {
  /** Follows a changed template. */
  replace(buses: EventBuses): Promise<void>;
  /** Begins to deliver, and to fire what is scheduled. */
  start(): void;
  /** Waits for what is under way. What is not delivered stays kept. */
  close(): Promise<void>;
}

/** A rule that fires by time. */
interface TimedRule extends Timed {
  readonly rule: Rule;
}

const service = 'events.amazonaws.com';

/** Opens EventBridge with the buses and rules of a template. What an earlier run did not deliver is delivered. */
export async function openEvents(options: EventsOptions): Promise<Events> {
  const { environment, storage, access, targets, onEvent, onFault, clock = systemClock } = options;
  let buses = options.buses;
  const deliveries = await RetriedDeliveries.open<RetriedDelivery>({
    part: storage.part('events-deliveries'),
    targets,
    onEvent,
    onFault,
    errorCodes: { denied: 'NO_PERMISSIONS', undeliverable: 'NO_RESOURCE', failed: 'ERROR_FROM_TARGET' },
  });
  const deliver = async (rule: Rule, event: BusEvent) => {
    for (const target of rule.targets) await deliveries.add(deliveryOf(rule, target, event));
  };
  const clockwork = new Clockwork<TimedRule>({
    clock,
    part: storage.part('events-schedules'),
    fire: ({ rule }, time) => deliver(rule, scheduledEvent(rule, time, environment)),
    onFault,
    begun: new Map(),
  });
  await clockwork.replace(timedRules(buses));

  const publish = async (bus: string, event: BusEvent) => {
    if (!buses.buses.has(bus)) {
      // AWS takes such events and drops them; here someone is told.
      onEvent({ source: bus, what: event['detail-type'], outcome: 'gave up', detail: `There is no event bus ${bus}` });
      return;
    }
    const rules = buses.rules.filter(
      (rule) => rule.bus === bus && rule.isEnabled && rule.pattern?.matches({ ...event }),
    );
    for (const rule of rules) await deliver(rule, event);
  };
  const operations = operationsOn({ environment, now: () => buses, publish });
  return {
    name: 'events',
    service: 'events',
    protocol: awsJson11,
    throttlingErrors,
    internalError,
    open: (request) => openCall(operations, request),
    receive: async (delivery) => {
      const event = readEvent(delivery.payload, environment);
      if (!event) throw new NotDeliverable('What was sent to the event bus is no event');
      const bus = busNameOf(delivery.target);
      if (!buses.buses.has(bus)) throw new NotDeliverable(`There is no event bus ${bus}`);
      if (!isOfService(delivery, bus)) {
        const context = contextOf(event.source, event['detail-type']);
        access.check(delivery.by, { action: 'events:PutEvents', resource: delivery.target, context });
      }
      await publish(bus, event);
    },
    replace: async (changed) => {
      buses = changed;
      await clockwork.replace(timedRules(buses));
    },
    start: () => {
      deliveries.start();
      clockwork.start();
    },
    close: async () => {
      await clockwork.close();
      await deliveries.close();
    },
  };
}

/** The events of AWS's own services, such as S3, come to the default bus whatever policy it has; those of rules do not. */
function isOfService({ by }: Delivery, bus: string): boolean {
  return bus === defaultBus && !('roleArn' in by) && by.service.endsWith('.amazonaws.com') && by.service !== service;
}

function deliveryOf(rule: Rule, target: RuleTarget, event: BusEvent): RetriedDelivery {
  const byItself = { service, sourceArn: rule.arn };
  const { arn, roleArn, groupId, deadLetterQueueArn: queueArn, retryPolicy } = target;
  return {
    delivery: {
      target: arn,
      payload: target.input(event, rule),
      by: roleArn === undefined ? byItself : { service, roleArn },
      ...(groupId !== undefined && { groupId }),
    },
    retryPolicy,
    ...(queueArn !== undefined && {
      // The queue's own policy lets EventBridge in, also where the target has a role.
      deadLetters: { queueArn, by: byItself, attributes: { RULE_ARN: rule.arn, TARGET_ARN: arn } },
    }),
    report: { source: rule.name, target: nameIn(arn), what: event['detail-type'] },
  };
}

function scheduledEvent(rule: Rule, time: number, environment: Environment): BusEvent {
  const event = { source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [rule.arn], time };
  return newEvent(event, environment);
}

function timedRules({ rules }: EventBuses): TimedRule[] {
  return rules.flatMap((rule) => {
    const { arn, schedule, isEnabled } = rule;
    if (!schedule || !isEnabled) return [];
    return [{ key: arn, timing: schedule.text, expression: schedule.expression, isImmediate: false, rule }];
  });
}

function openCall(operations: ReturnType<typeof operationsOn>, request: ServiceRequest): Call {
  const [api, operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  const open = api === 'AWSEvents' ? operations.get(operation) : undefined;
  if (!open) throw unknownOperation(operation);
  const { authorizations, run } = open(readBody(request.body));
  return { operation, authorizations, run: async () => ({ status: 200, body: JSON.stringify(await run()) }) };
}

function readBody(body: Buffer): JsonObject {
  try {
    const input = parseJson(body.toString());
    if (isObject(input)) return input;
  } catch (error) {
    throw serializationError(error instanceof Error ? error.message : String(error));
  }
  throw serializationError('Start of structure or map found where not expected.');
}
