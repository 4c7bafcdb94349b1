import type { Provider } from 'oidc-provider';
import { endpoints } from './discovery.ts';
import { errorPage } from './pages/error-page.ts';
import { languageOf } from './pages/language.ts';
import type { UserPool } from './user-pools.ts';

type Middleware = Parameters<Provider['use']>[0];

/**
 * Cognito's logout, which is not OpenID Connect's: it ends the session in the browser and goes to `logout_uri`, one of the
 * client's to the letter; or, given what the authorize endpoint takes, to sign-in again.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export function logout(pool: UserPool, issuer: string, provider: Provider): Middleware {
  return async (context, next) => {
    if (context.path !== endpoints.logout || context.method !== 'GET') return next();
    const query = new URLSearchParams(context.querystring);
    const target = logoutTarget(pool, issuer, query);
    if (target === undefined) {
      const error = { error: 'invalid_request', error_description: 'client_id and one of its logout_uri are needed' };
      const page = errorPage(languageOf(query, context.get('accept-language')), error);
      context.status = page.status;
      context.set(page.headers);
      context.body = page.html;
      return;
    }
    const session = await provider.Session.get(context);
    await session.destroy();
    context.cookies.set(provider.cookieName('session'), null, { path: new URL(issuer).pathname, signed: true });
    context.set('cache-control', 'no-store');
    context.status = 302;
    context.set('location', target);
  };
}

function logoutTarget(pool: UserPool, issuer: string, query: URLSearchParams): string | undefined {
  const client = pool.clients.find(({ id }) => id === query.get('client_id'));
  const logoutUri = query.get('logout_uri');
  if (logoutUri !== null) return client?.logoutUrls.find((url) => url === logoutUri);
  const isKnown = client?.callbackUrls.includes(query.get('redirect_uri') ?? '');
  return isKnown && query.has('response_type') ? `${issuer}${endpoints.authorize}?${query}` : undefined;
}
