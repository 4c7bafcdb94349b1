import { compactVerify, decodeProtectedHeader, errors, type JWTVerifyGetKey } from 'jose';
import { IssuerUnreachable, issuerKeys } from './issuer-keys.ts';
import { isObject } from './properties.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** The claims of a good token; or why it is refused, and for the console what is wrong where the token is not. */
export type Verdict = { readonly claims: Claims } | { readonly refused: string; readonly error?: string };

/** Checks a token against the issuer that an authorizer trusts: keys, signature, `iss` and times. */
export type VerifyToken = (token: string, issuer: string) => Promise<Verdict>;

/** An issuer whose tokens are signed in this very process. */
export interface LocalIssuer {
  /** What stands as `iss` in its tokens: its local URL, not the one that the template knows. */
  readonly issuer: string;
  readonly keys: JWTVerifyGetKey;
}

/** The tokens whose signature is known to be good: a signature costs some 60 us to check, a look here under one. */
const mostKnown = 1_000;

/** AWS: "Currently, only RSA-based algorithms are supported". */
const algorithms = ['RS256', 'RS384', 'RS512'];

/**
 * A checker of tokens that keeps the keys of each issuer, and the claims of each token whose signature it checked.
 *
 * @param localIssuer the local stand-in for an issuer, for the user pools of the run; any other issuer is asked itself
 */
export function tokenVerifier(localIssuer: (issuer: string) => LocalIssuer | undefined): VerifyToken {
  const issuers = new Map<string, JWTVerifyGetKey>();
  const known = new Map<string, Claims>();
  return async (token, trusted) => {
    const local = localIssuer(trusted);
    const keys = local?.keys ?? issuers.get(trusted) ?? issuerKeys(trusted);
    if (!local) issuers.set(trusted, keys);
    const name = `${trusted} ${token}`;
    try {
      const claims = known.get(name) ?? (await signedClaims(token, keys));
      known.delete(name);
      known.set(name, claims);
      const [oldest] = known.keys();
      if (oldest !== undefined && known.size > mostKnown) known.delete(oldest);
      checkClaims(claims, local?.issuer ?? trusted, Date.now() / 1000);
      return { claims };
    } catch (error) {
      if (error instanceof Refused) return { refused: error.message };
      if (!(error instanceof IssuerUnreachable)) throw error;
      return { refused: 'OIDC discovery endpoint communication error', error: error.message };
    }
  };
}

/** The token is at fault. The message goes to the client, as AWS's do. */
class Refused extends Error {}

async function signedClaims(token: string, keys: JWTVerifyGetKey): Promise<Claims> {
  if (token.split('.').length !== 3) throw new Refused('token contains an invalid number of segments');
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    if (!algorithms.includes(alg ?? '')) throw new Refused('the signing method is invalid');
    if (typeof kid !== 'string' || kid === '') throw new Refused('the token does not name a key');
    const { payload } = await compactVerify(token, keys, { algorithms });
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    if (isObject(claims)) return claims;
    throw new Refused('the token is malformed');
  } catch (error) {
    throw error instanceof Refused || error instanceof IssuerUnreachable ? error : new Refused(descriptionOf(error));
  }
}

function descriptionOf(error: unknown): string {
  if (error instanceof errors.JWKSNoMatchingKey) return 'the token names an unknown key';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature is invalid';
  return 'the token is malformed';
}

/** Checked anew for a known token too: it may have expired since. There is no leeway. */
function checkClaims({ iss, exp, nbf, iat }: Claims, issuer: string, now: number): void {
  if (iss !== issuer) throw new Refused('the token does not have a valid issuer');
  if (typeof exp !== 'number' || exp <= now) throw new Refused('the token has expired');
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf > now)) throw new Refused('the token is not valid yet');
  if (iat !== undefined && (typeof iat !== 'number' || iat > now)) throw new Refused('the token is not valid yet');
}
