import { createHash } from 'node:crypto';
import { type PayloadSignature, ServiceError } from '../../service.ts';
import { hmac, sha256 } from '../../signature.ts';
import { incompleteBody, invalidRequest } from './errors.ts';

/**
 * Takes the framing off a body of S3's own chunks: each with its size in hexadecimal and, in a signed body, a signature
 * that covers it and the one before; after the last one the trailers.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 *
 * @param signature what the first chunk's signature is chained to; none for chunks that are not signed
 * @param trailers filled once the content has been read to its end
 * @throws ServiceError for a malformed or a forged chunk. What came before it is then not to be trusted.
 */
export async function* unchunk(
  source: AsyncIterable<Buffer>,
  signature: PayloadSignature | undefined,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const bytes = new Bytes(source);
  const chain = signature && new SignatureChain(signature);
  try {
    yield* unchunked(bytes, chain);
    const signed = await readTrailers(bytes, trailers);
    if (signature?.declared.endsWith('-TRAILER')) chain?.checkTrailers(signed.hash, signed.signature);
  } finally {
    await bytes.leave();
  }
}

async function* unchunked(bytes: Bytes, chain: SignatureChain | undefined): AsyncGenerator<Buffer> {
  for (let isLast = false; !isLast; ) {
    const [, digits, given] = /^([0-9a-f]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(await bytes.line()) ?? [];
    if (digits === undefined) throw invalidRequest('A chunk of the body has no size, or a malformed signature.');
    const hash = chain && createHash('sha256');
    let left = Number.parseInt(digits, 16);
    isLast = left === 0;
    while (left > 0) {
      const piece = await bytes.upTo(left);
      left -= piece.length;
      hash?.update(piece);
      yield piece;
    }
    if (hash) chain?.checkChunk(hash.digest('hex'), given);
    if (!isLast && (await bytes.line()) !== '') throw invalidRequest('A chunk of the body is longer than its size.');
  }
}

/** @returns the hash that a signature of them covers, and the signature that they came with */
async function readTrailers(
  bytes: Bytes,
  trailers: Map<string, string>,
): Promise<{ hash: string; signature: string | undefined }> {
  let signature: string | undefined;
  for (let line = await bytes.line(); line !== ''; line = await bytes.line()) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (name === 'x-amz-trailer-signature') signature = line.slice(colon + 1).trim();
    else trailers.set(name, line.slice(colon + 1).trim());
  }
  const signedText = Array.from(trailers, ([name, value]) => `${name}:${value}\n`).join('');
  return { hash: sha256(signedText), signature };
}

/** The signatures of a body's chunks, each made from the one before. */
class SignatureChain {
  readonly #signature: PayloadSignature;
  #last: string;

  constructor(signature: PayloadSignature) {
    this.#signature = signature;
    this.#last = signature.seed;
  }

  checkChunk(hash: string, given: string | undefined): void {
    this.#check(['AWS4-HMAC-SHA256-PAYLOAD'], [sha256(''), hash], given);
  }

  checkTrailers(hash: string, given: string | undefined): void {
    this.#check(['AWS4-HMAC-SHA256-TRAILER'], [hash], given);
  }

  #check(kind: readonly string[], hashes: readonly string[], given: string | undefined): void {
    const { dateTime, scope, signingKey } = this.#signature;
    const text = [...kind, dateTime, scope, this.#last, ...hashes].join('\n');
    this.#last = hmac(signingKey, text).toString('hex');
    if (given?.toLowerCase() === this.#last) return;
    throw new ServiceError(
      403,
      'SignatureDoesNotMatch',
      'The chunk signature we calculated does not match the signature you provided.',
    );
  }
}

/** The longest line between chunks: a size and a signature, or a trailer, in bytes. */
const longestLine = 16_384;

/** Bytes read by the line and by the piece. */
class Bytes {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Up to the next line break, without it. */
  async line(): Promise<string> {
    let end = this.#held.indexOf('\r\n');
    while (end < 0) {
      if (this.#held.length > longestLine) throw invalidRequest('A chunk of the body has no size.');
      this.#held = Buffer.concat([this.#held, await this.#more()]);
      end = this.#held.indexOf('\r\n');
    }
    const line = this.#held.toString('latin1', 0, end);
    this.#held = this.#held.subarray(end + 2);
    return line;
  }

  /** At least one byte, and no more than the limit. */
  async upTo(limit: number): Promise<Buffer> {
    if (this.#held.length === 0) this.#held = await this.#more();
    const piece = this.#held.subarray(0, limit);
    this.#held = this.#held.subarray(limit);
    return piece;
  }

  /** Lets go of the source, read to its end or not. */
  async leave(): Promise<void> {
    await this.#source.return?.();
  }

  async #more(): Promise<Buffer> {
    const { done, value } = await this.#source.next();
    if (done) throw incompleteBody();
    return value.length > 0 ? value : this.#more();
  }
}
