import type { Refusal } from './service.ts';
import type { WireRequest } from './signature.ts';

/** A request whose signature is not good. */
export class SignatureError extends Error {
  readonly reason: Refusal;
  /** The service in the request's credential scope, where it could be read: its protocol words the answer. */
  readonly service: string | undefined;

  constructor(reason: Refusal, message: string, service?: string) {
    super(message);
    this.name = 'SignatureError';
    this.reason = reason;
    this.service = service;
  }
}

/** A signature as the request states it, in the `Authorization` header or in the query of a presigned URL. */
export interface StatedSignature {
  readonly algorithm: string;
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly dateTime: string;
  readonly sessionToken: string | undefined;
  /** Of a presigned URL: how many seconds it is good for. */
  readonly expires?: string | undefined;
}

/**
 * Reads what a request says of its own signature.
 * @throws SignatureError in AWS's words when it says nothing, or not enough.
 */
export const readSignature = (request: WireRequest): StatedSignature => {
  const authorization = request.headers.authorization;
  const presigned = request.query.has('X-Amz-Algorithm');
  if (authorization !== undefined && presigned) {
    const both = "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.";
    throw new SignatureError('wrong signature', both);
  }
  if (presigned) return readPresigned(request);
  if (!authorization?.trim().startsWith('AWS4-')) {
    throw new SignatureError('missing authentication', 'Request is missing Authentication Token');
  }
  return readAuthorization(request, authorization.trim());
};

/** The service that a request says it is signed for; nothing is checked yet. */
export const signedService = ({ headers, query }: WireRequest): string | undefined => {
  const inHeader = /Credential\s*=\s*([^\s,]+)/.exec(headers.authorization ?? '')?.[1];
  return (inHeader ?? query.get('X-Amz-Credential') ?? undefined)?.split('/')[3];
};

const readAuthorization = ({ headers }: WireRequest, authorization: string): StatedSignature => {
  const [algorithm = '', ...rest] = authorization.split(/\s+/);
  const parameters = new Map(
    rest
      .join('')
      .split(',')
      .map((parameter) => {
        const equals = parameter.indexOf('=');
        return [parameter.slice(0, equals), parameter.slice(equals + 1)] as const;
      }),
  );
  const dateTime = headers['x-amz-date'] ?? basicFormat(headers.date);
  const missing = ['Credential', 'Signature', 'SignedHeaders']
    .filter((name) => !parameters.get(name))
    .map((name) => `Authorization header requires '${name}' parameter. `);
  if (dateTime === undefined) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  }
  if (missing.length > 0) {
    throw new SignatureError('incomplete signature', `${missing.join('')}Authorization=${authorization}`);
  }
  return {
    algorithm,
    credential: parameters.get('Credential') ?? '',
    signedHeaders: (parameters.get('SignedHeaders') ?? '').toLowerCase().split(';'),
    signature: parameters.get('Signature') ?? '',
    dateTime: dateTime ?? '',
    sessionToken: headers['x-amz-security-token'],
  };
};

const readPresigned = ({ query }: WireRequest): StatedSignature => {
  const required = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date'];
  const missing = [...required, 'X-Amz-Expires'].filter((name) => !query.get(name));
  if (missing.length > 0) {
    const faults = missing.map((name) => `AWS query-string parameters must include '${name}'. `).join('');
    throw new SignatureError('incomplete signature', `${faults}Re-examine the query-string parameters.`);
  }
  const parameter = (name: string) => query.get(name) ?? '';
  return {
    algorithm: parameter('X-Amz-Algorithm'),
    credential: parameter('X-Amz-Credential'),
    signedHeaders: parameter('X-Amz-SignedHeaders').toLowerCase().split(';'),
    signature: parameter('X-Amz-Signature'),
    dateTime: parameter('X-Amz-Date'),
    expires: parameter('X-Amz-Expires'),
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
  };
};

/** `YYYYMMDDTHHMMSSZ` of a time or of an HTTP `Date` header; what is no date stays as it is. */
export const basicFormat = (date: number | string | undefined): string | undefined => {
  if (date === undefined) return undefined;
  const time = new Date(date);
  return Number.isNaN(time.getTime()) ? String(date) : `${time.toISOString().replace(/[-:]|\.\d+/g, '')}`;
};
