import { jsonRefusals } from '../../protocols.ts';
import { type Protocol, ServiceError, type ServiceResponse } from '../../service.ts';

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
  refusal: (reason, message) => new ServiceError(403, jsonRefusals[reason], message),
};

const capitalized = new Set(['AccessDeniedException', 'ResourceNotFoundException', 'ServiceException']);
