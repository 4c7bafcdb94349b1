import { isObject, own, ownText, parseJson } from '../../../template/json.ts';
import type { Environment, Json, JsonObject } from '../../../template/resources.ts';
import type { Authorization } from '../../service.ts';
import { busArn, busNameOf } from './arns.ts';
import { type BusEvent, newEvent } from './bus-event.ts';
import { serializationError, validationError } from './errors.ts';

/** The most bytes of a request's entries together: "the total entry size must be less than 1MB". */
const sizeLimit = 1_048_576;
/** "PutEvents will only process nested JSON up to 1000 levels deep." */
const depthLimit = 1_000;

/** An entry of a request: where its event goes, or why it cannot be one. */
export type Entry =
  | { readonly bus: string; readonly event: BusEvent }
  | { readonly ErrorCode: string; readonly ErrorMessage: string };

/** The entries of a PutEvents request as they were sent. @throws ServiceError for a request that AWS refuses whole */
export function entriesOf(input: JsonObject): JsonObject[] {
  const { Entries: entries, EndpointId } = input;
  if (EndpointId !== undefined) throw validationError('Global endpoints are not supported locally');
  if (!Array.isArray(entries)) throw violation('null', 'Member must not be null');
  const objects = entries.filter(isObject);
  if (objects.length < entries.length) throw serializationError('Start of structure or map found where not expected.');
  const shown = `[${objects.map(() => 'PutEventsRequestEntry').join(', ')}]`;
  if (objects.length < 1) throw violation(shown, 'Member must have length greater than or equal to 1');
  if (objects.length > 10) throw violation(shown, 'Member must have length less than or equal to 10');
  if (objects.reduce((total, entry) => total + sizeOf(entry), 0) >= sizeLimit) {
    throw validationError('Total size of the entries in the request is over the limit.');
  }
  return objects;
}

/** What the caller must be allowed to do for an entry. */
export function authorizationOf(entry: JsonObject, environment: Environment): Authorization {
  return {
    action: 'events:PutEvents',
    resource: busArn(busNameOf(entry.EventBusName), environment),
    context: contextOf(ownText(entry, 'Source'), ownText(entry, 'DetailType')),
  };
}

/** The condition keys of what is put on a bus. */
export function contextOf(source: string | undefined, detailType: string | undefined): Record<string, string[]> {
  return {
    ...(source !== undefined && { 'events:source': [source] }),
    ...(detailType !== undefined && { 'events:detail-type': [detailType] }),
  };
}

/** Makes an entry an event; what is wrong with one does not touch the others. */
export function readEntry(entry: JsonObject, environment: Environment): Entry {
  for (const name of ['Source', 'DetailType', 'Detail']) {
    if (!ownText(entry, name)) {
      return invalid('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
    }
  }
  const source = ownText(entry, 'Source') ?? '';
  if (source.startsWith('aws.')) {
    return invalid('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  const detail = readDetail(ownText(entry, 'Detail') ?? '');
  if (!detail) return invalid('MalformedDetail', 'Detail is malformed.');
  const { Time: time, Resources: resources } = entry;
  return {
    bus: busNameOf(entry.EventBusName),
    event: newEvent(
      {
        source,
        detailType: ownText(entry, 'DetailType') ?? '',
        detail,
        resources: textsIn(resources),
        ...(typeof time === 'number' && { time: time * 1_000 }),
      },
      environment,
    ),
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
function sizeOf(entry: JsonObject): number {
  const texts = ['Source', 'DetailType', 'Detail'].map((name) => ownText(entry, name) ?? '');
  const bytes = [...texts, ...textsIn(entry.Resources)].reduce((total, text) => total + Buffer.byteLength(text), 0);
  return bytes + (own(entry, 'Time') === undefined ? 0 : 14);
}

function readDetail(text: string): JsonObject | undefined {
  if (depthOf(text) > depthLimit) return undefined;
  try {
    const detail = parseJson(text);
    return isObject(detail) ? detail : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** How deep objects and lists are nested in a JSON text. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}

function textsIn(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

function invalid(ErrorCode: string, ErrorMessage: string): Entry {
  return { ErrorCode, ErrorMessage };
}

function violation(value: string, constraint: string) {
  return validationError(
    `1 validation error detected: Value '${value}' at 'entries' failed to satisfy constraint: ${constraint}`,
  );
}
