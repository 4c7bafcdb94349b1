import type { IncomingMessage } from 'node:http';
import { randomText } from '../random-text.ts';
import type { AuthorizerContext } from './authorizer.ts';
import type { HttpApi, Stage } from './http-api.ts';
import type { RouteMatch } from './routes.ts';
import type { Target } from './target.ts';

/** What a function gets: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export type HttpApiEvent = {
  version: '2.0';
  routeKey: string;
  rawPath: string;
  rawQueryString: string;
  cookies?: string[];
  headers: Record<string, string>;
  queryStringParameters?: Record<string, string>;
  requestContext: {
    accountId: string;
    apiId: string;
    authorizer?: AuthorizerContext;
    domainName: string;
    domainPrefix: string;
    http: { method: string; path: string; protocol: string; sourceIp: string; userAgent: string };
    requestId: string;
    routeKey: string;
    stage: string;
    /** `12/Mar/2020:19:03:58 +0000` */
    time: string;
    /** Milliseconds since 1970. */
    timeEpoch: number;
  };
  body?: string;
  pathParameters?: Record<string, string>;
  isBase64Encoded: boolean;
  stageVariables?: Record<string, string>;
};

/** All that one request brought, read and matched. */
export interface Matched {
  readonly api: HttpApi;
  readonly stage: Stage;
  readonly match: RouteMatch;
  readonly request: IncomingMessage;
  readonly headers: ReadonlyMap<string, string>;
  readonly target: Target;
  readonly body: Buffer;
  readonly authorizer: AuthorizerContext | undefined;
  readonly requestId: string;
  readonly now: Date;
}

/** The event of payload format 2.0 for a request. Members that would be empty are left out, as AWS does. */
export function eventOf(matched: Matched): HttpApiEvent {
  const { api, stage, match, request, target, body, authorizer, requestId, now } = matched;
  const { cookie, ...headers } = Object.fromEntries([...matched.headers, ...added(matched)]);
  const text = isText(headers['content-type']);
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath: target.path,
    rawQueryString: target.rawQuery,
    ...(cookie !== undefined && { cookies: cookiesOf(cookie) }),
    headers,
    ...(target.query.size > 0 && { queryStringParameters: Object.fromEntries(target.query) }),
    requestContext: {
      accountId: api.environment.accountId,
      apiId: api.id,
      ...(authorizer && { authorizer }),
      domainName: `${api.id}.execute-api.${api.environment.region}.${api.environment.urlSuffix}`,
      domainPrefix: api.id,
      http: {
        method: request.method ?? '',
        path: target.path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: match.route.key,
      stage: stage.name,
      time: logTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
    ...(Object.keys(match.parameters).length > 0 && { pathParameters: { ...match.parameters } }),
    isBase64Encoded: body.length > 0 && !text,
    ...(Object.keys(stage.variables).length > 0 && { stageVariables: { ...stage.variables } }),
  };
}

/** Headers about one connection, which end at the gateway. */
const ofTheConnection = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** A request's headers as functions get them: names in lower case, the values of a repeated one joined by commas. */
export function headersOf({ rawHeaders }: IncomingMessage): Map<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    if (ofTheConnection.has(name)) continue;
    const before = headers.get(name);
    const separator = name === 'cookie' ? '; ' : ',';
    headers.set(name, before === undefined ? value : `${before}${separator}${value}`);
  }
  return headers;
}

/** The headers that API Gateway adds, true for the local server: plain HTTP, its own port. */
function added({ headers, body, request }: Matched): [string, string][] {
  const { remoteAddress = '', localPort = 0 } = request.socket;
  const forwarded = headers.get('x-forwarded-for');
  return [
    ['content-length', String(body.length)],
    ['x-amzn-trace-id', headers.get('x-amzn-trace-id') ?? traceId()],
    ['x-forwarded-for', forwarded === undefined ? remoteAddress : `${forwarded}, ${remoteAddress}`],
    ['x-forwarded-port', String(localPort)],
    ['x-forwarded-proto', 'http'],
  ];
}

const traceId = () => {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomText(12, 'hex')}`;
};

const cookiesOf = (header: string) =>
  header
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');

/** Only these types of body come as text; all else, no type at all included, comes as base64. */
function isText(contentType = ''): boolean {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  return /^text\/|^application\/(json|xml|javascript)$/.test(type);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000`, the time format of access logs. */
function logTime(time: Date): string {
  const iso = time.toISOString();
  return `${iso.slice(8, 10)}/${months[time.getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
