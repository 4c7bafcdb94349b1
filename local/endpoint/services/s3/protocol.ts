import { type Protocol, type Refusal, ServiceError } from '../../service.ts';
import { xmlError } from './xml.ts';

/** The codes of what the endpoint turns away by itself. An expired request depends on how it was signed. */
const refusals: Readonly<Record<Exclude<Refusal, 'expired signature' | 'incomplete signature'>, [number, string]>> = {
  'missing authentication': [403, 'AccessDenied'],
  'unknown access key': [403, 'InvalidAccessKeyId'],
  'wrong session token': [400, 'InvalidToken'],
  'wrong signature': [403, 'SignatureDoesNotMatch'],
  'access denied': [403, 'AccessDenied'],
};

const refusal = (reason: Refusal, message: string): ServiceError => {
  if (reason === 'expired signature') {
    return message === 'Request has expired'
      ? new ServiceError(403, 'AccessDenied', message)
      : new ServiceError(403, 'RequestTimeTooSkewed', message);
  }
  if (reason === 'incomplete signature') {
    const isInHeader = message.includes('Authorization=');
    return new ServiceError(
      400,
      isInHeader ? 'AuthorizationHeaderMalformed' : 'AuthorizationQueryParametersError',
      message,
    );
  }
  const [status, code] = refusals[reason];
  return new ServiceError(status, code, message);
};

/** S3's REST protocol: metadata in headers, errors and lists in XML. */
export const restXml: Protocol = {
  headers: () => ({ 'content-type': 'application/xml' }),
  errorResponse: ({ status, code, message, details }, requestId) => ({
    status,
    body: xmlError({ Code: code, Message: message, ...texts(details), RequestId: requestId }),
    error: code,
  }),
  refusal,
};

const texts = (details: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(details).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
