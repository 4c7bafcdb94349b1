import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createServer } from '../http.ts';
import { compressor } from './compression.ts';
import { findFile } from './find-file.ts';
import { Reload } from './reload.ts';
import { type PageAnswer, type Served, servePage } from './serve-page.ts';

/** A distribution with all that it is served from. */
export type ServedDistribution = Omit<Served, 'shown'>;

export interface PageServerOptions {
  readonly served: ServedDistribution;
  /** Whether an open page is loaded again when another version of it is published: HTML files get a script for that. */
  readonly reloads: boolean;
  /** The port on 127.0.0.1; 0 picks a free one. */
  readonly port: number;
}

export interface PageServer {
  /** The page's local address, without a slash at its end. */
  readonly url: string;
  /** Serves another definition of the distribution from the next request on; the address stays. */
  readonly replace: (served: ServedDistribution) => void;
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
  const reload = options.reloads ? new Reload(() => versionOf(served)) : undefined;
  const shown: Served['shown'] = async (file) => (reload ? reload.into(file) : file);
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
    if (reload?.answer(path, response)) return;
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
      name,
      String(value ?? ''),
    ]);
    const head = { method: request.method ?? '', path, query, headers: Object.fromEntries(headers) };
    await send(response, await servePage({ ...served, shown }, head), head.method === 'HEAD');
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

/** The version of the page that is there now: what stands for `/` names all else that belongs to it. */
function versionOf(served: ServedDistribution): string | undefined {
  const { rootObject, behaviours } = served.distribution;
  const origin = behaviours.at(-1)?.origin;
  const file = origin && findFile(served, origin, `/${rootObject ?? ''}`);
  return typeof file === 'object' ? file.headers.etag : undefined;
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
