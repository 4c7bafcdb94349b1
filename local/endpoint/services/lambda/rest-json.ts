import { type Protocol, type Refusal, ServiceError, type ServiceResponse } from '../../service.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html */
const refusals: Readonly<Record<Refusal, string>> = {
  'missing authentication': 'MissingAuthenticationTokenException',
  'incomplete signature': 'IncompleteSignatureException',
  'unknown access key': 'UnrecognizedClientException',
  'wrong session token': 'UnrecognizedClientException',
  'wrong signature': 'InvalidSignatureException',
  'expired signature': 'InvalidSignatureException',
  'access denied': 'AccessDeniedException',
};

/**
 * AWS's REST JSON protocol, as Lambda speaks it: an error's code stands in a header.
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization
 */
export const restJson: Protocol = {
  headers: () => ({ 'content-type': 'application/json' }),
  errorResponse: ({ status, code, message, details }): ServiceResponse => {
    // Its model has `Message` for some errors and `message` for others.
    const name = capitalized.has(code) ? 'Message' : 'message';
    return {
      status,
      headers: { 'x-amzn-errortype': code },
      body: JSON.stringify({ ...details, [name]: message }),
      error: code,
    };
  },
  refusal: (reason, message) => new ServiceError(403, refusals[reason], message),
};

const capitalized = new Set(['AccessDeniedException', 'ResourceNotFoundException', 'ServiceException']);
