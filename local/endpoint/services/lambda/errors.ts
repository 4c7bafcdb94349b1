import type { InvokeRefusal } from '../../../functions/failures.ts';
import { ServiceError } from '../../service.ts';

const byUser = { Type: 'User' };

/** What the model of the API does not allow. */
export const validationError = (value: string, member: string, constraint: string): ServiceError => {
  const failed = `Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`;
  return new ServiceError(400, 'ValidationException', `1 validation error detected: ${failed}`);
};

export const invalidParameter = (message: string): ServiceError =>
  new ServiceError(400, 'InvalidParameterValueException', message, byUser);

export const invalidContent = (message: string): ServiceError =>
  new ServiceError(400, 'InvalidRequestContentException', message, byUser);

export const notFound = (message: string): ServiceError =>
  new ServiceError(404, 'ResourceNotFoundException', message, byUser);

export const notRun = (operation: string): ServiceError =>
  new ServiceError(404, 'UnknownOperationException', `${operation} of Lambda is not run locally: only Invoke is`);

/** A request that Lambda did not take, in the words of its API. */
export function fromRefusal({ name, message, statusCode }: InvokeRefusal): ServiceError {
  const reason = name === 'TooManyRequestsException' && { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' };
  return new ServiceError(statusCode, name, message, { ...byUser, ...reason });
}

/** What Lambda answers to too many requests. */
export const throttlingErrors: readonly ServiceError[] = [
  new ServiceError(429, 'TooManyRequestsException', 'Rate Exceeded.', {
    ...byUser,
    Reason: 'ConcurrentInvocationLimitExceeded',
  }),
  new ServiceError(429, 'TooManyRequestsException', 'Rate exceeded', { ...byUser, Reason: 'CallerRateLimitExceeded' }),
];

export const internalError = new ServiceError(
  500,
  'ServiceException',
  'An error occurred and the request cannot be processed.',
  { Type: 'Service' },
);
