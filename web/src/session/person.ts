/** Who is signed in, as their ID token tells. */
export interface Person {
  /** The token's `sub`: the API's `userId`. */
  readonly id: string;
  readonly email: string | undefined;
  /** Whether they run the fleet. The page shows more by this; what they may do, the API decides. */
  readonly isOperator: boolean;
}

interface Claims {
  readonly sub: string;
  readonly email?: string | undefined;
  readonly [claim: string]: unknown;
}

export function personOf(claims: Claims): Person {
  const groups = claims['cognito:groups'];
  return {
    id: claims.sub,
    email: claims.email,
    isOperator: Array.isArray(groups) && groups.includes('operators'),
  };
}
