import { ServiceError } from '../../service.ts';

/** `InvalidParameter`, in SNS's usual words. */
export const invalidParameter = (what: string): ServiceError =>
  new ServiceError(400, 'InvalidParameter', `Invalid parameter: ${what}`);

/** For message attributes; the SDK calls it `InvalidParameterValueException`. */
export const invalidValue = (message: string): ServiceError => new ServiceError(400, 'ParameterValueInvalid', message);

/** A required member is not there. @param member as AWS names it: from a small letter on, such as `message` */
export const missingMember = (member: string): ServiceError =>
  new ServiceError(
    400,
    'ValidationError',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );

export const topicNotFound = (): ServiceError => new ServiceError(404, 'NotFound', 'Topic does not exist');

export const subscriptionNotFound = (): ServiceError =>
  new ServiceError(404, 'NotFound', 'Subscription does not exist');

export const tooManyFilterPolicies = (): ServiceError =>
  new ServiceError(403, 'FilterPolicyLimitExceeded', 'Filter policy limit exceeded');

export const unknownOperation = (message: string): ServiceError => new ServiceError(400, 'InvalidAction', message);

export const internalError = new ServiceError(500, 'InternalError', 'An internal error occurred');

export const throttlingErrors: readonly ServiceError[] = [new ServiceError(429, 'Throttled', 'Rate exceeded')];

/** What is wrong with a batch as a whole. */
export const batchErrors = {
  empty: new ServiceError(400, 'EmptyBatchRequest', "The batch request doesn't contain any entries."),
  tooMany: new ServiceError(
    400,
    'TooManyEntriesInBatchRequest',
    'The batch request contains more entries than permissible.',
  ),
  sameId: new ServiceError(
    400,
    'BatchEntryIdsNotDistinct',
    'Two or more batch entries in the request have the same Id.',
  ),
  wrongId: new ServiceError(
    400,
    'InvalidBatchEntryId',
    "The Id of a batch entry in a batch request doesn't abide by the specification.",
  ),
  tooLong: new ServiceError(
    400,
    'BatchRequestTooLong',
    'The length of all the batch messages put together is more than the limit.',
  ),
};
