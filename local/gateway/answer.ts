import { validateHeaderName, validateHeaderValue } from '../http.ts';
import { isObject } from './properties.ts';

/** An answer on its way to the client. Header names are in lower case; `set-cookie` may stand several times. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Buffer;
}

/** An answer that the gateway itself gives, in AWS's form: `{"message":"Not Found"}`. */
export function gatewayAnswer(status: number, message: string, headers: Answer['headers'] = []): Answer {
  return { status, headers: [...headers, ['content-type', 'application/json']], body: JSON.stringify({ message }) };
}

/** Headers that the gateway or its HTTP server sets, whatever a function says. */
const notTheFunctions = new Set([
  'apigw-requestid',
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * What a function returned, as an HTTP answer (payload format 2.0). Anything without a `statusCode` is the body of a
 * 200; with one, it must have the form that AWS documents.
 *
 * @param payload the JSON value that the function returned
 * @throws Error where API Gateway would answer 500, saying why
 */
export function answerOf(payload: unknown): Answer {
  if (!isObject(payload) || payload.statusCode === undefined) {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload ?? null);
    return { status: 200, headers: [['content-type', 'application/json']], body };
  }
  const status = statusOf(payload.statusCode);
  const headers = [...headersOf(payload.headers), ...cookiesOf(payload.cookies)];
  const body = bodyOf(payload.body, payload.isBase64Encoded);
  const bodiless = status === 204 || status === 304;
  if (!bodiless && !headers.some(([name]) => name === 'content-type')) {
    headers.push(['content-type', 'text/plain; charset=utf-8']);
  }
  return { status, headers, body: bodiless ? '' : body };
}

function statusOf(statusCode: unknown): number {
  const status = typeof statusCode === 'string' && /^\d{3}$/.test(statusCode) ? Number(statusCode) : statusCode;
  if (typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new Error(`statusCode is no HTTP status: ${JSON.stringify(statusCode)}`);
}

function headersOf(headers: unknown): [string, string][] {
  if (headers === undefined || headers === null) return [];
  if (!isObject(headers)) throw new Error('headers is no object');
  return Object.entries(headers)
    .map(([name, value]): [string, string] => [name.toLowerCase(), headerText(name, value)])
    .filter(([name]) => !notTheFunctions.has(name));
}

function headerText(name: string, value: unknown): string {
  if (typeof value === 'object' || value === undefined) throw new Error(`the header ${name} is no text`);
  validateHeaderName(name);
  validateHeaderValue(name, String(value));
  return String(value);
}

function cookiesOf(cookies: unknown): [string, string][] {
  if (cookies === undefined || cookies === null) return [];
  if (!Array.isArray(cookies)) throw new Error('cookies is no list');
  return cookies.map((cookie) => ['set-cookie', headerText('set-cookie', cookie)]);
}

function bodyOf(body: unknown, isBase64Encoded: unknown): string | Buffer {
  if (body === undefined || body === null) return '';
  if (typeof body !== 'string') throw new Error('body is no text');
  return isBase64Encoded === true ? Buffer.from(body, 'base64') : body;
}
