import { ServiceError } from '../../service.ts';

/** The errors that SQS's model has, each with its code in the older protocol and its HTTP status. */
const modelled = {
  BatchEntryIdsNotDistinct: ['AWS.SimpleQueueService.BatchEntryIdsNotDistinct', 400],
  BatchRequestTooLong: ['AWS.SimpleQueueService.BatchRequestTooLong', 400],
  EmptyBatchRequest: ['AWS.SimpleQueueService.EmptyBatchRequest', 400],
  InvalidAddress: ['InvalidAddress', 404],
  InvalidAttributeName: ['InvalidAttributeName', 400],
  InvalidBatchEntryId: ['AWS.SimpleQueueService.InvalidBatchEntryId', 400],
  InvalidMessageContents: ['InvalidMessageContents', 400],
  MessageNotInflight: ['AWS.SimpleQueueService.MessageNotInflight', 400],
  PurgeQueueInProgress: ['AWS.SimpleQueueService.PurgeQueueInProgress', 403],
  QueueDoesNotExist: ['AWS.SimpleQueueService.NonExistentQueue', 400],
  ReceiptHandleIsInvalid: ['ReceiptHandleIsInvalid', 404],
  RequestThrottled: ['RequestThrottled', 403],
  ResourceNotFoundException: ['ResourceNotFoundException', 404],
  TooManyEntriesInBatchRequest: ['AWS.SimpleQueueService.TooManyEntriesInBatchRequest', 400],
  UnsupportedOperation: ['AWS.SimpleQueueService.UnsupportedOperation', 400],
} satisfies Record<string, [string, number]>;

const namespace = 'com.amazonaws.sqs#';

/** An error of SQS's model. */
export const sqsError = (name: keyof typeof modelled, message: string): ServiceError =>
  new ServiceError(modelled[name][1], namespace + name, message);

/** Errors that stand in no model; SQS has them from its older protocol. */
export const invalidParameter = (message: string): ServiceError =>
  new ServiceError(400, 'com.amazon.coral.service#InvalidParameterValueException', message);

export const invalidValue = (value: unknown, parameter: string, reason: string): ServiceError =>
  invalidParameter(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const missingParameter = (parameter: string): ServiceError =>
  new ServiceError(
    400,
    'com.amazon.coral.service#MissingRequiredParameterException',
    `The request must contain the parameter ${parameter}.`,
  );

export const noSuchQueue = (): ServiceError => sqsError('QueueDoesNotExist', 'The specified queue does not exist.');

export const throttlingErrors: readonly ServiceError[] = [sqsError('RequestThrottled', 'Request is throttled.')];

export const internalError = new ServiceError(
  500,
  'com.amazon.coral.service#InternalFailure',
  'The request processing has failed because of an unknown error, exception or failure.',
);

const olderCodes = new Map<string, string>([
  ...Object.entries(modelled).map(([name, [code]]): [string, string] => [name, code]),
  ['InvalidParameterValueException', 'InvalidParameterValue'],
  ['MissingRequiredParameterException', 'MissingParameter'],
  ['AccessDeniedException', 'AccessDenied'],
]);

/** An error's code in SQS's older protocol, which clients still go by: `AccessDenied`, `InvalidParameterValue`. */
export function olderCode({ code }: ServiceError): string {
  const name = code.slice(code.indexOf('#') + 1);
  return olderCodes.get(name) ?? name.replace(/Exception$/, '');
}
