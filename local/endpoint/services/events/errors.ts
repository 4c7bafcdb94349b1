import { awsJson10 } from '../../protocols.ts';
import { type Protocol, ServiceError } from '../../service.ts';

/** AWS's JSON 1.1 protocol: its errors are those of 1.0. */
export const awsJson11: Protocol = {
  ...awsJson10,
  headers: () => ({ 'content-type': 'application/x-amz-json-1.1' }),
};

export const validationError = (message: string): ServiceError => new ServiceError(400, 'ValidationException', message);

export const notFound = (message: string): ServiceError => new ServiceError(400, 'ResourceNotFoundException', message);

export const invalidPattern = (reason: string): ServiceError =>
  new ServiceError(400, 'InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

export const serializationError = (message: string): ServiceError =>
  new ServiceError(400, 'SerializationException', message);

export const unknownOperation = (operation: string): ServiceError =>
  new ServiceError(
    400,
    'UnknownOperationException',
    `The operation ${operation || '(none)'} of EventBridge is not supported locally`,
  );

export const internalError = new ServiceError(
  500,
  'InternalException',
  'This exception occurs due to unexpected causes.',
);

export const throttlingErrors: readonly ServiceError[] = [
  new ServiceError(400, 'ThrottlingException', 'Rate exceeded'),
];
