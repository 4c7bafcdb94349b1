import { randomUUID } from 'node:crypto';
import { isObject, parseJson } from '../../../template/json.ts';
import type { Environment, Json } from '../../../template/resources.ts';

/** An event as buses have it, and targets get it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** RFC 3339 in UTC, to the second. */
  readonly time: string;
  readonly region: string;
  readonly resources: string[];
  readonly detail: Json;
}

/** What whoever makes an event says of it. */
export interface NewEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Json;
  readonly resources?: readonly string[];
  /** Milliseconds since 1970. @default now */
  readonly time?: number;
}

/** Makes an event. https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export function newEvent(event: NewEvent, { accountId, region }: Environment): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': event.detailType,
    source: event.source,
    account: accountId,
    time: `${new Date(event.time ?? Date.now()).toISOString().slice(0, 19)}Z`,
    region,
    resources: [...(event.resources ?? [])],
    detail: event.detail,
  };
}

/** Reads an event that another bus or service hands over; undefined where it is none. */
export function readEvent(text: string, environment: Environment): BusEvent | undefined {
  const value = parsed(text);
  if (!isObject(value)) return undefined;
  const { id, account, time, region, resources, detail } = value;
  const { source, 'detail-type': detailType } = value;
  if (typeof source !== 'string' || typeof detailType !== 'string' || detail === undefined) return undefined;
  const event = newEvent({ source, detailType, detail }, environment);
  return {
    ...event,
    ...textsOf({ id, account, time, region }),
    resources: Array.isArray(resources) ? resources.map(String) : [],
  };
}

function textsOf(members: { [name: string]: Json | undefined }): Record<string, string> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
