import { once } from 'node:events';
import { createReadStream, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';

export interface PageServerOptions {
  /** The folder of the built page. */
  readonly folder: string;
  /** What `/config.json` says. */
  readonly config: () => Readonly<Record<string, string>>;
  /** The origins, beside its own, that the page may call. */
  readonly connect: () => readonly string[];
}

export interface PageServer {
  /** Without a slash at its end. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.webmanifest', 'application/manifest+json'],
]);

/** Serves the page as strictly as it is deployed: no script, style or request but its own, and each path is the page. */
export async function startPageServer({ folder, config, connect }: PageServerOptions): Promise<PageServer> {
  const policy = () =>
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      `connect-src 'self' ${connect().join(' ')}`,
      "manifest-src 'self'",
      "worker-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; ');

  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', policy());
    response.setHeader('x-content-type-options', 'nosniff');
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (pathname === '/config.json') {
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
      response.end(JSON.stringify(config()));
      return;
    }
    const file = join(folder, normalize(pathname));
    const isFile = extname(file) !== '' && statSync(file, { throwIfNoEntry: false })?.isFile() === true;
    if (!isFile && pathname.startsWith('/assets/')) response.writeHead(404).end();
    else send(response, isFile ? file : join(folder, 'index.html'), pathname.startsWith('/assets/'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The page server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, file: string, isForEver: boolean): void {
  response.writeHead(200, {
    'content-type': types.get(extname(file)) ?? 'application/octet-stream',
    'cache-control': isForEver ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  createReadStream(file).pipe(response);
}
