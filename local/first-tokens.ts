import type { Run } from './run.ts';

/** ID tokens of two made-up people, so that the API can be tried at once. */
export interface FirstTokens {
  readonly rider: string;
  readonly operator: string;
}

/** Seconds that they are good for. */
const expiresIn = String(24 * 60 * 60);

/** A token for a rider, and one for an operator, of a run with a user pool. */
export async function firstTokens({ tokens }: Pick<Run, 'tokens'>): Promise<FirstTokens> {
  const [rider, operator] = await Promise.all([
    tokens(new URLSearchParams({ user: 'rider', expiresIn })),
    tokens(new URLSearchParams({ user: 'operator', groups: 'operators', expiresIn })),
  ]);
  return { rider: rider.id_token, operator: operator.id_token };
}
