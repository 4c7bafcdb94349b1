import type { AddressInfo } from 'node:net';
import { createApp } from '../../../examples/express/app.ts';

/** Somebody's browser, as far as a server without scripts needs one: it keeps the cookie and shows one page at a time. */
export interface Browser {
  /** The page that is shown. */
  readonly page: () => { readonly status: number; readonly path: string; readonly text: string };
  readonly open: (path: string) => Promise<void>;
  /** Sends a form of fields, and follows to where the answer leads. */
  readonly send: (path: string, fields: Readonly<Record<string, string>>) => Promise<void>;
  /** The value of a field of the page. */
  readonly valueOf: (field: string) => string;
}

/** Starts the example on a free port, for the API at an address. */
export async function startExample(apiUrl: string) {
  const server = createApp(apiUrl).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = addressOf(server.address());
  const url = `http://127.0.0.1:${port}`;
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { url, stop };
}

export function openBrowser(url: string): Browser {
  let cookie = '';
  let shown = { status: 0, path: '', text: '' };
  const go = async (path: string, fields?: Readonly<Record<string, string>>): Promise<void> => {
    const response = await fetch(`${url}${path}`, {
      redirect: 'manual',
      headers: { cookie },
      ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
    });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) cookie = set.split(';')[0] ?? '';
    const location = response.headers.get('location');
    shown = { status: response.status, path, text: await response.text() };
    if (location !== null) await go(location);
  };
  return {
    page: () => shown,
    open: (path) => go(path),
    send: go,
    valueOf: (field) => new RegExp(`name="${field}" value="([^"]*)"`).exec(shown.text)?.[1] ?? '',
  };
}

/** @throws Error where a server listens on no port */
export function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error(`No port: ${address}`);
  return address;
}
