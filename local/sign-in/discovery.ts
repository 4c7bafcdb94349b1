import type { UserPool } from './user-pools.ts';

/** Where each of Cognito's endpoints is, beneath a pool's local URL. */
export const endpoints = {
  authorize: '/oauth2/authorize',
  token: '/oauth2/token',
  userInfo: '/oauth2/userInfo',
  revoke: '/oauth2/revoke',
  login: '/login',
  logout: '/logout',
} as const;

/**
 * The discovery document that Cognito gives for a pool. On AWS the endpoints are on the pool's domain, here beneath the
 * issuer; a pool without a domain has none.
 */
export const discoveryDocument = (pool: UserPool, issuer: string) => ({
  ...(pool.hasDomain && {
    authorization_endpoint: `${issuer}${endpoints.authorize}`,
    end_session_endpoint: `${issuer}${endpoints.logout}`,
    revocation_endpoint: `${issuer}${endpoints.revoke}`,
    token_endpoint: `${issuer}${endpoints.token}`,
    userinfo_endpoint: `${issuer}${endpoints.userInfo}`,
    response_types_supported: ['code'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  }),
  id_token_signing_alg_values_supported: ['RS256'],
  issuer,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  subject_types_supported: ['public'],
});
