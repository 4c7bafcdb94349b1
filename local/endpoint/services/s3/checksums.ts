import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import { Xxh3_64, Xxh3_128, Xxh64 } from '@aws-sdk/checksums/xxh';
import { badDigest, invalidRequest, notImplemented } from './errors.ts';

/** A checksum under way. */
export interface Hasher {
  update(chunk: Uint8Array): void;
  digest(): Uint8Array | Promise<Uint8Array>;
}

/** A checksum that S3 knows. */
export interface Algorithm {
  /** As `ChecksumAlgorithm` names it. */
  readonly name: string;
  /** Its length, in bytes. */
  readonly length: number;
  readonly start: () => Hasher;
}

class Crc32 implements Hasher {
  #value = 0;
  update(chunk: Uint8Array): void {
    this.#value = crc32(chunk, this.#value);
  }
  digest(): Uint8Array {
    const digest = Buffer.alloc(4);
    digest.writeUInt32BE(this.#value);
    return digest;
  }
}

const algorithms: readonly Algorithm[] = [
  { name: 'CRC32', length: 4, start: () => new Crc32() },
  { name: 'CRC32C', length: 4, start: () => new Crc32c() },
  { name: 'CRC64NVME', length: 8, start: () => new Crc64Nvme() },
  { name: 'MD5', length: 16, start: () => createHash('md5') },
  { name: 'SHA1', length: 20, start: () => createHash('sha1') },
  { name: 'SHA256', length: 32, start: () => createHash('sha256') },
  { name: 'SHA512', length: 64, start: () => createHash('sha512') },
  { name: 'XXHASH64', length: 8, start: () => new Xxh64() },
  { name: 'XXHASH3', length: 8, start: () => new Xxh3_64() },
  { name: 'XXHASH128', length: 16, start: () => new Xxh3_128() },
];

/** The header that carries a checksum. */
export const checksumHeader = (algorithm: string): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** The XML element that carries a checksum. */
export const checksumElement = (algorithm: string): string => `Checksum${algorithm}`;

/** @throws ServiceError for a name that S3 does not know */
export const algorithmNamed = (name: string): Algorithm => {
  const algorithm = algorithms.find((known) => known.name === name.toUpperCase());
  if (algorithm) return algorithm;
  throw invalidRequest('Checksum algorithm provided is unsupported. Please try again with any of the valid types');
};

/** The checksum that a request states of its body: in a header, or announced as a trailer, whose value comes last. */
export interface StatedChecksum {
  readonly algorithm: Algorithm;
  /** In base64; absent while it is still to come. */
  readonly value?: string;
}

/** @throws ServiceError where more than one is stated, or one that is announced is missing */
export const statedChecksum = (headers: Readonly<Record<string, string>>): StatedChecksum | undefined => {
  const inHeaders = algorithms.filter(({ name }) => headers[checksumHeader(name)] !== undefined);
  const trailer = (headers['x-amz-trailer'] ?? '').toLowerCase();
  const announced = algorithms.filter(({ name }) => trailer.split(/\s*,\s*/).includes(checksumHeader(name)));
  const stated = [...inHeaders, ...announced];
  if (stated.length > 1)
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  const [algorithm] = stated;
  const named = headers['x-amz-sdk-checksum-algorithm'];
  if (named !== undefined && algorithm?.name !== algorithmNamed(named).name) {
    throw invalidRequest(
      algorithm
        ? 'Value for x-amz-sdk-checksum-algorithm header is invalid.'
        : 'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (!algorithm) return undefined;
  const value = headers[checksumHeader(algorithm.name)];
  if (value !== undefined) checkForm(algorithm, value);
  return { algorithm, ...(value !== undefined && { value }) };
};

const checkForm = ({ name, length }: Algorithm, value: string): void => {
  if (!isBase64Of(value, length)) throw invalidRequest(`Value for ${checksumHeader(name)} header is invalid.`);
};

/** Whether a text is the base64 of so many bytes. */
export const isBase64Of = (text: string, length: number): boolean => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length && bytes.toString('base64') === text;
};

/** @throws ServiceError where the checksum that was stated, in a header or a trailer, is missing or another */
export const checkChecksum = (
  stated: StatedChecksum,
  trailers: ReadonlyMap<string, string>,
  computed: string,
): void => {
  const { algorithm } = stated;
  const value = stated.value ?? trailers.get(checksumHeader(algorithm.name));
  if (value === undefined) throw invalidRequest(`The trailer ${checksumHeader(algorithm.name)} is missing.`);
  checkForm(algorithm, value);
  if (value !== computed) throw badDigest(`The ${algorithm.name} you specified did not match the calculated checksum.`);
};

/** Whether the checksum of a multipart upload covers the whole object, or the checksums of its parts. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** @throws ServiceError for a type that an algorithm does not have */
export const checksumType = (algorithm: Algorithm, stated: string | undefined): ChecksumType => {
  const isCrc = algorithm.name.startsWith('CRC');
  if (stated === undefined) return algorithm.name === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
  const type = stated.toUpperCase();
  if (type === 'FULL_OBJECT' && isCrc) return type;
  if (type === 'COMPOSITE' && algorithm.name !== 'CRC64NVME') return type;
  if (type === 'FULL_OBJECT' && /^(XXHASH|MD5|SHA512)/.test(algorithm.name))
    throw notImplemented(`${type} of ${algorithm.name}`);
  throw invalidRequest(`The ${type} checksum type cannot be used with the ${algorithm.name} checksum algorithm.`);
};
