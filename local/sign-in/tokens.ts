import { createHash, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Person } from './people.ts';
import type { SigningKey } from './signing-key.ts';

/** What a person's ID token and access token say. */
export interface TokenContent {
  readonly person: Person;
  /** The app client's id. */
  readonly client: string;
  /** The local URL of the user pool, which stands as `iss`. */
  readonly issuer: string;
  /** The scopes of the access token, separated by spaces. */
  readonly scope: string;
  /** When the person signed in, in seconds since 1970. */
  readonly authTime: number;
  /** What the tokens of one sign-in have in common, those of later refreshes too. */
  readonly originJti: string;
  /** What the tokens that were given at once have in common. */
  readonly eventId: string;
  /** Seconds until they expire; below zero they have expired already. */
  readonly lifetimes: { readonly access: number; readonly id: number };
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * Signs an access token as Cognito gives it: no audience, no e-mail.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 *
 * @param more further claims, such as a `jti` of its own
 */
export function signAccessToken(content: TokenContent, key: SigningKey, more: Claims = {}): Promise<string> {
  const { client, person, scope, lifetimes } = content;
  return sign(content, lifetimes.access, key, {
    token_use: 'access',
    client_id: client,
    username: person.username,
    scope,
    ...more,
  });
}

/**
 * Signs an ID token as Cognito gives it.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 *
 * @param more further claims, such as `nonce` and `at_hash`
 */
export function signIdToken(content: TokenContent, key: SigningKey, more: Claims = {}): Promise<string> {
  const { client, person, lifetimes } = content;
  return sign(content, lifetimes.id, key, {
    token_use: 'id',
    aud: client,
    'cognito:username': person.username,
    ...more,
  });
}

/** What an ID token says of the e-mail address. */
export const emailClaims = ({ email, emailVerified }: Person) => ({ email, email_verified: emailVerified });

/**
 * Whether scopes show the e-mail address. `openid` alone shows all attributes; with other standard scopes only those of
 * them. https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
 *
 * @param scopes separated by spaces
 */
export function emailSeen(scopes: string): boolean {
  const asked = scopes.split(' ');
  return asked.includes('email') || !asked.some((scope) => scope === 'profile' || scope === 'phone');
}

/** The hash of an access token that the ID token given with it holds, for RS256 (OpenID Connect Core 3.1.3.6). */
export const atHash = (accessToken: string): string =>
  createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');

function sign(content: TokenContent, lifetime: number, key: SigningKey, claims: Claims): Promise<string> {
  const { person, issuer, authTime, originJti, eventId } = content;
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    sub: person.sub,
    ...(person.groups.length > 0 && { 'cognito:groups': person.groups }),
    iss: issuer,
    origin_jti: originJti,
    event_id: eventId,
    auth_time: authTime,
    iat: now,
    exp: now + lifetime,
    jti: randomUUID(),
    ...claims,
  })
    .setProtectedHeader({ kid: key.kid, alg: 'RS256' })
    .sign(key.privateKey);
}
