import { crc32 } from 'node:zlib';
import { type Protocol, type Refusal, ServiceError, type ServiceResponse } from './service.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html: the codes of the JSON protocols. */
export const jsonRefusals: Readonly<Record<Refusal, string>> = {
  'missing authentication': 'MissingAuthenticationTokenException',
  'incomplete signature': 'IncompleteSignatureException',
  'unknown access key': 'UnrecognizedClientException',
  'wrong session token': 'UnrecognizedClientException',
  'wrong signature': 'InvalidSignatureException',
  'expired signature': 'InvalidSignatureException',
  'access denied': 'AccessDeniedException',
};

/** AWS's JSON 1.0 protocol, as DynamoDB speaks it: every error a 400 unless the service says otherwise. */
export const awsJson10: Protocol = {
  headers: (body) => ({
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-crc32': String(crc32(body)),
  }),
  errorResponse: (error): ServiceResponse => {
    const name = error.code.slice(error.code.indexOf('#') + 1);
    // DynamoDB capitalizes this member in the errors of its outer layer's authorization, and only there.
    const message = name === 'AccessDeniedException' ? { Message: error.message } : { message: error.message };
    return {
      status: error.status,
      body: JSON.stringify({ __type: error.code, ...message, ...error.details }),
      error: name,
    };
  },
  refusal: (reason, message) => new ServiceError(400, `com.amazon.coral.service#${jsonRefusals[reason]}`, message),
};
