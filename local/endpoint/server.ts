import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { createServer } from '../http.ts';
import type { Mailbox } from '../mailbox.ts';
import { type Answer, type CallReport, dispatch, type Endpoint } from './dispatch.ts';
import { changeFaults, faultsPath } from './fault-control.ts';
import { mailboxPath, serveMailbox } from './mailbox-control.ts';
import type { WireRequest } from './signature.ts';
import { signedService } from './stated-signature.ts';

export interface EndpointOptions extends Endpoint {
  /** 0 picks a free one. */
  readonly port: number;
  /** Told of every call, after its answer was handed to the connection. */
  readonly onCall: (report: CallReport) => void;
  /** What would have been mailed, to be shown. */
  readonly mailbox?: Mailbox;
}

/** A running endpoint. */
export interface RunningEndpoint {
  /** Without a trailing slash: what a function gets as `AWS_ENDPOINT_URL`. */
  readonly url: string;
  /** Stops listening and ends every connection. */
  readonly close: () => Promise<void>;
}

/** Bodies are held in memory but where a service streams them; more is no request of an app that runs on a laptop. */
const maximumBodyBytes = 512 * 1024 * 1024;

/**
 * Starts the one AWS endpoint that functions call: it knows the caller by the signature, asks the caller's policies, and
 * hands the call to the service that it was signed for. It also takes `POST /_local/faults {"rate": 0.3}`,
 * and shows the mailbox at `/_local/mailbox`.
 * @throws the listening error (`EADDRINUSE`) when the port is taken.
 */
export const startEndpoint = async (options: EndpointOptions): Promise<RunningEndpoint> => {
  const answer = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    serve(new Incoming(request, response, expectsContinue), response, options).catch((error: unknown) => {
      response.destroy();
      // A client that left before its request was whole is no news.
      if (request.complete) process.emitWarning(error instanceof Error ? error : String(error));
    });
  };
  const server = createServer((request, response) => answer(request, response, false));
  // A client that asks first is told to send its body once it is known to be wanted.
  server.on('checkContinue', (request, response) => answer(request, response, true));
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

const serve = async (incoming: Incoming, response: ServerResponse, options: EndpointOptions): Promise<void> => {
  const wire = await incoming.wireRequest(options);
  if (!wire) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  if (wire.path === faultsPath) {
    const { status, message } = changeFaults(wire, options.faults);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(message));
    return;
  }
  if (wire.path === mailboxPath && options.mailbox) {
    const { status, message } = await serveMailbox(wire, options.mailbox);
    response.writeHead(status, { 'content-type': 'application/json' }).end(message && JSON.stringify(message));
    return;
  }
  const { answer, report } = await dispatch({ ...wire, left: () => leaving(response) }, options);
  // Its client may or may not send the body now, so that nothing after it could be told from it.
  if (incoming.isAwaited) response.shouldKeepAlive = false;
  incoming.leaveRest();
  send(answer, response);
  options.onCall(report);
};

/** A signal that aborts when the connection of an answer is closed, before or after it was sent. */
const leaving = (response: ServerResponse): AbortSignal => {
  const left = new AbortController();
  if (response.closed) left.abort();
  response.once('close', () => left.abort());
  return left.signal;
};

const send = ({ requestId, protocol, response: answer }: Answer, response: ServerResponse): void => {
  if (!answer) {
    response.destroy();
    return;
  }
  const { content } = answer;
  response.writeHead(answer.status, {
    'x-amzn-requestid': requestId,
    ...protocol.headers(answer.body),
    // An answer that cannot have a body has no length either.
    ...(answer.status !== 204 && { 'content-length': content?.length ?? Buffer.byteLength(answer.body) }),
    ...answer.headers,
  });
  if (!content) {
    response.end(answer.body);
    return;
  }
  pipeline(content.stream, response, (error) => {
    // A client that left before it had all is no news; what could not be read is.
    if (error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') process.emitWarning(error);
  });
};

/** A request as its bytes come in. */
class Incoming {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #isAwaited: boolean;

  constructor(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) {
    this.#request = request;
    this.#response = response;
    this.#isAwaited = expectsContinue;
  }

  /** Whether its client still waits to be told to send the body. */
  get isAwaited(): boolean {
    return this.#isAwaited;
  }

  /**
   * The request, with its body unless the service that it is signed for reads that itself.
   * @returns `undefined` for a body over the limit, whether it says so or not; it is then not read to its end.
   */
  async wireRequest({ services }: Endpoint): Promise<WireRequest | undefined> {
    const { method = 'GET', url = '/', rawHeaders } = this.#request;
    const question = url.indexOf('?');
    const head: WireRequest = {
      method,
      path: question < 0 ? url : url.slice(0, question),
      query: new URLSearchParams(question < 0 ? '' : url.slice(question)),
      headers: joinHeaders(rawHeaders),
      body: Buffer.alloc(0),
    };
    const name = signedService(head);
    if (services.find((service) => service.name === name)?.streamsBodies) {
      return { ...head, unread: () => this.#read() };
    }
    const body = await this.#readWhole();
    return body && { ...head, body };
  }

  /** Lets go what was not read, so that the connection is free for the next request. */
  leaveRest(): void {
    this.#request.resume();
  }

  #read(): AsyncIterable<Buffer> {
    if (this.#isAwaited) this.#response.writeContinue();
    this.#isAwaited = false;
    return { [Symbol.asyncIterator]: () => this.#request.iterator({ destroyOnReturn: false }) };
  }

  async #readWhole(): Promise<Buffer | undefined> {
    if (Number(this.#request.headers['content-length'] ?? 0) > maximumBodyBytes) return undefined;
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.#read()) {
      size += chunk.length;
      if (size > maximumBodyBytes) return undefined;
      chunks.push(chunk);
    }
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
  }
}

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
