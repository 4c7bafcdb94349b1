import { ServiceError } from '../../service.ts';

export const validationError = (message: string): ServiceError => new ServiceError(400, 'ValidationException', message);

export const scheduleNotFound = (name: string): ServiceError =>
  new ServiceError(404, 'ResourceNotFoundException', `Schedule ${name} does not exist.`);

export const groupNotFound = (name: string): ServiceError =>
  new ServiceError(404, 'ResourceNotFoundException', `Schedule group ${name} does not exist.`);

export const conflict = (name: string): ServiceError =>
  new ServiceError(409, 'ConflictException', `Schedule ${name} already exists.`);

export const notRun = (method: string, path: string): ServiceError =>
  new ServiceError(404, 'UnknownOperationException', `${method} ${path} of Scheduler is not run locally`);

export const internalError = new ServiceError(
  500,
  'InternalServerException',
  'Unexpected error encountered while processing the request.',
);

export const throttlingErrors: readonly ServiceError[] = [
  new ServiceError(429, 'ThrottlingException', 'The request was denied due to request throttling.'),
];
