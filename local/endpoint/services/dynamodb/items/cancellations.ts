import { ServiceError } from '../../../service.ts';
import { RefusedCall } from '../errors.ts';

/**
 * The outcome of one part of a transaction, or the error that cancels the transaction.
 * @throws ServiceError for an empty text or binary as a key, which AWS refuses before the transaction begins.
 */
export function attempt<Outcome extends object>(judged: () => Outcome): Outcome | ServiceError {
  try {
    return judged();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.message.includes('key attribute cannot contain an empty'))
      throw error;
    return error;
  }
}

/**
 * The error that cancels a transaction, with the reason of every part in its place.
 *
 * @param units what the parts consumed nevertheless
 */
export function cancelled(outcomes: readonly object[], units: RefusedCall['units']): RefusedCall {
  const reasons = outcomes.map((outcome) => {
    if (!(outcome instanceof ServiceError)) return { Code: 'None' };
    const Code = outcome instanceof RefusedCall ? 'ConditionalCheckFailed' : 'ValidationError';
    return { Code, Message: outcome.message, ...outcome.details };
  });
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new RefusedCall(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    units,
    { CancellationReasons: reasons },
  );
}
