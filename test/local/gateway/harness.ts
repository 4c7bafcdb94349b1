import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach } from 'vitest';
import type { HttpApiEvent } from '../../../local/gateway/event.ts';
import { type Gateway, type RequestRecord, startGateway } from '../../../local/gateway/gateway.ts';
import type { Invocation, Invoke } from '../../../local/gateway/invocation.ts';
import type { VerifyToken } from '../../../local/gateway/token-verifier.ts';
import type { Resource } from '../../../local/template/resources.ts';
import { apiOf } from './template.ts';

/** What a function does with an event: gives the value that it returns. */
export type Handler = (event: HttpApiEvent, functionArn: string) => unknown;

export const invoked = (payload: unknown): Invocation => ({
  payload,
  cold: false,
  accessKeyId: 'AKIALOCAL',
  requestId: 'lambda-request',
});

export interface Running {
  readonly gateway: Gateway;
  readonly url: string;
  readonly port: number;
  readonly events: HttpApiEvent[];
  readonly records: RequestRecord[];
}

const open: Gateway[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.close()));
});

/** Serves an API until the test ends, its functions being one that answers as the handler says. */
export const serve = (resources: Resource[], handler: Handler = () => 'ok', verifyToken?: VerifyToken) =>
  serveInvoking(resources, async (functionArn, event) => invoked(await handler(event, functionArn)), verifyToken);

/** Serves an API until the test ends. */
export async function serveInvoking(
  resources: Resource[],
  invoke: Invoke,
  verifyToken: VerifyToken = async () => ({ refused: 'no token is good here' }),
): Promise<Running> {
  const events: HttpApiEvent[] = [];
  const records: RequestRecord[] = [];
  const gateway = await startGateway({
    api: apiOf(resources),
    port: 0,
    invoke: (functionArn, event) => {
      events.push(event);
      return invoke(functionArn, event);
    },
    verifyToken,
    onRequest: (record) => records.push(record),
  });
  open.push(gateway);
  return { gateway, url: gateway.url, port: Number(new URL(gateway.url).port), events, records };
}

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: string[];
  readonly body: string;
  readonly bytes: Buffer;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
}

/** One request by node:http, which leaves the path and the headers as they are. */
export async function send(url: string, path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Got> {
  const { hostname, port } = new URL(url);
  const outgoing = request({ hostname, port, path, method, headers, agent: false });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return {
    status: response.statusCode,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    body: bytes.toString(),
    bytes,
  };
}

/** Writes bytes to the server as they are, and gives all that comes back until the connection ends. */
export async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(Buffer.from(text, 'latin1'));
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}
