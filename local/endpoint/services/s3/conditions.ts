import { noSuchKey, notImplemented, preconditionFailed } from './errors.ts';
import type { StoredObject } from './records.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * What the conditions of a GET, a HEAD or a copy's source say. `If-Match` goes before `If-Unmodified-Since`, and
 * `If-None-Match` before `If-Modified-Since`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 *
 * @param prefix of the headers' names: of a copy's source `x-amz-copy-source-`
 * @returns whether the client has the object already, as it is
 * @throws ServiceError PreconditionFailed
 */
export const isUnchanged = (object: StoredObject, headers: Headers, prefix = ''): boolean => {
  const ifMatch = headers[`${prefix}if-match`];
  const unmodifiedSince = timeOf(headers[`${prefix}if-unmodified-since`]);
  if (ifMatch !== undefined) {
    if (!namesEtag(ifMatch, object.etag)) throw preconditionFailed('If-Match');
  } else if (unmodifiedSince !== undefined && object.lastModified > unmodifiedSince) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const ifNoneMatch = headers[`${prefix}if-none-match`];
  if (ifNoneMatch !== undefined) return namesEtag(ifNoneMatch, object.etag);
  const modifiedSince = timeOf(headers[`${prefix}if-modified-since`]);
  return modifiedSince !== undefined && object.lastModified <= modifiedSince;
};

/**
 * Checks the conditions of a write on what is there.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * @throws ServiceError PreconditionFailed; NoSuchKey where what should match is not there
 */
export const checkWrite = (present: StoredObject | undefined, headers: Headers, key: string): void => {
  const ifNoneMatch = headers['if-none-match'];
  const ifMatch = headers['if-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw notImplemented('If-None-Match with anything but * in a write');
  }
  if (ifNoneMatch !== undefined && ifMatch !== undefined) {
    throw notImplemented('If-Match and If-None-Match in one write');
  }
  if (ifNoneMatch !== undefined && present) throw preconditionFailed('If-None-Match');
  if (ifMatch === undefined) return;
  if (!present) throw noSuchKey(key);
  if (!namesEtag(ifMatch, present.etag)) throw preconditionFailed('If-Match');
};

/** Whether a list of entity tags, with or without quotation marks, or `*`, names one. */
export const namesEtag = (list: string, etag: string): boolean =>
  list.split(',').some((tag) => {
    const name = tag.trim().replace(/^(W\/)?"?|"$/g, '');
    return name === '*' || name === etag;
  });

/** What is no date counts as not there, as HTTP has it. */
const timeOf = (date: string | undefined): number | undefined => {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : time;
};
