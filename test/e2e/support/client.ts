import { Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps, Agent as TlsAgent } from 'node:https';
import { inject } from 'vitest';

const { apiUrl } = inject('target');

/** An answer of the API, read to its end. */
export interface Answer {
  readonly method: string;
  /** The path and query that were asked for, after the API's address. */
  readonly path: string;
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The body, parsed. @throws SyntaxError where it is no JSON */
  readonly json: <Body = unknown>() => Body;
}

export type RequestHeaders = Readonly<Record<string, string | readonly string[]>>;

export interface Sent {
  readonly headers?: RequestHeaders;
  /** As it goes over the wire; nothing adds a content type. */
  readonly body?: string | Uint8Array;
}

const base = new URL(apiUrl);
const isTls = base.protocol === 'https:';
const start = isTls ? requestHttps : requestHttp;
const agent = isTls ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
/** Milliseconds without a sign of life after which a request counts as hanging: more than the gateway's own 30 s. */
const patience = 35_000;

/**
 * Sends a request just as it is said: no header but those given (and `host`, `connection`, `content-length`), the path
 * not normalized, a body with any method.
 *
 * @param path path and query after the API's address, percent-encoded
 */
export async function send(method: string, path: string, { headers = {}, body }: Sent = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request: ClientRequest = start({
    protocol: base.protocol,
    hostname: base.hostname,
    port: base.port,
    agent,
    method,
    path: `${base.pathname.replace(/\/$/, '')}${path}`,
    headers: {
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, toMutable(value)])),
      ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
    },
  });
  request.setTimeout(patience, () => request.destroy(new Error(`${method} ${path} got no answer`)));
  request.on('response', resolve).on('error', reject);
  request.end(body);

  const response = await promise;
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return {
    method,
    path,
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, value?.toString()])),
    text,
    json: () => JSON.parse(text),
  };
}

const toMutable = (value: string | readonly string[]) => (typeof value === 'string' ? value : [...value]);
