import { awsJson10 } from '../../protocols.ts';
import { type Protocol, ServiceError } from '../../service.ts';
import { olderCode } from './errors.ts';

/**
 * JSON 1.0 as SQS speaks it: beside each error stands its code in the older query protocol, by which clients know it.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
 */
export const sqsJson: Protocol = {
  headers: () => ({ 'content-type': 'application/x-amz-json-1.0' }),
  errorResponse: (error) => {
    const code = olderCode(error);
    return {
      status: error.status,
      headers: { 'x-amzn-query-error': `${code};${error.status < 500 ? 'Sender' : 'Receiver'}` },
      body: JSON.stringify({ __type: error.code, message: error.message, ...error.details }),
      error: code,
    };
  },
  refusal: (reason, message) => new ServiceError(403, awsJson10.refusal(reason, message).code, message),
};
