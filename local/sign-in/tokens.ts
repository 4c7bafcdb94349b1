import { createHash, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { SigningKey } from './signing-key.ts';
import type { TokenRequest } from './token-request.ts';

export interface Tokens {
  readonly id_token: string;
  readonly access_token: string;
}

/**
 * The two tokens that Cognito gives a person who signs in, with the claims that it puts into them. Only the ID token
 * says an e-mail. https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 *
 * @param issuer the local URL of the user pool, which stands as `iss`
 */
export async function makeTokens(
  { user, groups, client, expiresIn }: TokenRequest,
  issuer: string,
  key: SigningKey,
): Promise<Tokens> {
  const sub = subjectOf(user);
  const now = Math.floor(Date.now() / 1000);
  const common = {
    sub,
    ...(groups.length > 0 && { 'cognito:groups': groups }),
    iss: issuer,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    auth_time: now,
    iat: now,
    exp: now + expiresIn,
  };
  const sign = (claims: Record<string, unknown>) =>
    new SignJWT({ ...common, ...claims, jti: randomUUID() })
      .setProtectedHeader({ kid: key.kid, alg: 'RS256' })
      .sign(key.privateKey);
  const [idToken, accessToken] = await Promise.all([
    sign({
      token_use: 'id',
      aud: client,
      'cognito:username': user,
      email: emailOf(user, sub),
      email_verified: true,
    }),
    sign({ token_use: 'access', client_id: client, username: user, scope: 'aws.cognito.signin.user.admin' }),
  ]);
  return { id_token: idToken, access_token: accessToken };
}

/** A UUID that stands for a name: the same in every run. */
function subjectOf(user: string): string {
  const bytes = createHash('sha256').update(user).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** `alice@example.com`; a name that cannot stand in an address, or not as it is, gets one made from its subject. */
function emailOf(user: string, sub: string): string {
  if (user.length <= 64 && /^[a-z0-9]+([._+-][a-z0-9]+)*$/.test(user)) return `${user}@example.com`;
  if (/^[a-z0-9]+([._+-][a-z0-9]+)*@([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}$/.test(user)) return user;
  return `${sub}@example.com`;
}
