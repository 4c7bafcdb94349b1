import { type RetryPolicy, readRetryPolicy } from '../../../deliveries/retries.ts';
import { type Expression, parseExpression } from '../../../schedules/expression.ts';
import { isObject, own, ownObject, ownText } from '../../../template/json.ts';
import type { Environment, Json, JsonObject } from '../../../template/resources.ts';
import { scheduleArn } from './arns.ts';

/** A schedule, read and checked. Times are milliseconds since 1970. */
export interface Schedule {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly text: string;
  readonly zone: string;
  readonly expression: Expression;
  readonly start?: number;
  readonly end?: number;
  readonly isEnabled: boolean;
  readonly isDeletedAtEnd: boolean;
  readonly target: ScheduleTarget;
}

export interface ScheduleTarget {
  readonly arn: string;
  readonly roleArn: string;
  readonly input?: string;
  readonly retryPolicy: RetryPolicy;
  readonly deadLetterQueueArn?: string;
  readonly groupId?: string;
  /** Of an event bus: what the event says of itself. */
  readonly event?: { readonly source: string; readonly detailType: string };
}

/** The services to whose resources a schedule can bring something here. */
const targetServices = ['events', 'lambda', 'sns', 'sqs'];

/** What runs here of a target; the rest belongs to services that do not run here. */
const targetMembers = [
  'Arn',
  'DeadLetterConfig',
  'EventBridgeParameters',
  'Input',
  'RetryPolicy',
  'RoleArn',
  'SqsParameters',
];

/**
 * Reads a schedule as CloudFormation's properties and the API's requests have it: they share their members' names.
 *
 * @throws Error that says what AWS would refuse, or what cannot be run locally
 */
export function readSchedule(name: string, group: string, declared: JsonObject, environment: Environment): Schedule {
  if (!/^[\w.-]{1,64}$/.test(name)) throw new Error(`The name ${name} is not 1 to 64 of 0-9 a-z A-Z - _ .`);
  const text = required(declared, 'ScheduleExpression');
  const mode = ownObject(declared, 'FlexibleTimeWindow').Mode;
  if (mode !== 'OFF' && mode !== 'FLEXIBLE') throw new Error('FlexibleTimeWindow.Mode is neither OFF nor FLEXIBLE');
  const zone = ownText(declared, 'ScheduleExpressionTimezone') ?? 'UTC';
  const start = timeIn(declared, 'StartDate');
  const end = timeIn(declared, 'EndDate');
  if (start !== undefined && end !== undefined && start >= end) throw new Error('StartDate is not before EndDate');
  return {
    name,
    group,
    arn: scheduleArn(group, name, environment),
    text,
    zone,
    expression: readExpression(text, zone),
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    isEnabled: declared.State !== 'DISABLED',
    isDeletedAtEnd: declared.ActionAfterCompletion === 'DELETE',
    target: readTarget(ownObject(declared, 'Target')),
  };
}

function readExpression(text: string, zone: string): Expression {
  try {
    return parseExpression(text, zone);
  } catch (error) {
    throw new Error(`Invalid Schedule Expression ${text}: ${error instanceof Error ? error.message : error}`);
  }
}

function readTarget(target: JsonObject): ScheduleTarget {
  const arn = required(target, 'Arn');
  const service = arn.split(':')[2] ?? '';
  if (!targetServices.includes(service)) {
    throw new Error(`the target ${arn} cannot be run locally: what can is ${targetServices.join(', ')}`);
  }
  const other = Object.keys(target).find((member) => !targetMembers.includes(member));
  if (other !== undefined) throw new Error(`Target.${other} is not for a target of ${service}`);
  const input = ownText(target, 'Input');
  const isJson = service === 'lambda' || service === 'events';
  if (input !== undefined && isJson) checkJson(input, service);
  const groupId = ownText(ownObject(target, 'SqsParameters'), 'MessageGroupId');
  const deadLetterQueueArn = ownText(ownObject(target, 'DeadLetterConfig'), 'Arn');
  return {
    arn,
    roleArn: required(target, 'RoleArn'),
    ...(input !== undefined && { input }),
    retryPolicy: readRetryPolicy(ownObject(target, 'RetryPolicy')),
    ...(deadLetterQueueArn !== undefined && { deadLetterQueueArn }),
    ...(groupId !== undefined && { groupId }),
    ...(service === 'events' && { event: readEventParameters(own(target, 'EventBridgeParameters')) }),
  };
}

function readEventParameters(parameters: Json | undefined): NonNullable<ScheduleTarget['event']> {
  if (!isObject(parameters)) throw new Error('Target.EventBridgeParameters is required for an event bus');
  const source = required(parameters, 'Source');
  if (source.startsWith('aws.')) throw new Error('Target.EventBridgeParameters.Source must not begin with aws.');
  return { source, detailType: required(parameters, 'DetailType') };
}

/** "If you are configuring a templated Lambda or EventBridge target, the input must be a well-formed JSON." */
function checkJson(input: string, service: string): void {
  try {
    JSON.parse(input);
  } catch (error) {
    throw new Error(`Target.Input is not valid JSON, which a target of ${service} needs: ${error}`);
  }
}

/** CloudFormation has dates as text, the API as seconds since 1970. */
function timeIn(declared: JsonObject, name: string): number | undefined {
  const value = own(declared, name);
  if (value === undefined) return undefined;
  const time = typeof value === 'number' ? value * 1_000 : Date.parse(String(value));
  if (Number.isNaN(time)) throw new Error(`${name} is no date`);
  return time;
}

function required(object: JsonObject, name: string): string {
  const value = ownText(object, name);
  if (!value) throw new Error(`${name} must not be null`);
  return value;
}
