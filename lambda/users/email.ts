import type { Caller } from '../http/operation.ts';
import { invalid, type Problem, refuse } from '../http/problems.ts';

/**
 * The e-mail that a profile gets: nobody but an operator may use one that their own token does not prove.
 *
 * @param userId whose profile it is
 * @param given the e-mail of the body, if it has one
 */
export function profileEmail(
  caller: Caller,
  userId: string,
  given: string | undefined,
): string | Problem<'invalid-request' | 'forbidden'> {
  const proven = caller.sub === userId ? caller.email : undefined;
  if (given === undefined) {
    return (
      proven ?? invalid({ pointer: '/email', detail: 'is required: the token carries no verified e-mail of this user' })
    );
  }
  if (caller.isOperator || given === proven) return given;
  return refuse('forbidden', 'The e-mail must be the verified one of your ID token.');
}
