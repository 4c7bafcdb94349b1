import { type Answer, gatewayAnswer } from './answer.ts';
import type { Authorization } from './http-api.ts';
import type { Claims, VerifyToken } from './token-verifier.ts';

/** What a function learns of its caller, as `requestContext.authorizer`. */
export type AuthorizerContext = {
  jwt: {
    /** Every claim as a text, whatever it is in the token. */
    claims: Record<string, string>;
    /** The token's scopes; null where it has none. */
    scopes: string[] | null;
  };
};

/** Either who calls, or the answer that refuses them; `error` is for the console, when it is not the caller's fault. */
export type Authorized =
  | { readonly context: AuthorizerContext }
  | { readonly refusal: Answer; readonly error?: string };

/**
 * Decides as API Gateway's JWT authorizer does: the token's signature and times, then its audience, then the route's
 * scopes. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 *
 * @param headers the request's headers, names in lower case
 * @param query the request's decoded query
 * @param verifyToken checks what does not depend on the authorizer: keys, signature, issuer, times
 */
export async function authorize(
  { authorizer, scopes }: Authorization,
  headers: ReadonlyMap<string, string>,
  query: ReadonlyMap<string, string>,
  verifyToken: VerifyToken,
): Promise<Authorized> {
  const { identitySource } = authorizer;
  const found = (identitySource.in === 'header' ? headers : query).get(identitySource.name) ?? '';
  const token = found.trim().replace(/^bearer(\s+|$)/i, '');
  if (token === '') return { refusal: unauthorized('Bearer') };
  const scope = `Bearer scope="${scopes.join(' ')}"`;
  const verdict = await verifyToken(token, authorizer.issuer);
  if ('refused' in verdict) {
    const refusal = unauthorized(`${scope} error="invalid_token" error_description="${verdict.refused}"`);
    return verdict.error === undefined ? { refusal } : { refusal, error: verdict.error };
  }
  const { claims } = verdict;
  if (!isMeantFor(claims, authorizer.audience)) {
    const description = 'the token does not have a valid audience';
    return { refusal: unauthorized(`${scope} error="invalid_token" error_description="${description}"`) };
  }
  const held = scopesOf(claims);
  if (scopes.length > 0 && !scopes.some((each) => held?.includes(each))) {
    const challenge = `${scope} error="insufficient_scope" error_description="the token does not have a valid scope"`;
    return { refusal: gatewayAnswer(403, 'Forbidden', [['www-authenticate', challenge]]) };
  }
  return { context: { jwt: { claims: textsOf(claims), scopes: held } } };
}

const unauthorized = (challenge: string) => gatewayAnswer(401, 'Unauthorized', [['www-authenticate', challenge]]);

/** `client_id` counts only where there is no `aud`: Cognito's access tokens have no `aud`. */
function isMeantFor({ aud, client_id }: Claims, audience: readonly string[]): boolean {
  const named: unknown[] = Array.isArray(aud) ? aud : [aud ?? client_id];
  return named.some((each) => typeof each === 'string' && audience.includes(each));
}

function scopesOf({ scope, scp }: Claims): string[] | null {
  const scopes = scope ?? scp;
  if (Array.isArray(scopes)) return scopes.map(String);
  return typeof scopes === 'string' ? scopes.split(' ').filter((each) => each !== '') : null;
}

const textsOf = (claims: Claims) =>
  Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(value)]));

/** A claim as API Gateway writes it, which is how Go prints it: a list is `[a b]`, an object `map[name:value]`. */
function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(' ')}]`;
  if (value === null) return '<nil>';
  if (typeof value !== 'object') return String(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `map[${members.map(([name, member]) => `${name}:${claimText(member)}`).join(' ')}]`;
}
