import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { StoredFile } from './find-file.ts';

/** Where the page's part of it is, and where that hears of changes. */
const paths = { script: '/_local/reload.js', changes: '/_local/changes' } as const;

/** How often an open page's version is looked at. Milliseconds. */
const lookAgain = 200;

/** A file of its own: pages rightly forbid scripts that stand in them. What a service worker keeps is older, and goes first. */
const script = `new EventSource('${paths.changes}').addEventListener('message', async () => {
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map((registration) => registration.unregister()));
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  location.reload();
});
`;

/** Loads an open page again when another version of it is published. */
export class Reload {
  readonly #version: () => string | undefined;
  readonly #open = new Set<ServerResponse>();
  #timer: NodeJS.Timeout | undefined;

  /** @param version tells versions of the page apart */
  constructor(version: () => string | undefined) {
    this.#version = version;
  }

  /** Answers a request that is for this. @returns whether it is */
  answer(path: string, response: ServerResponse): boolean {
    if (path === paths.script) {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' });
      response.end(script);
    } else if (path === paths.changes) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.flushHeaders();
      this.#follow(response);
    } else {
      return false;
    }
    return true;
  }

  /** An HTML file with the script in it; any other file as it is. */
  async into(file: StoredFile): Promise<StoredFile> {
    if (!file.headers['content-type']?.startsWith('text/html')) return file;
    const html = await text(file.read());
    const changed = html.replace(/(?=<\/head>)|$/, `<script src="${paths.script}"></script>`);
    const etag = `"${createHash('md5').update(changed).digest('hex')}"`;
    const size = Buffer.byteLength(changed);
    return { headers: { ...file.headers, etag }, size, read: () => Readable.from([changed], { objectMode: false }) };
  }

  #follow(response: ServerResponse): void {
    this.#open.add(response);
    response.on('close', () => {
      this.#open.delete(response);
      if (this.#open.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    });
    let last = this.#version();
    this.#timer ??= setInterval(() => {
      const version = this.#version();
      if (version === last) return;
      last = version;
      for (const each of this.#open) each.write('data: changed\n\n');
    }, lookAgain);
  }
}
