/**
 * Whether a failed call to DynamoDB may succeed when it is tried again later: throttled, a fault of the service's, a
 * transaction that others kept in the way, or a connection that was cut or never answered.
 */
export function isTemporary(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (temporaryNames.has(error.name)) return true;
  if ('code' in error && typeof error.code === 'string' && connectionCodes.has(error.code)) return true;
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  return isObject(metadata) && typeof metadata.httpStatusCode === 'number' && metadata.httpStatusCode >= 500;
}

/** Others kept changing the same items for as long as a call could wait. */
export class Contention extends Error {
  override readonly name = 'Contention';
}

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
const temporaryNames = new Set([
  'Contention',
  'InternalServerError',
  'OutOfTime',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ReplicatedWriteConflictException',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

const connectionCodes = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
