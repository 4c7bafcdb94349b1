import type { Caller, PathParameters } from '../http/operation.ts';
import { type Fault, invalid, type Problem, refuse } from '../http/problems.ts';

const missing: Fault = {
  pointer: '/email',
  detail: 'is required: the token carries no verified e-mail of this user',
};

/** The body must have an e-mail where the caller's token proves none for this profile: the path's, else the caller's. */
export function emailDemanded(
  caller: Caller,
  { userId = caller.sub }: PathParameters,
  members: readonly string[],
): readonly Fault[] {
  return members.includes('email') || provenEmail(caller, userId) !== undefined ? [] : [missing];
}

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
  const proven = provenEmail(caller, userId);
  if (given === undefined) return proven ?? invalid(missing);
  if (caller.isOperator || given === proven) return given;
  return refuse('forbidden', 'The e-mail must be the verified one of your ID token.');
}

/** The e-mail that a token proves is that of its own user. */
function provenEmail(caller: Caller, userId: string): string | undefined {
  return caller.sub === userId ? caller.email : undefined;
}
