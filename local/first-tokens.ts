/** ID tokens of two made-up people, so that the API can be tried at once. */
export interface FirstTokens {
  readonly rider: string;
  readonly operator: string;
}

/** Seconds that they are good for. */
const life = 24 * 60 * 60;

/** Gets a token for a rider, and one for an operator, from the sign-in server of a run. */
export async function firstTokens(tokenUrl: string): Promise<FirstTokens> {
  const [rider, operator] = await Promise.all([
    idToken(`${tokenUrl}?user=rider&expiresIn=${life}`),
    idToken(`${tokenUrl}?user=operator&groups=operators&expiresIn=${life}`),
  ]);
  return { rider, operator };
}

async function idToken(url: string): Promise<string> {
  const response = await fetch(url);
  const tokens: unknown = await response.json();
  if (typeof tokens === 'object' && tokens !== null && 'id_token' in tokens) return String(tokens.id_token);
  throw new Error(`The sign-in server gives no tokens: ${JSON.stringify(tokens)}`);
}
