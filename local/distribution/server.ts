import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { compressor } from './compression.ts';
import { type PageAnswer, type Served, servePage } from './serve-page.ts';

export interface PageServerOptions {
  readonly served: Served;
  /** The port on 127.0.0.1; 0 picks a free one. */
  readonly port: number;
}

export interface PageServer {
  /** The page's local address, without a slash at its end. */
  readonly url: string;
  /** Serves another definition of the distribution from the next request on; the address stays. */
  readonly replace: (served: Served) => void;
  /** Ends at once, open requests included. */
  readonly close: () => Promise<void>;
}

/**
 * Serves one distribution on 127.0.0.1 as CloudFront would.
 *
 * @throws the server's own error where it cannot listen, with its code (`EADDRINUSE`)
 */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  let { served } = options;
  const server = createServer((request, response) => {
    answer(request, response).catch((fault: unknown) => {
      served.onFault(fault);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, path, query = ''] = /^(\/[^?]*)(?:\?(.*))?$/s.exec(request.url ?? '') ?? [];
    if (path === undefined) {
      response.writeHead(400).end();
      return;
    }
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
      name,
      String(value ?? ''),
    ]);
    const head = { method: request.method ?? '', path, query, headers: Object.fromEntries(headers) };
    await send(response, await servePage(served, head), head.method === 'HEAD');
  }

  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : options.port}`,
    replace: (changed) => {
      served = changed;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function send(response: ServerResponse, { status, headers, body }: PageAnswer, isHead: boolean): Promise<void> {
  const isText = typeof body === 'string';
  const length = isText ? Buffer.byteLength(body) : body.file.size;
  response.statusCode = status;
  response.setHeaders(new Map(headers));
  // How long a compressed body is shows only when it is sent.
  if (status !== 304 && (isText || body.coding === undefined)) response.setHeader('content-length', length);
  if (isText || isHead) {
    response.end(isHead ? undefined : body);
    return;
  }
  try {
    if (body.coding === undefined) await pipeline(body.file.read(), response);
    else await pipeline(body.file.read(), compressor(body.coding), response);
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!isGone) throw error;
  }
}
