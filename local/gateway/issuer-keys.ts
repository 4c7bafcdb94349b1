import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { isObject } from './properties.ts';

/** How long an issuer's keys are used before they are fetched again; API Gateway keeps them two hours as well. */
const keysKept = 2 * 60 * 60 * 1000;
/** The least time between two fetches for tokens that name an unknown key, in milliseconds. */
const betweenFetches = 1_000;
/** How long an issuer that failed is left alone, in milliseconds, so that no request waits for it again. */
const leftAlone = 5_000;
/** How long an issuer may take to answer, in milliseconds. */
const patience = 5_000;

/** The issuer's keys could not be had: no fault of the token's. */
export class IssuerUnreachable extends Error {}

/**
 * The public keys of an OpenID provider, found by its discovery document, fetched when first needed and kept.
 *
 * @param issuer the issuer's URL, http or https
 * @returns jose's key function; it throws IssuerUnreachable when the keys cannot be had, and jose's own errors when a
 * token names none of them
 */
export function issuerKeys(issuer: string): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined;
  let failure: { readonly error: IssuerUnreachable; readonly until: number } | undefined;
  return async (header, token) => {
    if (failure && Date.now() < failure.until) throw failure.error;
    try {
      keys ??= await discover(issuer);
      const key = await keys(header, token);
      failure = undefined;
      return key;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      const unreachable = new IssuerUnreachable(`the keys of ${issuer} cannot be had: ${reasonOf(error)}`);
      failure = { error: unreachable, until: Date.now() + leftAlone };
      throw unreachable;
    }
  };
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(patience) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const document: unknown = await response.json();
  if (!isObject(document) || typeof document.jwks_uri !== 'string') throw new Error(`${url} names no jwks_uri`);
  return createRemoteJWKSet(new URL(document.jwks_uri), {
    cacheMaxAge: keysKept,
    cooldownDuration: betweenFetches,
    timeoutDuration: patience,
  });
}

/** The reason beneath `fetch failed`, which alone says nothing. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
}
