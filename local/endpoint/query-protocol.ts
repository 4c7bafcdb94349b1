import { type Protocol, type Refusal, ServiceError, type ServiceResponse } from './service.ts';

/** What the services that speak the query protocol do differently. */
export interface QueryProtocolOptions {
  /** The XML namespace of the answers, such as `http://sns.amazonaws.com/doc/2010-03-31/`. */
  readonly namespace: string;
  /** The error for what policies do not allow: its code, and how the service words the endpoint's message. */
  readonly accessDenied: { readonly code: string; readonly reword: (message: string) => string };
}

/** https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html */
const refusals: Readonly<Record<Exclude<Refusal, 'access denied'>, string>> = {
  'missing authentication': 'MissingAuthenticationToken',
  'incomplete signature': 'IncompleteSignature',
  'unknown access key': 'InvalidClientTokenId',
  'wrong session token': 'InvalidClientTokenId',
  'wrong signature': 'SignatureDoesNotMatch',
  'expired signature': 'SignatureDoesNotMatch',
};

/**
 * AWS's query protocol, as SNS speaks it: a form goes in, XML comes out.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const awsQuery = ({ namespace, accessDenied }: QueryProtocolOptions): Protocol => ({
  headers: () => ({ 'content-type': 'text/xml' }),
  errorResponse: ({ code, message, status }, requestId): ServiceResponse => {
    const error =
      element('Type', status < 500 ? 'Sender' : 'Receiver') + element('Code', code) + element('Message', message);
    const content = `<Error>${error}</Error>${element('RequestId', requestId)}`;
    return { status, body: `<ErrorResponse xmlns="${namespace}">${content}</ErrorResponse>`, error: code };
  },
  refusal: (reason, message) =>
    reason === 'access denied'
      ? new ServiceError(403, accessDenied.code, accessDenied.reword(message))
      : new ServiceError(reason === 'incomplete signature' ? 400 : 403, refusals[reason], message),
});

/** What an operation answers: text, members by name, a list (each element a `member`), or a map (each an `entry`). */
export type QueryOutput =
  | string
  | readonly QueryOutput[]
  | ReadonlyMap<string, string>
  | { readonly [member: string]: QueryOutput | undefined };

/** The answer of an operation that went well. @param output nothing where the operation answers nothing */
export const queryAnswer = (
  { namespace }: Pick<QueryProtocolOptions, 'namespace'>,
  operation: string,
  requestId: string,
  output?: QueryOutput,
): ServiceResponse => {
  const result = output === undefined ? '' : element(`${operation}Result`, output);
  const metadata = element('ResponseMetadata', { RequestId: requestId });
  const content = `${result}${metadata}`;
  return {
    status: 200,
    body: `<${operation}Response xmlns="${namespace}">${content}</${operation}Response>`,
  };
};

const element = (name: string, output: QueryOutput): string => `<${name}>${contentOf(output)}</${name}>`;

const contentOf = (output: QueryOutput): string => {
  if (typeof output === 'string') return escaped(output);
  if (isList(output)) return output.map((one) => element('member', one)).join('');
  if (isMap(output)) return Array.from(output, ([key, value]) => element('entry', { key, value })).join('');
  return Object.entries(output)
    .map(([name, value]) => (value === undefined ? '' : element(name, value)))
    .join('');
};

const isList = (output: QueryOutput): output is readonly QueryOutput[] => Array.isArray(output);

const isMap = (output: QueryOutput): output is ReadonlyMap<string, string> => output instanceof Map;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

const escaped = (text: string): string => text.replace(/[&<>"\r]/g, (character) => entities[character] ?? character);
