import { timingSafeEqual } from 'node:crypto';
import type { Identities, Identity } from './credentials.ts';
import type { PayloadSignature, Refusal } from './service.ts';
import { deriveSigningKey, type SignatureScope, scopeText, sha256, sign, type WireRequest } from './signature.ts';
import { basicFormat, readSignature, SignatureError, type StatedSignature } from './stated-signature.ts';

const minute = 60_000;
const aWeek = 604_800;
const unsignedPayload = 'UNSIGNED-PAYLOAD';

/**
 * Checks a request's Signature Version 4, in the header or presigned, in the order in which AWS checks it.
 * @returns who signed it and for which service, and what the signature says of a body that is still to be read.
 * @throws SignatureError in AWS's words.
 */
export const verifySignature = (
  request: WireRequest,
  region: string,
  identities: Pick<Identities, 'find'>,
): { identity: Identity; service: string; payload: PayloadSignature } => {
  const stated = readSignature(request);
  const [accessKeyId = '', date = '', scopeRegion = '', service = '', terminator = '', ...more] =
    stated.credential.split('/');
  const refuse = (reason: Refusal, message: string) => new SignatureError(reason, message, service || undefined);

  const time = parseDateTime(stated.dateTime);
  if (time === undefined) {
    const got = `Date must be in ISO-8601 'basic format'. Got '${stated.dateTime}'.`;
    throw refuse('incomplete signature', `${got} See http://en.wikipedia.org/wiki/ISO_8601`);
  }
  const seconds = stated.expires === undefined ? undefined : readExpires(stated.expires);
  if (seconds === 'malformed') {
    throw refuse('incomplete signature', 'X-Amz-Expires must be a number from 1 to 604800 (a week in seconds)');
  }
  const late = lateness(stated.dateTime, time, seconds, service === 's3' ? 15 : 5);
  if (late) throw refuse('expired signature', late);
  if (!stated.signedHeaders.includes('host')) {
    throw refuse('wrong signature', "'Host' must be a 'SignedHeader' in the AWS Authorization.");
  }
  if (stated.algorithm !== 'AWS4-HMAC-SHA256') {
    const only = `Unsupported AWS 'algorithm': '${stated.algorithm}' (only AWS4-HMAC-SHA256 for now). `;
    throw refuse('incomplete signature', only);
  }
  if (!terminator || more.length > 0) {
    const form = 'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term';
    throw refuse('incomplete signature', `${form}, got '${stated.credential}'`);
  }
  const scopeFaults = [
    scopeRegion !== region && `Credential should be scoped to a valid region, not '${scopeRegion}'. `,
    terminator !== 'aws4_request' &&
      `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'. `,
    date !== stated.dateTime.slice(0, 8) &&
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${stated.dateTime.slice(0, 8)}', from '${stated.dateTime}'.`,
  ].filter((fault) => fault !== false);
  if (scopeFaults.length > 0) throw refuse('wrong signature', scopeFaults.join(''));

  const identity = identities.find(accessKeyId);
  if (!identity) throw refuse('unknown access key', 'The security token included in the request is invalid.');
  const payload = checkSignature(request, stated, { date, region, service }, identity);
  const token = 'sessionToken' in identity.credentials ? identity.credentials.sessionToken : undefined;
  if (stated.sessionToken !== token) {
    throw refuse('wrong session token', 'The security token included in the request is invalid');
  }
  return { identity, service, payload };
};

const checkSignature = (
  request: WireRequest,
  stated: StatedSignature,
  scope: SignatureScope,
  { credentials, signingKeys }: Identity,
): PayloadSignature => {
  if (scope.service === 's3') requireSignedHeaders(request, stated);
  const keyName = `${scope.date}/${scope.service}`;
  const signingKey = signingKeys.get(keyName) ?? deriveSigningKey(credentials.secretAccessKey, scope);
  const declared = payloadHash(request, stated, scope.service);
  const expected = sign(request, stated.signedHeaders, declared, stated.dateTime, scope, signingKey);
  const given = Buffer.from(stated.signature, 'hex');
  if (given.length !== expected.signature.length || !timingSafeEqual(given, expected.signature)) {
    throw new SignatureError(
      'wrong signature',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key' +
        ' and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request' +
        ` should have been\n'${expected.canonicalRequest}'\n\nThe String-to-Sign should have been\n` +
        `'${expected.stringToSign}'\n`,
      scope.service,
    );
  }
  // Kept only once it has proven good, so that made-up dates and services leave nothing behind.
  signingKeys.set(keyName, signingKey);
  return { declared, seed: stated.signature, dateTime: stated.dateTime, scope: scopeText(scope), signingKey };
};

/**
 * S3 alone lets a client leave the body unsigned, or sign it in chunks; what it states must fit the body. Where that is
 * still to be read, whoever reads it looks.
 */
const payloadHash = (request: WireRequest, stated: StatedSignature, service: string): string => {
  if (service !== 's3') return sha256(request.body);
  const inQuery = [...request.query].find(([name]) => name.toLowerCase() === 'x-amz-content-sha256')?.[1];
  const declared = request.headers['x-amz-content-sha256'] ?? inQuery;
  if (declared === undefined) {
    if (stated.expires !== undefined) return unsignedPayload;
    const missing = 'Missing required header for this request: x-amz-content-sha256';
    throw new SignatureError('incomplete signature', missing, service);
  }
  if (request.unread !== undefined || declared === unsignedPayload) return declared;
  if (!declared.startsWith('STREAMING-') && declared !== sha256(request.body)) {
    const differs = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    throw new SignatureError('wrong signature', differs, service);
  }
  return declared;
};

const requireSignedHeaders = (request: WireRequest, stated: StatedSignature): void => {
  const unsigned = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && !stated.signedHeaders.includes(name),
  );
  if (unsigned.length > 0) {
    const message = 'There were headers present in the request which were not signed';
    throw new SignatureError('access denied', `${message}: ${unsigned.join(', ')}`, 's3');
  }
};

/** Says what is wrong when a request comes too late or too early; clocks may differ by `tolerance` minutes. */
const lateness = (
  dateTime: string,
  time: number,
  expires: number | undefined,
  tolerance: number,
): string | undefined => {
  const now = Date.now();
  const nowText = basicFormat(now);
  if (time > now + tolerance * minute) {
    const limit = basicFormat(now + tolerance * minute);
    return `Signature not yet current: ${dateTime} is still later than ${limit} (${nowText} + ${tolerance} min.)`;
  }
  if (expires !== undefined) return time + expires * 1000 < now ? 'Request has expired' : undefined;
  if (time >= now - tolerance * minute) return undefined;
  const limit = basicFormat(now - tolerance * minute);
  return `Signature expired: ${dateTime} is now earlier than ${limit} (${nowText} - ${tolerance} min.)`;
};

/** How many seconds a presigned URL is good for. */
const readExpires = (text: string): number | 'malformed' => {
  const seconds = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return seconds >= 1 && seconds <= aWeek ? seconds : 'malformed';
};

/** Milliseconds since 1970 of `YYYYMMDDTHHMMSSZ`. */
const parseDateTime = (text: string): number | undefined => {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)?.slice(1);
  if (!parts) return undefined;
  const [year, month, day, hour, min, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${min}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
};
