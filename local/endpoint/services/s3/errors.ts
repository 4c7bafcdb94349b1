import { ServiceError } from '../../service.ts';

/**
 * The errors of S3, worded as S3 words them.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */

export const noSuchBucket = (BucketName: string): ServiceError =>
  new ServiceError(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName });

export const noSuchKey = (Key: string): ServiceError =>
  new ServiceError(404, 'NoSuchKey', 'The specified key does not exist.', { Key });

export const noSuchUpload = (UploadId: string): ServiceError =>
  new ServiceError(
    404,
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId },
  );

export const accessDenied = (message: string): ServiceError => new ServiceError(403, 'AccessDenied', message);

export const invalidArgument = (message: string, ArgumentName?: string, ArgumentValue?: string): ServiceError =>
  new ServiceError(400, 'InvalidArgument', message, {
    ...(ArgumentName !== undefined && { ArgumentName }),
    ...(ArgumentValue !== undefined && { ArgumentValue }),
  });

export const invalidRequest = (message: string): ServiceError => new ServiceError(400, 'InvalidRequest', message);

export const badDigest = (message: string): ServiceError => new ServiceError(400, 'BadDigest', message);

export const malformedXml = (): ServiceError =>
  new ServiceError(
    400,
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

export const missingContentLength = (): ServiceError =>
  new ServiceError(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');

export const incompleteBody = (): ServiceError =>
  new ServiceError(
    400,
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  );

export const entityTooLarge = (maximum: number, size: number): ServiceError =>
  new ServiceError(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    ProposedSize: String(size),
    MaxSizeAllowed: String(maximum),
  });

/** @param Condition the header that did not hold, such as `If-Match` */
export const preconditionFailed = (Condition: string): ServiceError =>
  new ServiceError(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition,
  });

/** @param what the operation, header or setting that S3 has and the local run does not */
export const notImplemented = (what: string): ServiceError =>
  new ServiceError(501, 'NotImplemented', `${what} is not supported by the local S3`);

export const internalError = new ServiceError(
  500,
  'InternalError',
  'We encountered an internal error. Please try again.',
);

export const throttlingErrors: readonly ServiceError[] = [
  new ServiceError(503, 'SlowDown', 'Please reduce your request rate.'),
];
