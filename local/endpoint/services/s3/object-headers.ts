import { ServiceError } from '../../service.ts';
import { checksumHeader } from './checksums.ts';
import { invalidArgument, invalidRequest, notImplemented } from './errors.ts';
import type { StoredObject } from './records.ts';

type Headers = Readonly<Record<string, string>>;

/** What a signed GET may set in its answer. */
const overrides = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** What is stored with an object and sent with it. */
const kept = [...overrides, 'x-amz-storage-class', 'x-amz-website-redirect-location'];

/** Headers that would make a difference on AWS which the local run does not make. */
const notRun = [
  'x-amz-tagging',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-context',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold',
  'x-amz-write-offset-bytes',
];

/** Those whose objects can be read at once. */
const storageClasses = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
];

/** The most that the names and values of `x-amz-meta-` headers may have together, in bytes. */
const mostMetadata = 2_048;

/**
 * What a request stores with its object.
 * @throws ServiceError for what S3 refuses, and for what the local run does not run
 */
export const headersToKeep = (headers: Headers): Record<string, string> => {
  checkSettings(headers);
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  const size = metadata.reduce(
    (sum, [name, value]) => sum + name.length - 'x-amz-meta-'.length + Buffer.byteLength(value),
    0,
  );
  if (size > mostMetadata) {
    throw new ServiceError(400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: String(size),
      MaxSizeAllowed: String(mostMetadata),
    });
  }
  const system = kept.flatMap((name) => {
    const value = name === 'content-encoding' ? withoutFraming(headers[name]) : headers[name];
    return value === undefined || value === '' || value === 'STANDARD' ? [] : [[name, value] as const];
  });
  const all = [...system, ...metadata];
  // From a presigned URL's query these can hold what no header can.
  const impossible = all.find(([name, value]) => !/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) || /\p{Cc}/u.test(value));
  if (impossible) throw invalidArgument('The header cannot be stored with an object.', impossible[0]);
  return { 'content-type': 'binary/octet-stream', ...Object.fromEntries(all) };
};

const checkSettings = (headers: Headers): void => {
  const unknown = notRun.find((name) => headers[name] !== undefined);
  if (unknown !== undefined) throw notImplemented(`The header ${unknown}`);
  const acl = headers['x-amz-acl'];
  const grant = Object.keys(headers).find((name) => name.startsWith('x-amz-grant-'));
  if (grant !== undefined || (acl !== undefined && acl !== 'private' && acl !== 'bucket-owner-full-control')) {
    throw new ServiceError(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  const encryption = headers['x-amz-server-side-encryption'];
  if (encryption?.startsWith('aws:')) throw notImplemented(`x-amz-server-side-encryption: ${encryption}`);
  if (encryption !== undefined && encryption !== 'AES256') {
    throw invalidArgument(
      'The encryption method specified is not supported',
      'x-amz-server-side-encryption',
      encryption,
    );
  }
  const storageClass = headers['x-amz-storage-class'];
  if (storageClass === undefined || storageClasses.includes(storageClass)) return;
  if (['GLACIER', 'DEEP_ARCHIVE'].includes(storageClass)) throw notImplemented(`The storage class ${storageClass}`);
  throw new ServiceError(400, 'InvalidStorageClass', 'The storage class you specified is not valid');
};

/** How the body came in is not how it is stored. */
const withoutFraming = (encoding: string | undefined): string | undefined =>
  encoding
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked')
    .join(',');

/** @returns the headers that say what an object is */
export const headersOf = (object: StoredObject): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(object.headers).map(([name, value]) => [name, inAscii(value)])),
  'accept-ranges': 'bytes',
  etag: `"${object.etag}"`,
  'last-modified': new Date(object.lastModified).toUTCString(),
  'x-amz-server-side-encryption': 'AES256',
});

/** S3 sends text that is not ASCII in the form that mail has for it. */
const inAscii = (value: string): string =>
  /[^ -~]/.test(value) ? `=?UTF-8?B?${Buffer.from(value, 'latin1').toString('base64')}?=` : value;

/** @returns the headers that carry an object's checksum */
export const checksumHeadersOf = ({ checksum }: Pick<StoredObject, 'checksum'>): Record<string, string> =>
  checksum ? { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type } : {};

/** @throws ServiceError for a value that no header can have */
export const overridesIn = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    overrides.flatMap((name) => {
      const value = query.get(`response-${name}`);
      if (value === null) return [];
      if (/\p{Cc}/u.test(value)) {
        throw invalidRequest(`The value of response-${name} cannot stand in a header.`);
      }
      // A header's characters are its bytes.
      return [[name, Buffer.from(value).toString('latin1')]];
    }),
  );
