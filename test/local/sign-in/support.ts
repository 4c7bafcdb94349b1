import { createHash, randomBytes } from 'node:crypto';
import { isObject } from '../../../local/gateway/properties.ts';
import { Mailbox } from '../../../local/mailbox.ts';
import { type SignIn, type SignInOptions, startSignIn } from '../../../local/sign-in/sign-in.ts';
import type { AppClient, UserPool } from '../../../local/sign-in/user-pools.ts';
import { Storage } from '../../../local/storage.ts';

export const callback = 'http://localhost:5173/callback';
export const signedOut = 'http://localhost:5173/';

/** A client of a page, as the template would have it. */
export const appClient = (id: string, settings: Partial<AppClient> = {}): AppClient => ({
  id,
  usesCodeFlow: true,
  callbackUrls: [callback],
  logoutUrls: [signedOut],
  scopes: ['openid', 'email', 'profile'],
  lifetimes: { access: 1800, id: 2700, refresh: 86_400 },
  revokesTokens: true,
  rotatesRefreshTokens: false,
  ...settings,
});

export const userPool = (name: string, settings: Partial<UserPool> = {}): UserPool => ({
  id: `us-east-1_${name}`,
  issuer: `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_${name}`,
  clients: [appClient('web-client')],
  groups: ['operators'],
  hasDomain: true,
  signInName: 'email',
  caseSensitive: false,
  selfSignUp: true,
  verifiesEmail: true,
  recoversByEmail: true,
  passwordPolicy: { minimumLength: 8, lowercase: true, uppercase: true, digits: true, symbols: true },
  codeMail: { subject: 'Verify', body: 'Your code: {####}' },
  ...settings,
});

/** A sign-in server with what a run gives it. */
export interface Running {
  readonly signIn: SignIn;
  readonly mailbox: Mailbox;
  readonly close: () => Promise<void>;
}

/** @param folder keeps all in this folder; else in memory */
export async function startServer(
  pools: readonly UserPool[],
  options: Partial<Pick<SignInOptions, 'port' | 'dataDirectory' | 'callbackUrls'>> = {},
): Promise<Running> {
  const { dataDirectory } = options;
  const storage = await Storage.open(dataDirectory === undefined ? undefined : `${dataDirectory}/events`);
  try {
    const mailbox = await Mailbox.open(storage.part('mails'));
    const signIn = await startSignIn({ pools, port: 0, ...options, storage, mailbox });
    return {
      signIn,
      mailbox,
      close: async () => {
        await signIn.close();
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** What a browser does for a page: keeps cookies by path, follows no redirect by itself, sends forms with its origin. */
export class Browser {
  readonly #cookies: Map<string, { readonly path: string; readonly value: string }>;

  constructor(cookies: Browser['cookies'] = new Map()) {
    this.#cookies = new Map(cookies);
  }

  get cookies(): ReadonlyMap<string, { readonly path: string; readonly value: string }> {
    return this.#cookies;
  }

  async get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#ask(url, { headers });
  }

  /** Sends the form of a page. */
  async send(url: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) {
    const origin = new URL(url).origin;
    return this.#ask(url, { method: 'POST', headers: { origin, ...headers }, body: new URLSearchParams(fields) });
  }

  /** Follows redirects as long as they stay at the server. */
  async follow(response: Response): Promise<Response> {
    let last = response;
    for (;;) {
      const location = last.headers.get('location');
      if (location === null) return last;
      const next = new URL(location, last.url);
      if (next.origin !== new URL(last.url).origin) return last;
      last = await this.get(next.href);
    }
  }

  async #ask(url: string, init: RequestInit & { headers: Readonly<Record<string, string>> }): Promise<Response> {
    const { pathname } = new URL(url);
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => pathname === path || pathname.startsWith(path.replace(/\/?$/, '/')))
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      .join('; ');
    const response = await fetch(url, { redirect: 'manual', ...init, headers: { ...init.headers, cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      const [, path = '/'] = /; path=([^;]*)/i.exec(set) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(set)) this.#cookies.delete(`${name} ${path}`);
      else this.#cookies.set(`${name} ${path}`, { path, value });
    }
    return response;
  }
}

/** A page that signs people in with the code flow and PKCE, as OpenID clients for browsers do. */
export class Client {
  readonly issuer: string;
  readonly id: string;
  readonly browser: Browser;
  readonly verifier = randomBytes(32).toString('base64url');

  constructor(issuer: string, id = 'web-client', browser = new Browser()) {
    this.issuer = issuer;
    this.id = id;
    this.browser = browser;
  }

  authorizeUrl(changes: Readonly<Record<string, string | undefined>> = {}): string {
    const parameters = {
      client_id: this.id,
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid email profile',
      state: 'the state',
      nonce: 'the nonce',
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    };
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
    return `${this.issuer}/oauth2/authorize?${query}`;
  }

  /** Opens the sign-in page. @returns the address that its steps are beneath, and its HTML */
  async open(changes: Readonly<Record<string, string | undefined>> = {}) {
    const page = await this.browser.follow(await this.browser.get(this.authorizeUrl(changes)));
    return { base: new URL(page.url).href.replace(/\?.*$/, ''), text: await page.text(), page };
  }

  /** Signs in with one click, and comes back with a code. */
  async signIn(person = 'rider', changes: Readonly<Record<string, string | undefined>> = {}): Promise<string> {
    const { base } = await this.open(changes);
    return this.codeOf(await this.browser.send(`${base}/at-hand`, { person }));
  }

  /** The code that the way back from a form brings. */
  async codeOf(response: Response): Promise<string> {
    const back = await this.browser.follow(response);
    const code = new URL(back.headers.get('location') ?? 'none:').searchParams.get('code');
    if (code === null) throw new Error(`no code: ${back.status} ${back.headers.get('location')} ${await back.text()}`);
    return code;
  }

  redeem(code: string, changes: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: callback,
      code_verifier: this.verifier,
      ...changes,
    });
  }

  refresh(token: string): Promise<Answer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: token });
  }

  async token(fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) {
    const body = new URLSearchParams({ client_id: this.id, ...fields });
    return answerOf(await fetch(`${this.issuer}/oauth2/token`, { method: 'POST', body, headers }));
  }

  async userInfo(accessToken: string): Promise<Answer> {
    const headers = { authorization: `Bearer ${accessToken}` };
    return answerOf(await fetch(`${this.issuer}/oauth2/userInfo`, { headers }));
  }

  async revoke(token: string): Promise<Answer> {
    const body = new URLSearchParams({ client_id: this.id, token });
    return answerOf(await fetch(`${this.issuer}/oauth2/revoke`, { method: 'POST', body }));
  }
}

export interface Answer {
  readonly status: number;
  /** The members that are texts or numbers, as text. */
  readonly body: Readonly<Record<string, string>>;
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  if (!isObject(parsed)) throw new Error(`no JSON object: ${text}`);
  return {
    status: response.status,
    body: Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)])),
  };
}
