import { ServiceError } from '../../service.ts';

/** What a request is to: S3 itself, a bucket, or an object. */
export interface Address {
  readonly bucket?: string;
  /** Decoded; absent where the bucket itself is meant. */
  readonly key?: string;
}

/** The most bytes that a key may have. */
const longestKey = 1_024;

/**
 * Reads where a request goes: to `/BUCKET/KEY`, or to `/KEY` at a host that begins with the bucket's name.
 *
 * @param isBucket tells hosts that are a bucket's from others
 * @throws ServiceError for a path that is no UTF-8, or a key that is too long
 */
export const addressOf = (path: string, host: string, isBucket: (name: string) => boolean): Address => {
  const [, hosted] = /^(.+)\.(?:s3[.-].+|localhost|127\.0\.0\.1)(?::\d+)?$/.exec(host) ?? [];
  if (hosted !== undefined && isBucket(hosted)) return at(hosted, path.slice(1));
  const slash = path.indexOf('/', 1);
  const bucket = decoded(path.slice(1, slash < 0 ? undefined : slash));
  if (bucket === '') return {};
  return at(bucket, slash < 0 ? '' : path.slice(slash + 1));
};

const at = (bucket: string, encodedKey: string): Address => {
  const key = decoded(encodedKey);
  if (Buffer.byteLength(key) > longestKey) {
    throw new ServiceError(400, 'KeyTooLongError', 'Your key is too long', {
      Size: String(Buffer.byteLength(key)),
      MaxSizeAllowed: String(longestKey),
    });
  }
  return key === '' ? { bucket } : { bucket, key };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) throw new ServiceError(400, 'InvalidURI', "Couldn't parse the specified URI.");
    throw error;
  }
};
