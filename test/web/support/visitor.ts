import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, expect, inject } from 'vitest';
import { claimsIn, tokensOf } from './tokens.ts';

export const phone = { width: 360, height: 740 } as const;
export const desk = { width: 1280, height: 800 } as const;
/** The middle of the sample fleet's Seattle. */
export const seattle = { latitude: 47.6, longitude: -122.31 } as const;

export const target = inject('web');
const browser = await chromium.launch({ executablePath: target.chromium, args: ['--no-sandbox'] });
afterAll(() => browser.close());

/** Somebody who looks at the page. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What must not happen: faults that the browser reports, and requests to other hosts. */
  readonly troubles: readonly string[];
  readonly close: () => Promise<void>;
}

export interface VisitorOptions extends BrowserContextOptions {
  /** Signed in as this person, from the token server, as after sign-in. */
  readonly user?: string;
  readonly groups?: string;
  /** What may be on the console: where a test breaks the network, the browser says so. */
  readonly mayLog?: RegExp;
  /** The page's address, where a test serves one of its own. */
  readonly pageUrl?: string;
}

/** Opens a browser of its own. */
export async function visit(options: VisitorOptions = {}): Promise<Visitor> {
  const { user, groups, mayLog, pageUrl = target.pageUrl, ...rest } = options;
  const context = await browser.newContext({
    viewport: phone,
    locale: 'en-US',
    baseURL: pageUrl,
    geolocation: seattle,
    permissions: ['geolocation'],
    ...rest,
  });
  if (user !== undefined) await signIn(context, pageUrl, user, groups);
  const troubles: string[] = [];
  const hosts = new Set([pageUrl, target.apiUrl, new URL(target.issuer).origin, target.awsEndpoint]);
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && !hosts.has(origin)) troubles.push(`asked another host: ${request.url()}`);
  });
  context.on('console', (message) => {
    // The browser writes down each refusal of the API, also one that the page expects: that a new rider has no profile yet.
    const isRefusal = message.location().url.startsWith(target.apiUrl) && message.text().includes('status of 4');
    const isExpected = isRefusal || mayLog?.test(message.text()) === true;
    if (message.type() === 'error' && !isExpected) troubles.push(`${message.text()} ${message.location().url}`);
  });
  context.on('weberror', (error) => troubles.push(String(error.error())));
  const page = await context.newPage();
  return { page, context, troubles, close: () => context.close() };
}

/** Signs someone in as the page itself would have it after sign-in: the library's own entry in the session storage. */
async function signIn(context: BrowserContext, pageUrl: string, user: string, groups = ''): Promise<void> {
  const tokens = await tokensOf(target.tokenUrl, user, groups);
  const profile = { ...claimsIn(tokens.id_token) };
  const entry = { ...tokens, token_type: 'Bearer', scope: 'openid email', profile, expires_at: profile.exp };
  // Before the page is there, an empty one has no storage.
  await context.addInitScript(
    ([origin, name, value]) => location.origin === origin && sessionStorage.setItem(name, value),
    [pageUrl, `oidc.user:${target.issuer}:${target.clientId}`, JSON.stringify(entry)] as const,
  );
}

/** Nothing went wrong that the visitor would not have seen. */
export function expectNoTrouble({ troubles }: Visitor): void {
  expect(troubles).toEqual([]);
}
