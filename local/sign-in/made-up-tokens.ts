import { randomUUID } from 'node:crypto';
import { madeUpPerson } from './people.ts';
import type { SigningKey } from './signing-key.ts';
import type { TokenRequest } from './token-request.ts';
import { emailClaims, signAccessToken, signIdToken } from './tokens.ts';

/** What `/token` answers. */
export interface Tokens {
  readonly id_token: string;
  readonly access_token: string;
}

/**
 * The two tokens that Cognito gives a person who signs in with its API, for anyone. Only the ID token says an e-mail.
 *
 * @param issuer the local URL of the user pool, which stands as `iss`
 */
export async function madeUpTokens(request: TokenRequest, issuer: string, key: SigningKey): Promise<Tokens> {
  const { user, groups, client, expiresIn } = request;
  const person = madeUpPerson(user, groups);
  const content = {
    person,
    client,
    issuer,
    scope: 'aws.cognito.signin.user.admin',
    authTime: Math.floor(Date.now() / 1000),
    originJti: randomUUID(),
    eventId: randomUUID(),
    lifetimes: { access: expiresIn, id: expiresIn },
  };
  const [idToken, accessToken] = await Promise.all([
    signIdToken(content, key, emailClaims(person)),
    signAccessToken(content, key),
  ]);
  return { id_token: idToken, access_token: accessToken };
}
