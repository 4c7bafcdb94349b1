import { isObject, ownObject, ownText, parseJson } from '../../../template/json.ts';
import type { Environment, JsonObject } from '../../../template/resources.ts';
import type { Authorization, ServiceRequest } from '../../service.ts';
import { defaultGroup, scheduleArn } from './arns.ts';
import { conflict, groupNotFound, notRun, scheduleNotFound, validationError } from './errors.ts';
import { readSchedule } from './schedule.ts';
import type { ScheduleRecord, ScheduleStore } from './schedule-store.ts';

/** An operation that was read and can be run. */
export interface OpenedOperation {
  readonly operation: string;
  readonly authorizations: readonly Authorization[];
  readonly run: () => JsonObject | Promise<JsonObject>;
}

/** What operations work on. */
export interface Scheduling {
  readonly environment: Environment;
  readonly store: ScheduleStore;
  readonly groups: () => readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Lets what changed in the store take effect. */
  readonly changed: () => Promise<void>;
}

/** What a request does to one schedule. */
interface OnSchedule {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly input: JsonObject;
  readonly clientToken: string | undefined;
}

/**
 * Reads a request: the operations on schedules run locally, those on groups and tags do not.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html
 *
 * @throws ServiceError for a request that is none of them
 */
export function openOperation(request: ServiceRequest, scheduling: Scheduling): OpenedOperation {
  const { method, path, query } = request;
  if (method === 'GET' && path === '/schedules') return listSchedules(query, scheduling);
  // No name needs percent-encoding: one that has it is refused as a name.
  const [, name] = /^\/schedules\/([^/]+)$/.exec(path) ?? [];
  const operation = operations[method];
  if (name === undefined || !operation) throw notRun(method, path);
  const input = readBody(request.body);
  const group = ownText(input, 'GroupName') ?? query.get('groupName') ?? defaultGroup;
  const clientToken = ownText(input, 'ClientToken') ?? query.get('clientToken') ?? undefined;
  const arn = scheduleArn(group, name, scheduling.environment);
  const [operationName, run] = operation;
  const roleArn = ownText(ownObject(input, 'Target'), 'RoleArn');
  return {
    operation: operationName,
    authorizations: [{ action: `scheduler:${operationName}`, resource: arn }, ...passing(roleArn)],
    run: () => run({ name, group, arn, input, clientToken }, scheduling),
  };
}

type Run = (on: OnSchedule, scheduling: Scheduling) => JsonObject | Promise<JsonObject>;

const operations: Readonly<Record<string, readonly [name: string, run: Run]>> = {
  POST: ['CreateSchedule', createSchedule],
  PUT: ['UpdateSchedule', updateSchedule],
  GET: ['GetSchedule', ({ name, arn }, { store }) => described(arn, store.get(arn) ?? missing(name))],
  DELETE: ['DeleteSchedule', deleteSchedule],
};

async function createSchedule(on: OnSchedule, scheduling: Scheduling): Promise<JsonObject> {
  const { store, now, groups } = scheduling;
  if (!groups().includes(on.group)) throw groupNotFound(on.group);
  const there = store.get(on.arn);
  if (there) {
    // A client that did not see the answer sends the same request again.
    if (on.clientToken !== undefined && there.clientToken === on.clientToken) return { ScheduleArn: on.arn };
    throw conflict(on.name);
  }
  const declared = checked(on, scheduling);
  const { name, group, clientToken } = on;
  const times = { createdAt: now(), updatedAt: now() };
  await store.put({ name, group, declared, ...times, ...(clientToken !== undefined && { clientToken }) });
  await scheduling.changed();
  return { ScheduleArn: on.arn };
}

/** All of a schedule is replaced: what a request leaves out is gone. */
async function updateSchedule(on: OnSchedule, scheduling: Scheduling): Promise<JsonObject> {
  const { store, now } = scheduling;
  const there = store.get(on.arn) ?? missing(on.name);
  await store.put({ ...there, declared: checked(on, scheduling), updatedAt: now() });
  await scheduling.changed();
  return { ScheduleArn: on.arn };
}

async function deleteSchedule({ name, arn }: OnSchedule, { store, changed }: Scheduling): Promise<JsonObject> {
  if (!store.get(arn)) throw scheduleNotFound(name);
  await store.delete(arn);
  await changed();
  return {};
}

function listSchedules(query: URLSearchParams, { environment, store }: Scheduling): OpenedOperation {
  const group = query.get('ScheduleGroup');
  const prefix = query.get('NamePrefix') ?? '';
  const state = query.get('State');
  const limit = Number(query.get('MaxResults') ?? 100);
  const after = query.get('NextToken') ?? '';
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw validationError('MaxResults is not from 1 to 100');
  const run = () => {
    const found = store
      .records()
      .filter(
        ([arn, record]) => arn > after && record.name.startsWith(prefix) && record.group === (group ?? record.group),
      )
      .filter(([, { declared }]) => state === null || stateOf(declared) === state);
    const page = found.slice(0, limit);
    const last = page.at(-1)?.[0];
    return {
      Schedules: page.map(([arn, record]) => summary(arn, record)),
      ...(last !== undefined && found.length > limit && { NextToken: last }),
    };
  };
  const resource = scheduleArn(group ?? '*', '*', environment);
  return { operation: 'ListSchedules', authorizations: [{ action: 'scheduler:ListSchedules', resource }], run };
}

/** Whoever names a role for a schedule must be allowed to hand it to Scheduler. */
function passing(roleArn: string | undefined): Authorization[] {
  if (roleArn === undefined) return [];
  return [
    { action: 'iam:PassRole', resource: roleArn, context: { 'iam:PassedToService': ['scheduler.amazonaws.com'] } },
  ];
}

function checked({ name, group, input }: OnSchedule, { environment, now }: Scheduling): JsonObject {
  const { ClientToken: _token, GroupName: _group, ...declared } = input;
  let schedule: ReturnType<typeof readSchedule>;
  try {
    schedule = readSchedule(name, group, declared, environment);
  } catch (error) {
    throw validationError(error instanceof Error ? error.message : String(error));
  }
  const { expression, text } = schedule;
  if (expression.kind === 'at' && expression.time <= now()) {
    throw validationError(`Invalid Schedule Expression ${text}: its time is in the past`);
  }
  return declared;
}

function described(arn: string, { name, group, declared, createdAt, updatedAt }: ScheduleRecord): JsonObject {
  return {
    ActionAfterCompletion: 'NONE',
    ScheduleExpressionTimezone: 'UTC',
    ...declared,
    ...datesOf(declared),
    Arn: arn,
    Name: name,
    GroupName: group,
    State: stateOf(declared),
    CreationDate: createdAt / 1_000,
    LastModificationDate: updatedAt / 1_000,
  };
}

/** A template has dates as text, the API's answers as seconds since 1970. */
function datesOf(declared: JsonObject): JsonObject {
  const dates = ['StartDate', 'EndDate'].flatMap((name): [string, number][] => {
    const date = ownText(declared, name);
    return date === undefined ? [] : [[name, Date.parse(date) / 1_000]];
  });
  return Object.fromEntries(dates);
}

function summary(arn: string, record: ScheduleRecord): JsonObject {
  const { Name, GroupName, State, CreationDate, LastModificationDate } = described(arn, record);
  const Target = { Arn: ownText(ownObject(record.declared, 'Target'), 'Arn') ?? '' };
  const named = Object.entries({ Name, GroupName, State, CreationDate, LastModificationDate });
  return {
    Arn: arn,
    ...Object.fromEntries(named.filter((entry): entry is [string, string | number] => entry[1] !== undefined)),
    Target,
  };
}

function stateOf(declared: JsonObject): string {
  return ownText(declared, 'State') ?? 'ENABLED';
}

function missing(name: string): never {
  throw scheduleNotFound(name);
}

function readBody(body: Buffer): JsonObject {
  if (body.length === 0) return {};
  try {
    const input = parseJson(body.toString());
    if (isObject(input)) return input;
  } catch (error) {
    throw validationError(`The request body is not valid JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw validationError('The request body is no JSON object');
}
