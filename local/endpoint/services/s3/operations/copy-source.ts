import type { Authorization } from '../../../service.ts';
import { isUnchanged } from '../conditions.ts';
import { entityTooLarge, invalidArgument, noSuchBucket, noSuchKey, preconditionFailed } from '../errors.ts';
import type { ByteRange } from '../files.ts';
import { largestPart } from '../payload.ts';
import type { StoredObject } from '../records.ts';
import type { S3Request } from '../request.ts';

/** What a copy reads. */
export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  /** What it needs. */
  readonly authorization: Authorization;
  /**
   * Finds the object, once it is known that it may be read.
   * @throws ServiceError NoSuchKey, AccessDenied, PreconditionFailed
   */
  readonly find: () => StoredObject;
}

/** Reads `x-amz-copy-source`. @throws ServiceError for one that is malformed, of a version, or of no bucket here */
export const copySource = (request: S3Request): CopySource => {
  const { headers, s3 } = request;
  const [path = '', version] = (headers['x-amz-copy-source'] ?? '').split('?versionId=');
  const [, bucketName = '', encodedKey = ''] = /^\/?([^/]+)\/(.+)$/s.exec(decoded(path)) ?? [];
  if (bucketName === '' || (version !== undefined && version !== 'null')) {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
    );
  }
  const bucket = s3.buckets().get(bucketName);
  if (!bucket) throw noSuchBucket(bucketName);
  return {
    bucket: bucketName,
    key: encodedKey,
    authorization: { action: 's3:GetObject', resource: `${bucket.arn}/${encodedKey}` },
    find: () => {
      const object = s3.store.object(bucketName, encodedKey);
      if (!object) {
        request.demand({ action: 's3:ListBucket', resource: bucket.arn });
        throw noSuchKey(encodedKey);
      }
      if (isUnchanged(object, headers, 'x-amz-copy-source-'))
        throw preconditionFailed('x-amz-copy-source-If-None-Match');
      return object;
    },
  };
};

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError)
      throw invalidArgument('The copy source is not URL-encoded', 'x-amz-copy-source', path);
    throw error;
  }
};

/** The range of `x-amz-copy-source-range`, and how many bytes are to be copied. @throws ServiceError */
export const copyRange = (header: string | undefined, size: number): { range?: ByteRange; length: number } => {
  if (header === undefined) return checked({ length: size });
  const [, first = '', last = ''] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const range = { first: Number(first), last: Number(last) };
  if (first === '' || range.last < range.first || range.last >= size) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      header,
    );
  }
  return checked({ range, length: range.last - range.first + 1 });
};

const checked = <Copy extends { length: number }>(copy: Copy): Copy => {
  if (copy.length > largestPart) throw entityTooLarge(largestPart, copy.length);
  return copy;
};
