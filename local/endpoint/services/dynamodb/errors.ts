import { ServiceError } from '../../service.ts';

/** The namespaces of DynamoDB's error codes, as they stand on the wire. */
const OWN = 'com.amazonaws.dynamodb.v20120810';
const VALIDATION = 'com.amazon.coral.validate';
const FRAMEWORK = 'com.amazon.coral.service';

export const validationError = (message: string): ServiceError =>
  new ServiceError(400, `${VALIDATION}#ValidationException`, message);

export const tableNotFound = (tableName?: string): ServiceError =>
  new ServiceError(
    400,
    `${OWN}#ResourceNotFoundException`,
    tableName === undefined
      ? 'Requested resource not found'
      : `Requested resource not found: Table: ${tableName} not found`,
  );

export const streamNotFound = (arn: string): ServiceError =>
  new ServiceError(400, `${OWN}#ResourceNotFoundException`, `Requested resource not found: Stream: ${arn} not found`);

export const trimmedData = (): ServiceError =>
  new ServiceError(
    400,
    `${OWN}#TrimmedDataAccessException`,
    'The operation attempted to read past the oldest stream record in a shard.',
  );

export const expiredIterator = (): ServiceError =>
  new ServiceError(
    400,
    `${OWN}#ExpiredIteratorException`,
    'The shard iterator has expired: it is good for 15 minutes.',
  );

export const tableInUse = (message: string): ServiceError =>
  new ServiceError(400, `${OWN}#ResourceInUseException`, message);

export const parameterMismatch = (): ServiceError =>
  new ServiceError(
    400,
    `${OWN}#IdempotentParameterMismatchException`,
    'Request parameters do not match the parameters of the earlier request with the same client token',
  );

export const unknownOperation = (message: string): ServiceError =>
  new ServiceError(400, `${FRAMEWORK}#UnknownOperationException`, message);

export const serializationError = (message: string): ServiceError =>
  new ServiceError(400, `${FRAMEWORK}#SerializationException`, message);

export const internalServerError = new ServiceError(500, `${OWN}#InternalServerError`, 'Internal server error');

/** What a table answers that has no capacity left, and what the whole service answers under too many requests. */
export const throttlingErrors: readonly ServiceError[] = [
  new ServiceError(
    400,
    `${OWN}#ProvisionedThroughputExceededException`,
    'The level of configured provisioned throughput for the table was exceeded. ' +
      'Consider increasing your provisioning level with the UpdateTable API.',
  ),
  new ServiceError(
    400,
    `${OWN}#ThrottlingException`,
    'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table ' +
      'or index so please try again shortly.',
  ),
];

/** A call that was judged and refused: it consumed capacity all the same, as on AWS. */
export class RefusedCall extends ServiceError {
  readonly units: { readonly read?: number; readonly write?: number };

  constructor(code: string, message: string, units: RefusedCall['units'], details: Readonly<Record<string, unknown>>) {
    super(400, `${OWN}#${code}`, message, details);
    this.units = units;
  }
}

/** Makes dynalite's refusals the endpoint's; anything else (a fault of the program) stays as it is. */
export function fromFault(error: unknown): unknown {
  if (!(error instanceof Error) || !('body' in error)) return error;
  const { body } = error;
  if (typeof body !== 'object' || body === null || !('__type' in body) || typeof body.__type !== 'string') return error;
  return new ServiceError(400, body.__type, error.message.replace(OLD_EMPTY_KEY, 'are not valid. $1'));
}

/** How dynalite begins to say that a key is empty; AWS has other words since (nubo-db/dynamodb-conformance). */
const OLD_EMPTY_KEY = /were invalid: (The AttributeValue for a key attribute cannot contain an empty)/;
