import { createHash } from 'node:crypto';
import { ServiceError } from '../../service.ts';
import { type Algorithm, checkChecksum, type Hasher, isBase64Of, statedChecksum } from './checksums.ts';
import { badDigest } from './errors.ts';
import type { Payload } from './payload.ts';

/** What bytes add up to. */
export interface Digest {
  /** In bytes. */
  readonly size: number;
  /** In hexadecimal. */
  readonly md5: string;
  readonly checksum?: { readonly algorithm: string; readonly value: string };
}

/** Computes what bytes add up to while they pass. */
export class Digests {
  readonly #md5 = createHash('md5');
  readonly #algorithm: Algorithm | undefined;
  readonly #hasher: Hasher | undefined;
  #size = 0;

  constructor(algorithm?: Algorithm) {
    this.#algorithm = algorithm;
    this.#hasher = algorithm?.start();
  }

  async *of(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      this.#size += chunk.length;
      this.#md5.update(chunk);
      this.#hasher?.update(chunk);
      yield chunk;
    }
  }

  /** Once, after all have passed. */
  async end(): Promise<Digest> {
    const value = await this.#hasher?.digest();
    return {
      size: this.#size,
      md5: this.#md5.digest('hex'),
      ...(this.#algorithm &&
        value && { checksum: { algorithm: this.#algorithm.name, value: Buffer.from(value).toString('base64') } }),
    };
  }
}

/**
 * Holds a body against what its headers and trailers say of it.
 *
 * @param algorithm the checksum to compute where the request states none
 * @returns the content to be read, and the digest once it was
 * @throws ServiceError InvalidDigest, BadDigest, InvalidRequest
 */
export const digestedPayload = (
  payload: Payload,
  headers: Readonly<Record<string, string>>,
  algorithm?: Algorithm,
): { content: AsyncIterable<Buffer>; digest: () => Promise<Digest> } => {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && !isBase64Of(md5, 16)) {
    throw new ServiceError(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  const stated = statedChecksum(headers);
  const digests = new Digests(stated?.algorithm ?? algorithm);
  return {
    content: digests.of(payload.content),
    digest: async () => {
      const digest = await digests.end();
      if (md5 !== undefined && md5 !== Buffer.from(digest.md5, 'hex').toString('base64')) {
        throw badDigest('The Content-MD5 you specified did not match what we received.');
      }
      if (stated && digest.checksum) checkChecksum(stated, payload.trailers, digest.checksum.value);
      return digest;
    },
  };
};
