import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { bodyFaults, headerFaults, parameterFaults } from './faults.ts';
import { parseJson } from './json.ts';
import type { Caller, Operation, ValidRequest } from './operation.ts';
import { type Fault, invalid, isProblem, type Problem, refuse } from './problems.ts';

/** The part of an HTTP API's event (payload format 2.0) that the operations read. */
export type HttpEvent = Pick<
  APIGatewayProxyEventV2,
  'body' | 'headers' | 'isBase64Encoded' | 'pathParameters' | 'rawQueryString'
> & {
  readonly requestContext: {
    readonly requestId: string;
    readonly authorizer?: { readonly jwt?: { readonly claims: Readonly<Record<string, unknown>> } };
  };
};

/** Bytes. DynamoDB takes items of 400 KB; nothing that a client of this API sends comes near this. */
const largestBody = 65_536;

type Schema = z.ZodMiniType;

/**
 * Validates the event of a call against the operation's schemas.
 *
 * @returns the request with all its parts typed, or the problem that names every fault
 */
export function parseRequest<Path extends Schema, Query extends Schema, Headers extends Schema, Body extends Schema>(
  operation: Operation<Path, Query, Headers, Body>,
  event: HttpEvent,
  caller: Caller,
): ValidRequest<Path, Query, Headers, Body> | Problem {
  const content = readBody(event, operation.contentType ?? 'json');
  if (isProblem(content)) return content;
  const { parameters, repeated } = readQuery(event.rawQueryString);

  const path = z.safeParse(operation.path, event.pathParameters ?? {});
  const query = z.safeParse(operation.query, parameters);
  const headers = z.safeParse(operation.headers, event.headers);
  const body = z.safeParse(operation.body, content.value);
  const members = membersOf(content.value);
  const demanded = (members && operation.demands?.(caller, event.pathParameters ?? {}, members)) ?? [];
  if (path.success && query.success && headers.success && body.success && repeated.length + demanded.length === 0) {
    const requestId = event.requestContext.requestId;
    return { path: path.data, query: query.data, headers: headers.data, body: body.data, caller, requestId };
  }
  return invalid(
    ...(path.success ? [] : parameterFaults(path.error)),
    ...(query.success ? [] : parameterFaults(query.error)),
    ...repeated,
    ...(headers.success ? [] : headerFaults(headers.error)),
    ...(body.success ? [] : bodyFaults(body.error)),
    ...demanded,
  );
}

/** Nothing where the body is no object at all: that is then its fault. */
function membersOf(value: unknown): string[] | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined;
}

/** The query's parameters. One that is given twice is a fault: the gateway would join its values to one text. */
function readQuery(rawQueryString: string): { parameters: Record<string, string>; repeated: Fault[] } {
  const search = new URLSearchParams(rawQueryString);
  const repeated = [...new Set(search.keys())].filter((name) => search.getAll(name).length > 1);
  return {
    parameters: Object.fromEntries(search),
    repeated: repeated.map((parameter) => ({ parameter, detail: 'is given more than once' })),
  };
}

/** The body as a JSON value: `undefined` where there is none and none is wanted. */
function readBody(event: HttpEvent, contentType: 'json' | 'any'): { readonly value: unknown } | Problem {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > largestBody) {
    return refuse('payload-too-large', `The body has ${bytes.length} bytes; at most ${largestBody} are taken.`);
  }
  if (bytes.length === 0) return { value: undefined };
  if (contentType === 'json' && !isJson(event.headers['content-type'])) {
    return refuse('unsupported-media-type', 'Send the body with Content-Type: application/json.');
  }
  const text = decode(bytes);
  if (text === undefined) return refuse('malformed-json', 'The body is not UTF-8.');
  const parsed = parseJson(text);
  return 'detail' in parsed ? refuse('malformed-json', parsed.detail) : parsed;
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/(?:[\w!#$&^.+-]+\+)?json[ \t]*(?:;|$)/i.test(contentType ?? '');
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
