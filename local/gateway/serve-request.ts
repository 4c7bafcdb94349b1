import type { IncomingMessage } from 'node:http';
import { InvokeRefusal } from '../functions/failures.ts';
import { randomText } from '../random-text.ts';
import { type Answer, answerOf, gatewayAnswer } from './answer.ts';
import { authorize } from './authorizer.ts';
import { readBody } from './body.ts';
import { corsHeaders, withCors } from './cors.ts';
import { eventOf, type HttpApiEvent, headersOf } from './event.ts';
import type { HttpApi, Integration, Stage } from './http-api.ts';
import type { Invocation, Invoke } from './invocation.ts';
import type { FindRoute, RouteMatch } from './routes.ts';
import { parseTarget, type Target } from './target.ts';
import type { VerifyToken } from './token-verifier.ts';

/** What the gateway serves just now; a reload replaces it whole. */
export interface Served {
  readonly api: HttpApi;
  readonly findRoute: FindRoute;
  readonly invoke: Invoke;
  readonly verifyToken: VerifyToken;
}

/** An answer, and what is worth saying about how it came to be. */
export interface Outcome {
  readonly answer: Answer;
  readonly path: string;
  readonly routeKey?: string;
  readonly integration?: Integration;
  readonly invocation?: Invocation;
  /** For the console: why the answer is no good one. */
  readonly error?: string;
}

/** Request line and headers together, in bytes: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const largestHead = 10_240;

/** An id such as `JKJaXmPLvHcESHA=`. */
export const makeRequestId = () => `${randomText(11, 'base64url')}=`;

/**
 * The way of one request through the API: limits, stage, route, authorizer, permission, function.
 *
 * @returns what to answer; undefined when the client left before it had sent its whole request
 */
export async function serveRequest(
  served: Served,
  request: IncomingMessage,
  requestId: string,
): Promise<Outcome | undefined> {
  const headers = headersOf(request);
  const method = request.method ?? '';
  const body = await readBody(request);
  if (body === 'gone') return undefined;
  const outcome = await routeRequest(served, { request, method, headers, body, requestId });
  const { cors } = served.api;
  if (!cors) return outcome;
  return { ...outcome, answer: withCors(outcome.answer, corsHeaders(cors, method, headers)) };
}

interface Received {
  readonly request: IncomingMessage;
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer | 'too large';
  readonly requestId: string;
}

async function routeRequest(served: Served, received: Received): Promise<Outcome> {
  const { request, method, headers, body } = received;
  const path = request.url ?? '';
  if (headSize(request) > largestHead) {
    return { path, answer: gatewayAnswer(431, 'Request Header Fields Too Large') };
  }
  if (body === 'too large') return { path, answer: gatewayAnswer(413, 'Request Entity Too Large') };
  const target = parseTarget(path);
  if (!target) return { path, answer: gatewayAnswer(400, 'Bad Request') };
  const notFound = { path: target.path, answer: gatewayAnswer(404, 'Not Found') };
  const place = stageOf(served.api, target);
  if (!place) return notFound;
  const match = served.findRoute(method, place.segments);
  if (!match) {
    // With CORS set, the API itself answers every OPTIONS request that no route takes. One that a route takes, by ANY
    // or $default too, goes there and through its authorizer: http-api-cors.html#http-api-cors-default-route
    const options = served.api.cors && method === 'OPTIONS';
    return options ? { path: target.path, answer: { status: 204, headers: [], body: '' } } : notFound;
  }
  const { route } = match;
  const about = { path: target.path, routeKey: route.key, integration: route.integration };
  const authorized = route.authorization
    ? await authorize(route.authorization, headers, target.query, served.verifyToken)
    : undefined;
  if (authorized && 'refusal' in authorized) {
    const { refusal, error } = authorized;
    return { ...about, answer: refusal, ...(error !== undefined && { error }) };
  }
  const event = eventOf({
    ...received,
    api: served.api,
    stage: place.stage,
    match,
    target,
    body,
    authorizer: authorized?.context,
    now: new Date(),
  });
  return { ...about, ...(await callFunction(served, match, event)) };
}

type Called = Pick<Outcome, 'answer' | 'invocation' | 'error'>;

const internalError = gatewayAnswer(500, 'Internal Server Error');
const serviceUnavailable = gatewayAnswer(503, 'Service Unavailable');

async function callFunction(served: Served, { route }: RouteMatch, event: HttpApiEvent): Promise<Called> {
  const { functionArn, functionLabel, permits, timeout } = route.integration;
  const sourceArn = sourceArnOf(served.api, event);
  if (!permits(sourceArn)) {
    const error = `no AWS::Lambda::Permission lets apigateway.amazonaws.com call ${functionLabel} for ${sourceArn}`;
    return { answer: internalError, error };
  }
  try {
    const invocation = await within(timeout, served.invoke(functionArn, event));
    if (invocation !== 'late') return { invocation, ...answerTo(invocation) };
    return { answer: serviceUnavailable, error: `the function took longer than the integration's ${timeout} ms` };
  } catch (error) {
    return { answer: answerToRefusal(error), error: messageOf(error) };
  }
}

function answerTo({ payload, error }: Invocation): Called {
  if (error) return { answer: internalError, error: `${error.errorType}: ${error.errorMessage}` };
  try {
    return { answer: answerOf(payload) };
  } catch (reason) {
    return { answer: internalError, error: `the function's answer is no good: ${messageOf(reason)}` };
  }
}

/** Lambda took no call: its limit of 6 MB is below the API's own, and a function's concurrency may be used up. */
function answerToRefusal(error: unknown): Answer {
  const refusal = error instanceof InvokeRefusal ? error.name : undefined;
  if (refusal === 'RequestTooLargeException') return gatewayAnswer(413, 'Request Entity Too Large');
  return refusal === 'TooManyRequestsException' ? serviceUnavailable : internalError;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** A promise's value, or `late`; the work goes on, as a function on Lambda does after its API has given up. */
async function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The stage that a path is for, and the rest of the path, which is what routes match. */
function stageOf({ stages }: HttpApi, { segments }: Target): { stage: Stage; segments: readonly string[] } | undefined {
  const named = stages.find(({ name }) => name !== '$default' && name === segments[0]);
  if (named) return { stage: named, segments: segments.length > 1 ? segments.slice(1) : [''] };
  const stage = stages.find(({ name }) => name === '$default');
  return stage && { stage, segments };
}

/** On whose behalf API Gateway calls a function, as a permission's `SourceArn` is written. */
function sourceArnOf({ id, environment }: HttpApi, { requestContext }: HttpApiEvent): string {
  const { partition, region, accountId } = environment;
  const { routeKey, stage, http } = requestContext;
  const route = routeKey.includes(' ') ? `${http.method}${routeKey.slice(routeKey.indexOf(' ') + 1)}` : routeKey;
  return `arn:${partition}:execute-api:${region}:${accountId}:${id}/${stage}/${route}`;
}

/** The bytes of the request line and the headers, line ends aside. */
function headSize({ method = '', url = '', rawHeaders }: IncomingMessage): number {
  return rawHeaders.reduce((size, text) => size + text.length, `${method} ${url} HTTP/1.1`.length);
}
