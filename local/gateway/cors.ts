import type { Answer } from './answer.ts';
import type { Cors } from './http-api.ts';

/** Whether a request asks, as a browser does, which cross-origin request would be allowed. */
const isPreflight = (method: string, headers: ReadonlyMap<string, string>) =>
  method === 'OPTIONS' && headers.has('access-control-request-method');

/**
 * The CORS headers that an API puts on its answers, its own refusals included, when the request's origin is allowed.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function corsHeaders(
  cors: Cors,
  method: string,
  headers: ReadonlyMap<string, string>,
): (readonly [string, string])[] {
  const origin = headers.get('origin');
  const allowed = origin === undefined ? undefined : allowedOrigin(cors, origin);
  if (allowed === undefined) return [];
  // Without this header an OPTIONS request is no preflight, and AWS documents that it gets no CORS headers at all.
  if (method === 'OPTIONS' && !isPreflight(method, headers)) return [];
  const answer: [string, string][] = [['access-control-allow-origin', allowed]];
  if (cors.credentials) answer.push(['access-control-allow-credentials', 'true']);
  if (!isPreflight(method, headers)) {
    if (cors.exposedHeaders.length > 0) answer.push(['access-control-expose-headers', cors.exposedHeaders.join(',')]);
    return answer;
  }
  if (cors.methods.length > 0) answer.push(['access-control-allow-methods', cors.methods.join(',')]);
  if (cors.headers.length > 0) answer.push(['access-control-allow-headers', cors.headers.join(',')]);
  if (cors.maxAge !== undefined) answer.push(['access-control-max-age', String(cors.maxAge)]);
  return answer;
}

/** An origin is allowed as `*`, as itself, or by its scheme as `https://*`. */
function allowedOrigin({ origins }: Cors, origin: string): string | undefined {
  if (origins.includes('*')) return '*';
  const allowed = origins.some(
    (each) => each === origin || (/^https?:\/\/\*$/.test(each) && origin.startsWith(each.slice(0, -1))),
  );
  return allowed ? origin : undefined;
}

/** An answer with the API's CORS headers; what a function says about CORS does not count once the API has its own. */
export function withCors(answer: Answer, headers: Answer['headers']): Answer {
  const own = answer.headers.filter(([name]) => !name.startsWith('access-control-'));
  return { ...answer, headers: [...own, ...headers] };
}
