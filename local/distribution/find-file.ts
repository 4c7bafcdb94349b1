import { type Access, AccessDenied } from '../endpoint/access.ts';
import type { ReadableObject, S3 } from '../endpoint/services/s3/s3.ts';
import type { Environment } from '../template/resources.ts';
import type { Distribution, Origin } from './distribution.ts';

/** An object of a bucket. */
export type StoredFile = ReadableObject;

/** Gives an object by its bucket and key; undefined where there is none. */
export type ReadFile = S3['object'];

export interface FindFileOptions {
  readonly distribution: Distribution;
  readonly environment: Environment;
  readonly access: Access;
  readonly readFile: ReadFile;
}

/** What S3 answers a distribution: a file, or its refusal. */
export type Found = StoredFile | 403 | 404;

/**
 * Asks a distribution's origin for a file, as far as the policy of the bucket lets the distribution. What is missing is 404
 * only to whom may list the bucket, else 403.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 *
 * @param path as it is in the request, percent-encoded
 * @returns 403 also for a path that cannot be decoded, which is the name of nothing
 */
export function findFile(
  { distribution, environment, access, readFile }: FindFileOptions,
  origin: Origin,
  path: string,
): Found {
  const arn = `arn:${environment.partition}:s3:::${origin.bucket}`;
  const may = (action: string, resource: string): boolean => {
    if (!origin.isSigned) return false;
    try {
      access.check({ service: 'cloudfront.amazonaws.com', sourceArn: distribution.arn }, { action, resource });
      return true;
    } catch (error) {
      if (error instanceof AccessDenied) return false;
      throw error;
    }
  };
  const name = decoded(path);
  if (name === undefined) return 403;
  const key = `${origin.prefix}${name.slice(1)}`;
  if (!may('s3:GetObject', `${arn}/${key}`)) return 403;
  return readFile(origin.bucket, key) ?? (may('s3:ListBucket', arn) ? 404 : 403);
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    // A stray percent sign: URIError says no more than that.
    return undefined;
  }
}
