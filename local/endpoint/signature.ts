import { createHash, createHmac } from 'node:crypto';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Percent-encoded, as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name; repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where the body is still to be read. */
  readonly body: Buffer;
  /** Begins to read a body that is too large to be held. */
  readonly unread?: () => AsyncIterable<Buffer>;
  /** Gives a signal that aborts when the client leaves. */
  readonly left?: () => AbortSignal;
}

/** What a signature covers beside the request, as its `Credential` and date say. */
export interface SignatureScope {
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/**
 * The signature that a request should have, by AWS's Signature Version 4.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @param signedHeaders names in lower case, sorted, as the request lists them.
 * @param dateTime `YYYYMMDDTHHMMSSZ`
 * @returns the signature, and the two texts it was made from, which AWS puts into its error.
 */
export const sign = (
  request: WireRequest,
  signedHeaders: readonly string[],
  payloadHash: string,
  dateTime: string,
  scope: SignatureScope,
  signingKey: Buffer,
): { signature: Buffer; canonicalRequest: string; stringToSign: string } => {
  const canonicalRequest = [
    request.method,
    canonicalPath(request.path, scope.service),
    canonicalQuery(request.query),
    ...signedHeaders.map((name) => `${name}:${canonicalHeader(request, name)}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  const stringToSign = ['AWS4-HMAC-SHA256', dateTime, scopeText(scope), sha256(bytesOf(canonicalRequest))].join('\n');
  return { signature: hmac(signingKey, stringToSign), canonicalRequest, stringToSign };
};

/** The key that signs one day's requests to one service: the same for all of them, so keep it. */
export const deriveSigningKey = (secretAccessKey: string, { date, region, service }: SignatureScope): Buffer =>
  [date, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`));

/** Headers come with a character for each byte; all else in a canonical request is ASCII. */
const bytesOf = (canonicalRequest: string): Buffer => Buffer.from(canonicalRequest, 'latin1');

/** A scope as strings to sign hold it. */
export const scopeText = ({ date, region, service }: SignatureScope): string =>
  `${date}/${region}/${service}/aws4_request`;

/** In lower-case hexadecimal. */
export const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

export const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * S3 keys may hold empty and dot segments, so S3 takes the path as it is, encoded once. Everywhere else the path is
 * normalized, and what was sent encoded is encoded again.
 */
const canonicalPath = (path: string, service: string): string => {
  if (path === '/') return path;
  if (service === 's3') return encodeSegments(path.split('/').map(decode));
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  if (segments.length === 0) return '/';
  if (path.endsWith('/')) segments.push('');
  return encodeSegments(['', ...segments]);
};

const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort(byCodeUnit)
    .join('&');

/** The names come from the caller, so that only own members count. A header that is signed and not sent is empty. */
const canonicalHeader = ({ headers }: WireRequest, name: string): string =>
  (Object.hasOwn(headers, name) ? (headers[name] ?? '') : '').trim().replace(/\s+/g, ' ');

/** Sorted by name and then by value: `=` would put `a-b` before `a`, so the two are compared apart. */
const byCodeUnit = (one: string, other: string): number => {
  const [a, b] = [one.replace('=', '\u0000'), other.replace('=', '\u0000')];
  return a < b ? -1 : Number(a > b);
};

const encodeSegments = (segments: readonly string[]): string => segments.map(encode).join('/');

/** RFC 3986: everything but letters, digits and `-._~` is encoded. */
const encode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** A segment with a broken percent sign was signed as the text that it is. */
const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
};
