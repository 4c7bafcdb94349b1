import { createHmac } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { JWK } from 'jose';
import { type Configuration, errors, interactionPolicy, Provider } from 'oidc-provider';
import type { Accounts } from './accounts.ts';
import { endpoints } from './discovery.ts';
import { errorPage } from './pages/error-page.ts';
import { languageOf } from './pages/language.ts';
import type { ProviderStore } from './provider-store.ts';
import { emailSeen } from './tokens.ts';
import type { AppClient, UserPool } from './user-pools.ts';

export interface ProviderOptions {
  readonly pool: UserPool;
  /** The local URL of the pool. */
  readonly issuer: string;
  /** The key that signs, with its private half. */
  readonly privateJwk: JWK;
  readonly accounts: Accounts;
  readonly store: ProviderStore;
}

/** Cognito's: a code is good for five minutes, a session in the browser for an hour. Seconds. */
const codeLife = 5 * 60;
const sessionLife = 60 * 60;

/**
 * The OpenID provider of one user pool, as far as the protocol goes: the library checks requests, clients, redirects, PKCE
 * and codes, and keeps sessions and tokens. What tokens say as Cognito's do is `cognitoTokens`.
 */
export function createProvider(options: ProviderOptions): Provider {
  const { pool, issuer } = options;
  const provider = new Provider(issuer, configurationOf(options));
  const clientOf = (id: string) => pool.clients.find((client) => client.id === id);
  // The library's own rule lets a native client's loopback address have any port; Cognito's is: to the letter.
  provider.Client.prototype.redirectUriAllowed = function (redirectUri) {
    return clientOf(this.clientId)?.callbackUrls.includes(redirectUri) ?? false;
  };
  const failed = (error: unknown) => console.error(`${issuer}: the sign-in server failed`, error);
  provider.on('server_error', (_context, error) => failed(error));
  const koa: EventEmitter = provider;
  koa.on('error', (error: unknown, context?: { readonly req: IncomingMessage }) => {
    // Not where the client went away before it had sent everything.
    const clientLeft = error === context?.req.errored || error === context?.req.socket.errored;
    if (!clientLeft) failed(error);
  });
  return provider;
}

function configurationOf({ pool, issuer, privateJwk, accounts, store }: ProviderOptions): Configuration {
  const clients = pool.clients.filter(({ usesCodeFlow }) => usesCodeFlow);
  const clientOf = (id: string | undefined): AppClient => {
    const client = clients.find((each) => each.id === id);
    if (!client) throw new errors.InvalidClient('unknown client');
    return client;
  };
  const { port, pathname } = new URL(issuer);
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }));
  return {
    adapter: (model) => store.adapter(pool.id, model),
    clients: clients.map(({ id, secret, scopes }) => ({
      client_id: id,
      ...(secret !== undefined && { client_secret: secret }),
      token_endpoint_auth_method: secret === undefined ? 'none' : 'client_secret_basic',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      // Those that count are looked up in `redirectUriAllowed`; here custom schemes are not taken.
      redirect_uris: ['https://callback.invalid/'],
      scope: scopes.join(' '),
    })),
    jwks: { keys: [privateJwk] },
    routes: {
      authorization: endpoints.authorize,
      token: endpoints.token,
      userinfo: endpoints.userInfo,
      revocation: endpoints.revoke,
    },
    scopes: ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'],
    claims: { openid: ['sub', 'username', 'email', 'email_verified'] },
    findAccount: (_context, accountId) => {
      const person = accounts.person(accountId);
      if (!person) return undefined;
      const { sub, username } = person;
      return {
        accountId,
        // userInfo alone takes these from here. Cognito answers it with texts.
        claims: (_use, scope) => ({
          sub,
          username,
          ...(emailSeen(scope) && { email: person.email, email_verified: String(person.emailVerified) }),
        }),
      };
    },
    // Each sign-in is a grant of its own, so that revoking one leaves the others.
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      if (!client || session?.accountId === undefined) return undefined;
      const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(clientOf(client.clientId).scopes.join(' '));
      await grant.save();
      return grant;
    },
    issueRefreshToken: () => true,
    rotateRefreshToken: (context) => clientOf(context.oidc.client?.clientId).rotatesRefreshTokens,
    expiresWithSession: () => false,
    // Cognito takes codes without PKCE too, and S256 alone where there is one.
    pkce: { required: () => false },
    clientBasedCORS: () => true,
    extraParams: {
      // Asked for each request: the place to refuse scopes that the library leaves out in silence.
      lang: (context, _value, { clientId }) => {
        const allowed = clientOf(clientId).scopes;
        const asked = new URLSearchParams(context.querystring).get('scope')?.split(' ') ?? [];
        const unknown = asked.find((scope) => scope !== '' && !allowed.includes(scope));
        if (unknown !== undefined) throw new errors.InvalidScope('requested scope is not allowed', unknown);
      },
    },
    interactions: { policy, url: (_context, { uid }) => `${pathname}${endpoints.login}/${uid}` },
    cookies: {
      // Cookies know no port: another run on this machine would take these for its own.
      names: { session: `session-${port}`, interaction: `sign-in-${port}`, resume: `resume-${port}` },
      keys: [createHmac('sha256', 'cookies').update(JSON.stringify(privateJwk)).digest('hex')],
      long: { httpOnly: true, sameSite: 'lax', signed: true, path: pathname },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    ttl: {
      AuthorizationCode: codeLife,
      Session: sessionLife,
      Interaction: sessionLife,
      AccessToken: (_context, _token, client) => clientOf(client.clientId).lifetimes.access,
      IdToken: (_context, _token, client) => clientOf(client.clientId).lifetimes.id,
      RefreshToken: (_context, _token, client) => clientOf(client.clientId).lifetimes.refresh,
      Grant: (context) => {
        const { access, refresh } = clientOf(context.oidc.client?.clientId).lifetimes;
        return sessionLife + codeLife + Math.max(access, refresh);
      },
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: (_context, client, token) => {
          if (!clientOf(client.clientId).revokesTokens) throw new errors.InvalidRequest('revocation is off');
          return token.clientId === client.clientId;
        },
      },
    },
    renderError: (context, out) => {
      if (!context.path.startsWith(endpoints.authorize)) {
        // Whatever they would rather have: clients read JSON.
        context.body = out;
        return;
      }
      const page = errorPage(languageOf(new URLSearchParams(context.querystring), context.get('accept-language')), out);
      context.set(page.headers);
      context.body = page.html;
    },
  };
}
