import type { Auth, Caller } from './operation.ts';
import { type Problem, refuse } from './problems.ts';
import type { HttpEvent } from './request.ts';

/** The Cognito group whose members run the fleet. */
export const operatorsGroup = 'operators';

/** The caller, by the claims of the token that the gateway's authorizer has checked. */
export function callerOf(event: HttpEvent): Caller {
  const claims = event.requestContext.authorizer?.jwt?.claims ?? {};
  const text = (name: string) => (claims[name] === undefined ? undefined : String(claims[name]));
  const email = text('email_verified') === 'true' ? text('email') : undefined;
  return {
    sub: text('sub') ?? '',
    isOperator: groupsOf(claims['cognito:groups']).includes(operatorsGroup),
    username: text('cognito:username') ?? text('username') ?? '',
    ...(email && { email: email.toLowerCase() }),
  };
}

/** An HTTP API hands a claim that is a list to the function as the text `[a b]`. */
function groupsOf(claim: unknown): string[] {
  const text = String(claim ?? '');
  return text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1).split(' ') : [text];
}

/** Refuses a caller that the operation is not for. */
export function authorize(auth: Auth, caller: Caller, event: HttpEvent): Problem<'forbidden'> | undefined {
  if (auth === 'anyone' || auth === 'signed-in' || caller.isOperator) return undefined;
  if (auth === 'owner' && event.pathParameters?.userId === caller.sub) return undefined;
  return refuse(
    'forbidden',
    auth === 'operator' ? 'Only operators may do this.' : 'Only this user and operators may do this.',
  );
}
