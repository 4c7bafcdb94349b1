import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer, STATUS_CODES } from '../http.ts';
import { type Answer, gatewayAnswer } from './answer.ts';
import type { HttpApi } from './http-api.ts';
import type { Invoke } from './invocation.ts';
import { routeTable } from './routes.ts';
import { makeRequestId, type Outcome, type Served, serveRequest } from './serve-request.ts';
import type { VerifyToken } from './token-verifier.ts';

/** One answered request, for a line on the console. */
export interface RequestRecord {
  readonly method: string;
  /** The decoded path, without the query. */
  readonly path: string;
  readonly routeKey?: string;
  readonly status: number;
  /** From the end of the request's headers to its answer. */
  readonly milliseconds: number;
  readonly functionLabel?: string;
  readonly cold?: boolean;
  readonly accessKeyId?: string;
  readonly lambdaRequestId?: string;
  /** Why the answer is no good one, where the client is not told. */
  readonly error?: string;
}

export interface GatewayOptions {
  readonly api: HttpApi;
  /** The port on 127.0.0.1; 0 picks a free one. */
  readonly port: number;
  readonly invoke: Invoke;
  readonly verifyToken: VerifyToken;
  readonly onRequest: (record: RequestRecord) => void;
}

export interface Gateway {
  /** The API's local address, without a slash at its end. */
  readonly url: string;
  /** Serves another definition of the API from the next request on; the address stays. */
  readonly replace: (api: HttpApi) => void;
  /** Ends at once, open requests included. */
  readonly close: () => Promise<void>;
}

/** How long a whole request may take to arrive, in milliseconds. */
const arrival = 30_000;

/**
 * Serves one HTTP API on 127.0.0.1 as API Gateway would.
 *
 * @throws the server's own error where it cannot listen, with its code (`EADDRINUSE`)
 */
export async function startGateway({ api, port, invoke, verifyToken, onRequest }: GatewayOptions): Promise<Gateway> {
  const serve = (definition: HttpApi): Served => ({
    api: definition,
    findRoute: routeTable(definition.routes),
    invoke,
    verifyToken,
  });
  let served = serve(api);
  const server = createServer({
    // Well over API Gateway's limit, so that a request above that gets a proper answer and not a cut connection.
    maxHeaderSize: 128 * 1024,
    requestTimeout: arrival,
    headersTimeout: arrival,
    connectionsCheckingInterval: 1_000,
    // Longer than the clients' own, so that none sends a request into a connection that is just being closed.
    keepAliveTimeout: 75_000,
  });
  server.on('request', (request, response) => {
    const started = performance.now();
    const requestId = makeRequestId();
    response.on('error', (error) => console.error(`${request.method} ${request.url}: ${error.message}`));
    serveRequest(served, request, requestId).then(
      (outcome) => {
        if (!outcome) return;
        send(response, outcome.answer, requestId);
        onRequest(recordOf(request, outcome, performance.now() - started));
      },
      (fault: unknown) => {
        console.error(`${request.method} ${request.url}: the local gateway failed`, fault);
        send(response, gatewayAnswer(500, 'Internal Server Error'), requestId);
      },
    );
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(socket, refusalOf(error)));
  server.on('connect', (_request, socket) => refuse(socket, gatewayAnswer(400, 'Bad Request')));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    replace: (definition) => {
      served = serve(definition);
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const portOf = (address: AddressInfo | string | null) => (typeof address === 'object' ? (address?.port ?? 0) : 0);

function send(response: ServerResponse, { status, headers, body }: Answer, requestId: string): void {
  const all = [...headers, ['apigw-requestid', requestId]];
  if (status !== 204 && status !== 304) all.push(['content-length', String(Buffer.byteLength(body))]);
  response.writeHead(status, all.flat());
  response.end(body);
}

function recordOf(request: IncomingMessage, outcome: Outcome, milliseconds: number): RequestRecord {
  const { answer, path, routeKey, integration, invocation, error } = outcome;
  return {
    method: request.method ?? '',
    path,
    status: answer.status,
    milliseconds,
    ...(routeKey !== undefined && { routeKey }),
    ...(integration && { functionLabel: integration.functionLabel }),
    ...(invocation && {
      cold: invocation.cold,
      accessKeyId: invocation.accessKeyId,
      lambdaRequestId: invocation.requestId,
    }),
    ...(error !== undefined && { error }),
  };
}

function refusalOf({ code }: NodeJS.ErrnoException): Answer {
  if (code === 'HPE_HEADER_OVERFLOW') return gatewayAnswer(431, 'Request Header Fields Too Large');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return gatewayAnswer(408, 'Request Timeout');
  return gatewayAnswer(400, 'Bad Request');
}

/** Answers what is no HTTP request that Node could read, and ends the connection. */
function refuse(socket: Duplex, { status, body }: Answer): void {
  // The client may be gone already; a socket's error without a listener would end the whole run.
  socket.on('error', () => socket.destroy());
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    `apigw-requestid: ${makeRequestId()}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
