import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet } from 'jose';
import type { LocalIssuer } from '../gateway/token-verifier.ts';
import { createServer } from '../http.ts';
import type { Mailbox } from '../mailbox.ts';
import type { Storage } from '../storage.ts';
import { discoveryDocument } from './discovery.ts';
import { madeUpTokens, type Tokens } from './made-up-tokens.ts';
import { PoolServers } from './pool-servers.ts';
import { signingKey } from './signing-key.ts';
import { InvalidRequest, readTokenRequest } from './token-request.ts';
import type { UserPool } from './user-pools.ts';

export interface SignInOptions {
  readonly pools: readonly UserPool[];
  /** The port on 127.0.0.1; 0 picks a free one. */
  readonly port: number;
  /** Where the signing key is kept, so that tokens survive a restart. */
  readonly dataDirectory?: string;
  /** Where users, sessions and refresh tokens are kept. */
  readonly storage: Storage;
  /** Gets the codes that Cognito would mail. */
  readonly mailbox: Mailbox;
  /** Where sign-in and sign-out may return to beside what the template says, such as the page of this run. */
  readonly callbackUrls?: readonly string[];
}

/** The local stand-in for all user pools of a run. */
export interface SignIn {
  /** The server's address, without a slash at its end. */
  readonly url: string;
  /** `GET {tokenUrl}?user=alice&groups=operators` answers `{"id_token", "access_token"}`. */
  readonly tokenUrl: string;
  /** What `tokenUrl` answers to such a query. @throws InvalidRequest saying what is wrong with it */
  readonly tokens: (query: URLSearchParams) => Promise<Tokens>;
  /** The local issuer of a pool, with discovery document and keys beneath it. */
  readonly issuerUrl: (poolId: string) => string;
  /** Who signs for an issuer that the template names; undefined when it is no pool of the run. */
  readonly localIssuer: (issuer: string) => LocalIssuer | undefined;
  /** Stands in for other pools from now on, after the template has changed. */
  readonly replace: (pools: readonly UserPool[]) => void;
  readonly close: () => Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Serves an OpenID provider for each user pool, and tokens for any made-up person.
 *
 * @throws the server's own error where it cannot listen (`EADDRINUSE`); Error where the kept key cannot be read
 */
export async function startSignIn(options: SignInOptions): Promise<SignIn> {
  const { port, dataDirectory, mailbox, storage, callbackUrls = [] } = options;
  const key = await signingKey(dataDirectory);
  const keySet = { keys: [key.publicJwk] };
  const keys = createLocalJWKSet(keySet);
  const withCallbacks = (pools: readonly UserPool[]) => pools.map((pool) => addCallbacks(pool, callbackUrls));
  let served = withCallbacks(options.pools);
  const underWay = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const work = answer(request, response).catch((fault: unknown) => {
      // The client went away before it had sent everything.
      if (fault === request.errored) return;
      console.error(`${request.method} ${request.url}: the sign-in server failed`, fault);
      if (response.headersSent) response.destroy();
      else send(response, { status: 500, body: { error: 'server_error' } });
    });
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
  const issuerUrl = (poolId: string) => `${url}/${poolId}`;
  const poolServers = new PoolServers({ key, mailbox, storage, issuerUrl });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '';
    const [, id, path] = /^\/([^/?]+)(\/(?:oauth2\/|login|logout)\b.*)$/.exec(target) ?? [];
    const pool = served.find((each) => each.id === id && each.hasDomain);
    if (!pool || !URL.canParse(target, url)) return send(response, await reply(request.method ?? '', target));
    request.url = path;
    await poolServers.answer(pool, request, response);
  }

  async function reply(method: string, target: string): Promise<Reply> {
    if (!URL.canParse(target, url)) return failure(400, 'invalid_request', 'the URL cannot be read');
    const { pathname, searchParams } = new URL(target, url);
    const body = pathname === '/token' ? undefined : documentAt(pathname);
    if (pathname !== '/token' && body === undefined) {
      return failure(
        404,
        'not_found',
        'there are /token and, for each user pool, /POOL/.well-known/openid-configuration',
      );
    }
    if (method !== 'GET' && method !== 'HEAD') {
      return { ...failure(405, 'invalid_request', 'only GET is answered here'), headers: { allow: 'GET, HEAD' } };
    }
    // Issuer documents are public, and pages of any origin read them.
    if (body) return { status: 200, body, headers: { 'access-control-allow-origin': '*' } };
    try {
      return { status: 200, body: await tokens(searchParams), headers: { 'cache-control': 'no-store' } };
    } catch (error) {
      if (error instanceof InvalidRequest) return failure(400, 'invalid_request', error.message);
      throw error;
    }
  }

  async function tokens(query: URLSearchParams): Promise<Tokens> {
    const wanted = readTokenRequest(query, served);
    return madeUpTokens(wanted, issuerUrl(wanted.pool.id), key);
  }

  function documentAt(pathname: string): object | undefined {
    const pool = served.find(({ id }) => pathname.startsWith(`/${id}/.well-known/`));
    if (!pool) return undefined;
    if (pathname === `/${pool.id}/.well-known/jwks.json`) return keySet;
    if (pathname !== `/${pool.id}/.well-known/openid-configuration`) return undefined;
    return discoveryDocument(pool, issuerUrl(pool.id));
  }

  return {
    url,
    tokenUrl: `${url}/token`,
    tokens,
    issuerUrl,
    localIssuer: (issuer) => {
      const pool = served.find((each) => each.issuer === issuer);
      return pool && { issuer: issuerUrl(pool.id), keys };
    },
    replace: (others) => {
      served = withCallbacks(others);
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      // What they write goes to a storage that is closed next.
      await Promise.all(underWay);
    },
  };
}

/** A pool whose app clients may return to these addresses too. */
const addCallbacks = (pool: UserPool, added: readonly string[]): UserPool => ({
  ...pool,
  clients: pool.clients.map((client) => ({
    ...client,
    callbackUrls: [...client.callbackUrls, ...added],
    logoutUrls: [...client.logoutUrls, ...added],
  })),
});

const failure = (status: number, error: string, description: string): Reply => ({
  status,
  body: { error, error_description: description },
});

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
