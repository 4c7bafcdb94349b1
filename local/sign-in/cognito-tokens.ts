import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { isObject } from '../gateway/properties.ts';
import type { Accounts } from './accounts.ts';
import { endpoints } from './discovery.ts';
import { uuidOf } from './people.ts';
import { accessTokenId } from './provider-store.ts';
import type { SigningKey } from './signing-key.ts';
import { atHash, emailClaims, emailSeen, signAccessToken, signIdToken } from './tokens.ts';
import type { UserPool } from './user-pools.ts';

type Middleware = Parameters<Provider['use']>[0];

/** Answers as Cognito does: with its tokens in place of the library's, which are no JWTs where they open userInfo. */
export function cognitoTokens(pool: UserPool, issuer: string, accounts: Accounts, key: SigningKey): Middleware {
  return async (context, next) => {
    await next();
    const { body } = context;
    // Nothing is of no type: clients refuse an answer of another type than JSON.
    if (context.path === endpoints.revoke && context.status === 200) context.remove('content-type');
    // Cognito's token endpoint answers an unknown client as any other bad request.
    if (context.path === endpoints.token && context.status === 401) context.status = 400;
    if (context.path !== endpoints.token || context.status !== 200 || !isObject(body)) return;
    const { entities }: KoaContextWithOIDC['oidc'] = context.oidc;
    const { AccessToken, AuthorizationCode, Client, RefreshToken, RotatedRefreshToken } = entities;
    const person = accounts.person(AccessToken?.accountId ?? '');
    const client = pool.clients.find(({ id }) => id === Client?.clientId);
    const source = AuthorizationCode ?? RefreshToken;
    if (!AccessToken || !person || !client || !source) throw new Error('tokens were given to nobody');
    const scope = AccessToken.scope ?? '';
    const content = {
      person,
      client: client.id,
      issuer,
      scope,
      authTime: source.authTime ?? Math.floor(Date.now() / 1000),
      originJti: uuidOf(AccessToken.grantId ?? ''),
      eventId: randomUUID(),
      lifetimes: client.lifetimes,
    };
    const accessToken = await signAccessToken(content, key, { jti: accessTokenId(AccessToken.jti), version: 2 });
    const isRefresh = AuthorizationCode === undefined;
    context.body = {
      ...(body.id_token !== undefined && {
        id_token: await signIdToken(content, key, {
          at_hash: atHash(accessToken),
          ...(emailSeen(scope) && emailClaims(person)),
          ...(source.nonce !== undefined && !isRefresh && { nonce: source.nonce }),
        }),
      }),
      access_token: accessToken,
      // A refresh without rotation keeps the token that there is, and does not repeat it.
      ...((!isRefresh || RotatedRefreshToken !== undefined) && { refresh_token: body.refresh_token }),
      expires_in: client.lifetimes.access,
      token_type: 'Bearer',
    };
  };
}

/** Knows the library's token by Cognito's at userInfo; whatever is no good token of this issuer opens nothing. */
export function userInfoTokens(issuer: string, key: SigningKey): Middleware {
  const keys = createLocalJWKSet({ keys: [key.publicJwk] });
  return async (context, next) => {
    const { authorization } = context.req.headers;
    if (context.path === endpoints.userInfo && (authorization !== undefined || context.method === 'POST')) {
      const [scheme = '', token = ''] = (authorization ?? '').split(' ');
      const jti = scheme.toLowerCase() === 'bearer' ? await jtiOf(token) : undefined;
      context.req.headers.authorization = `Bearer ${jti ?? 'none'}`;
    }
    await next();
  };

  async function jtiOf(token: string): Promise<string | undefined> {
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, algorithms: ['RS256'] });
      return payload.token_use === 'access' ? payload.jti : undefined;
    } catch {
      // Whatever is wrong with it, the answer is the same: this token is not known.
      return undefined;
    }
  }
}

/** Leaves out of the way back to the client what the library adds by RFC 9207, and Cognito does not. */
export function withoutIssuer(issuer: string): Middleware {
  const added = `iss=${encodeURIComponent(issuer)}`;
  return async (context, next) => {
    await next();
    const { location } = context.response.headers;
    if (typeof location !== 'string' || !location.endsWith(added)) return;
    context.set('location', location.slice(0, -added.length - 1));
    context.body = '';
  };
}

/** Takes all scopes of the client where a request names none, as Cognito does. */
export function defaultScopes(pool: UserPool): Middleware {
  return async (context, next) => {
    if (context.path === endpoints.authorize && context.query.scope === undefined) {
      const client = pool.clients.find(({ id }) => id === context.query.client_id);
      if (client) context.query = { ...context.query, scope: client.scopes.join(' ') };
    }
    await next();
  };
}
