/** What the token server answers with. */
export interface Tokens {
  readonly id_token: string;
  readonly access_token: string;
}

/** What the tests read of an ID token. */
export interface Claims {
  readonly sub: string;
  readonly iss: string;
  readonly aud: string;
  readonly exp: number;
}

/** Tokens of a made-up person. */
export async function tokensOf(tokenUrl: string, user: string, groups = ''): Promise<Tokens> {
  const query = new URLSearchParams({ user, ...(groups !== '' && { groups }) });
  const response = await fetch(`${tokenUrl}?${query}`);
  const tokens: Tokens = JSON.parse(await response.text());
  return tokens;
}

/** What a token says, unchecked: it came from the token server a moment ago. */
export function claimsIn(token: string): Claims {
  const claims: Claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return claims;
}
