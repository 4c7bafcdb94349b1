import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchUpload,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { endpointOf } from '../aws/signer.ts';
import { bucketName } from './keys.ts';

const client = new S3Client({
  // One try is a pause of seconds at most: several are better than an attempt of the whole function.
  maxAttempts: 5,
  // As the presigned addresses do it: an endpoint that is set has no host for each bucket.
  forcePathStyle: endpointOf('s3') !== undefined,
  // What is sent is signed with its SHA-256, and what is read comes over TLS: no second checksum of the same bytes.
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
});

/** A file as it is now. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** Its entity tag: of another content, another. */
  readonly etag: string;
}

export async function fileState(key: string): Promise<FileState> {
  const { ContentLength, ETag } = await client.send(new HeadObjectCommand({ Bucket: bucketName(), Key: key }));
  if (ContentLength === undefined || ETag === undefined) throw new Error(`S3 does not say what ${key} is.`);
  return { size: ContentLength, etag: ETag };
}

/** Bytes that are asked for at once. */
const piece = 1_048_576;

/**
 * Reads a file from a byte on, piece by piece. Each piece is a request of its own, tried again by itself: however slowly
 * the pieces are used, no connection stays open meanwhile, which S3 would cut.
 *
 * @throws PreconditionFailed (S3's) where the file is another one now
 */
export async function* readFile(key: string, { size, etag }: FileState, from: number): AsyncGenerator<Buffer> {
  for (let at = from; at < size; at += piece) yield readBytes(key, at, Math.min(at + piece, size), etag);
}

/** The bytes of a file from one place up to, not including, another. */
export async function readBytes(key: string, from: number, to: number, etag?: string): Promise<Buffer> {
  const Range = `bytes=${from}-${to - 1}`;
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucketName(), Key: key, Range, IfMatch: etag }));
  const bytes = await Body?.transformToByteArray();
  if (bytes?.length !== to - from) throw new Error(`S3 sent ${bytes?.length} bytes of ${to - from}.`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Writes a whole file, in place of what is there. */
export async function writeFile(key: string, body: Buffer, ContentType: string): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket: bucketName(), Key: key, Body: body, ContentType }));
}

/** Begins to write a file in parts. It is there once it is completed. @returns the id of the upload */
export async function beginParts(key: string, ContentType: string): Promise<string> {
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ Bucket: bucketName(), Key: key, ContentType }),
  );
  if (UploadId === undefined) throw new Error('S3 began an upload without an id.');
  return UploadId;
}

/** Writes a part; one of the same number again replaces it. @returns its entity tag */
export async function writePart(key: string, UploadId: string, PartNumber: number, body: Buffer): Promise<string> {
  const { ETag } = await client.send(
    new UploadPartCommand({ Bucket: bucketName(), Key: key, UploadId, PartNumber, Body: body }),
  );
  if (ETag === undefined) throw new Error('S3 took a part without giving its entity tag.');
  return ETag;
}

/**
 * Puts the parts together: now the file is there.
 *
 * @param etags of all parts, in their order
 */
export async function completeParts(key: string, UploadId: string, etags: readonly string[]): Promise<void> {
  const Parts = etags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
  try {
    await client.send(
      new CompleteMultipartUploadCommand({ Bucket: bucketName(), Key: key, UploadId, MultipartUpload: { Parts } }),
    );
  } catch (error) {
    // It was put together before, by somebody who was killed before they could say so.
    if (!(error instanceof NoSuchUpload)) throw error;
  }
}
