// Keeps the page's shell, so that it opens without a network. It has nothing to do with the API: other hosts' requests pass
// it by, and of this one only the files of the build and the page's settings are kept.

/** What the library of types for pages does not have. */
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface WorkerEvents {
  readonly install: ExtendableEvent;
  readonly activate: ExtendableEvent;
  readonly fetch: FetchEvent;
  readonly message: MessageEvent<unknown>;
}
interface WorkerScope {
  addEventListener<Name extends keyof WorkerEvents>(name: Name, listener: (event: WorkerEvents[Name]) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}
declare const worker: WorkerScope;
/** The files of the build, and a digest of them: a new build has another one. Put in by the build. */
declare const shell: { readonly version: string; readonly files: readonly string[] };

const prefix = 'shell-';
const cacheName = `${prefix}${shell.version}`;
const settings = '/config.json';
const page = '/index.html';

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(shell.files.map((file) => new Request(file, { cache: 'no-cache' })))),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(removeOld().then(() => worker.clients.claim()));
});

// The page asks for it when its visitor does.
worker.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void worker.skipWaiting();
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') {
    event.respondWith(keptOrFetched(page));
    event.waitUntil(refreshPage());
  }
  if (url.pathname === settings) event.respondWith(fetchedOrKept(request));
  if (url.pathname.startsWith('/assets/')) event.respondWith(keptOrFetched(request));
});

/** Files whose name has their digest never change; index.html changes with the version. */
async function keptOrFetched(request: Request | string): Promise<Response> {
  const kept = await caches.match(request, { cacheName });
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(cacheName)).put(request, response.clone());
  return response;
}

/**
 * The same page may come with other headers: its security policy names the API, whose address a stage may change. Those are
 * taken over for the next time; another page is another version, and waits until the visitor wants it.
 */
async function refreshPage(): Promise<void> {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(page);
  const fetched = await fetch(page, { cache: 'no-cache' }).catch(() => undefined);
  if (kept === undefined || fetched?.ok !== true) return;
  const [old, now] = await Promise.all([kept.text(), fetched.clone().text()]);
  if (old === now) await cache.put(page, fetched);
}

async function fetchedOrKept(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request);
    if (kept === undefined) throw error;
    return kept;
  }
}

async function removeOld(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((each) => each.startsWith(prefix) && each !== cacheName).map((each) => caches.delete(each)),
  );
}
