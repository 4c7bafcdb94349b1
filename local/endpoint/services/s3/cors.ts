import { ServiceError } from '../../service.ts';
import type { CorsRule } from './bucket.ts';

type Headers = Readonly<Record<string, string>>;

const vary = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

/**
 * The answer to a browser that asks whether a page of another origin may send a request.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
 *
 * @returns its headers
 * @throws ServiceError where the bucket has no rule that allows it
 */
export const preflightHeaders = (rules: readonly CorsRule[], headers: Headers): Record<string, string> => {
  const { origin } = headers;
  const method = headers['access-control-request-method'];
  if (origin === undefined) {
    throw new ServiceError(400, 'BadRequest', 'Insufficient information. Origin request header needed.');
  }
  if (method === undefined) {
    throw new ServiceError(400, 'BadRequest', 'Invalid Access-Control-Request-Method: null');
  }
  const asked = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const rule = rules.find(
    (candidate) =>
      allows(candidate, origin, method) &&
      asked.every((name) => candidate.headers.some((pattern) => matches(pattern.toLowerCase(), name))),
  );
  if (!rule) {
    const why =
      rules.length === 0
        ? 'CORS is not enabled for this bucket.'
        : "This CORS request is not allowed. This is usually because the evaluation of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";
    throw new ServiceError(403, 'AccessForbidden', `CORSResponse: ${why}`, { Method: method, ResourceType: 'OBJECT' });
  }
  return {
    ...rulesHeaders(rule, origin),
    ...(asked.length > 0 && { 'access-control-allow-headers': asked.join(', ') }),
    ...(rule.maxAge !== undefined && { 'access-control-max-age': String(rule.maxAge) }),
  };
};

/** What a browser needs to show an answer to a page of another origin; nothing where no rule allows it. */
export const corsHeaders = (rules: readonly CorsRule[], method: string, headers: Headers): Record<string, string> => {
  const { origin } = headers;
  if (origin === undefined) return {};
  const rule = rules.find((candidate) => allows(candidate, origin, method));
  return rule ? rulesHeaders(rule, origin) : {};
};

const rulesHeaders = (rule: CorsRule, origin: string): Record<string, string> => {
  const isAny = rule.origins.find((pattern) => matches(pattern, origin)) === '*';
  return {
    'access-control-allow-origin': isAny ? '*' : origin,
    'access-control-allow-methods': rule.methods.join(', '),
    ...(rule.exposed.length > 0 && { 'access-control-expose-headers': rule.exposed.join(', ') }),
    ...(!isAny && { 'access-control-allow-credentials': 'true' }),
    vary,
  };
};

const allows = ({ origins, methods }: CorsRule, origin: string, method: string): boolean =>
  methods.includes(method) && origins.some((pattern) => matches(pattern, origin));

/** A pattern may have one `*`, which stands for any text. */
const matches = (pattern: string, text: string): boolean => {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const end = pattern.slice(star + 1);
  return text.length >= pattern.length - 1 && text.startsWith(pattern.slice(0, star)) && text.endsWith(end);
};
