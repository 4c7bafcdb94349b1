import { createHash } from 'node:crypto';
import { type RequestContent, ServiceError } from '../../service.ts';
import { unchunk } from './aws-chunked.ts';
import { entityTooLarge, incompleteBody, missingContentLength, notImplemented } from './errors.ts';

/** A request's content as the client meant it: no framing is left, and its signature and length are held against it. */
export interface Payload {
  /** In bytes, as stated. */
  readonly length: number;
  /** To be read once. Ends with a ServiceError where it is not what was signed. */
  readonly content: AsyncIterable<Buffer>;
  /** Filled once the content has been read to its end. */
  readonly trailers: ReadonlyMap<string, string>;
}

/** The most bytes that one request may bring. */
export const largestPart = 5 * 1024 ** 3;

/** @throws ServiceError where the length is not stated or too large, or the body is signed in a way that is not run */
export const openPayload = (
  { read, signature }: RequestContent,
  headers: Readonly<Record<string, string>>,
  maximum = largestPart,
): Payload => {
  const isChunked = signature.declared.startsWith('STREAMING-');
  const stated = headers[isChunked ? 'x-amz-decoded-content-length' : 'content-length'];
  if (stated === undefined || !/^\d{1,15}$/.test(stated)) throw missingContentLength();
  const length = Number(stated);
  if (length > maximum) throw entityTooLarge(maximum, length);
  const trailers = new Map<string, string>();
  const unframed = () => {
    switch (signature.declared) {
      case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
        return unchunk(read(), undefined, trailers);
      case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
        return unchunk(read(), signature, trailers);
      case 'UNSIGNED-PAYLOAD':
        return read();
      default:
        return hashed(read(), signature.declared);
    }
  };
  if (
    isChunked &&
    !/^STREAMING-(UNSIGNED-PAYLOAD-TRAILER|AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?)$/.test(signature.declared)
  ) {
    throw notImplemented(`A body signed as ${signature.declared}`);
  }
  return { length, trailers, content: measured(unframed, length) };
};

/** Reads a whole small body, such as an XML document. @throws ServiceError as the payload's content does */
export const readWhole = async ({ content }: Payload): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
};

async function* measured(open: () => AsyncIterable<Buffer>, length: number): AsyncGenerator<Buffer> {
  let read = 0;
  try {
    for await (const chunk of open()) {
      read += chunk.length;
      if (read > length) throw incompleteBody();
      yield chunk;
    }
  } catch (error) {
    // The client left; nobody reads the answer, but the report does.
    if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') throw incompleteBody();
    throw error;
  }
  if (read < length) throw incompleteBody();
}

async function* hashed(source: AsyncIterable<Buffer>, expected: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
  const computed = hash.digest('hex');
  if (computed === expected) return;
  throw new ServiceError(
    400,
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { ClientComputedContentSHA256: expected, S3ComputedContentSHA256: computed },
  );
}
