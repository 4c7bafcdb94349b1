import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Answer, type CallReport, dispatch, type Endpoint } from './dispatch.ts';
import { changeFaults, faultsPath } from './fault-control.ts';
import type { WireRequest } from './signature.ts';

export interface EndpointOptions extends Endpoint {
  /** 0 picks a free one. */
  readonly port: number;
  /** Told of every call, after its answer was handed to the connection. */
  readonly onCall: (report: CallReport) => void;
}

/** A running endpoint. */
export interface RunningEndpoint {
  /** Without a trailing slash: what a function gets as `AWS_ENDPOINT_URL`. */
  readonly url: string;
  /** Stops listening and ends every connection. */
  readonly close: () => Promise<void>;
}

/** Bodies are held in memory; more than this is no request of an app that runs on a laptop. */
const maximumBodyBytes = 512 * 1024 * 1024;

/**
 * Starts the one AWS endpoint that functions call: it knows the caller by the signature, asks the caller's policies, and
 * hands the call to the service that it was signed for. It also takes `POST /_local/faults {"rate": 0.3}`.
 * @throws the listening error (`EADDRINUSE`) when the port is taken.
 */
export const startEndpoint = async (options: EndpointOptions): Promise<RunningEndpoint> => {
  const server = createServer((request, response) => {
    serve(request, response, options).catch((error: unknown) => {
      response.destroy();
      // A client that left before its request was whole is no news.
      if (request.complete) process.emitWarning(error instanceof Error ? error : String(error));
    });
  });
  // Longer than clients keep an idle socket, so that none sends a request into one that is just being closed.
  server.keepAliveTimeout = 60_000;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
};

const serve = async (request: IncomingMessage, response: ServerResponse, options: EndpointOptions): Promise<void> => {
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const wire = wireRequest(request, body);
  if (wire.path === faultsPath) {
    const { status, message } = changeFaults(wire, options.faults);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(message));
    return;
  }
  const { answer, report } = await dispatch(wire, options);
  send(answer, response);
  options.onCall(report);
};

const send = ({ requestId, protocol, response: answer }: Answer, response: ServerResponse): void => {
  if (!answer) {
    response.destroy();
    return;
  }
  response
    .writeHead(answer.status, {
      'x-amzn-requestid': requestId,
      ...protocol.headers(answer.body),
      'content-length': Buffer.byteLength(answer.body),
      ...answer.headers,
    })
    .end(answer.body);
};

/** @returns `undefined` for a body over the limit, whether it says so or not; it is then not read to its end. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > maximumBodyBytes) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > maximumBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
};

const wireRequest = ({ method = 'GET', url = '/', rawHeaders }: IncomingMessage, body: Buffer): WireRequest => {
  const question = url.indexOf('?');
  return {
    method,
    path: question < 0 ? url : url.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : url.slice(question)),
    headers: joinHeaders(rawHeaders),
    body,
  };
};

/** Node drops some repeated headers; a signature covers all of them. Without a prototype, as names come from outside. */
const joinHeaders = (rawHeaders: readonly string[]): Record<string, string> => {
  const headers: Record<string, string> = Object.create(null);
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    const earlier = headers[name];
    headers[name] = earlier === undefined ? value : `${earlier},${value}`;
  }
  return headers;
};
