import { ServiceError, type ServiceResponse } from '../../../service.ts';
import { isUnchanged } from '../conditions.ts';
import { invalidArgument, invalidRequest } from '../errors.ts';
import type { ByteRange } from '../files.ts';
import { checksumHeadersOf, headersOf, overridesIn } from '../object-headers.ts';
import type { StoredObject } from '../records.ts';
import type { OpenedOperation, Operation, S3Request } from '../request.ts';

/** GET of an object: whole, a range, or a part. The content is sent as fast as the client takes it. */
export const getObject: Operation = (request) =>
  opened(request, (object, { status, headers, range }) => ({
    status,
    headers,
    body: '',
    content: {
      stream: request.s3.store.files.read(object.files, range),
      length: range ? range.last - range.first + 1 : object.size,
    },
  }));

/** HEAD: what GET would answer, without the content. */
export const headObject: Operation = (request) =>
  opened(request, (object, { status, headers, range }) => {
    const length = range ? range.last - range.first + 1 : object.size;
    return { status, headers: { ...headers, 'content-length': String(length) }, body: '' };
  });

interface Found {
  readonly status: 200 | 206;
  readonly headers: Record<string, string>;
  /** What of the content is asked for; all of it without. */
  readonly range?: ByteRange;
}

const opened = (
  request: S3Request,
  answer: (object: StoredObject, found: Found) => ServiceResponse,
): OpenedOperation => {
  const overridden = overridesIn(request.query);
  const part = readPartNumber(request);
  return {
    authorizations: [request.onObject('s3:GetObject')],
    run: async () => {
      const object = request.object();
      const headers = { ...headersOf(object), ...overridden };
      if (isUnchanged(object, request.headers)) {
        const { 'content-type': _type, ...unchanged } = headers;
        return { status: 304, headers: unchanged, body: '' };
      }
      const range = part === undefined ? rangeIn(request.headers.range, object.size) : partRange(object, part);
      const asksForChecksum = request.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED';
      const whole = !range && asksForChecksum ? checksumHeadersOf(object) : {};
      if (!range) return answer(object, { status: 200, headers: { ...headers, ...whole } });
      return answer(object, {
        status: 206,
        range,
        headers: {
          ...headers,
          'content-range': `bytes ${range.first}-${range.last}/${object.size}`,
          ...(part !== undefined && object.uploadId && { 'x-amz-mp-parts-count': String(object.files.length) }),
        },
      });
    },
  };
};

const readPartNumber = ({ query, headers }: S3Request): number | undefined => {
  const part = query.get('partNumber');
  if (part === null) return undefined;
  if (headers.range !== undefined)
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  if (/^\d{1,5}$/.test(part) && Number(part) >= 1 && Number(part) <= 10_000) return Number(part);
  throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', part);
};

/** An object that was put whole has one part, itself; an empty one has no range at all. */
const partRange = (object: StoredObject, number: number): ByteRange | undefined => {
  const part = object.files[number - 1];
  if (!part) throw new ServiceError(416, 'InvalidPartNumber', 'The requested partnumber is not satisfiable');
  if (part.size === 0) return undefined;
  const first = object.files.slice(0, number - 1).reduce((sum, { size }) => sum + size, 0);
  return { first, last: first + part.size - 1 };
};

/**
 * The range that a `Range` header asks for; none for what S3 ignores: another unit, several ranges, a malformed one.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 *
 * @throws ServiceError InvalidRange where nothing of the object lies in it
 */
const rangeIn = (header: string | undefined, size: number): ByteRange | undefined => {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const range =
    from === ''
      ? { first: Math.max(0, size - Number(to)), last: size - 1 }
      : { first: Number(from), last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (range.first <= range.last) return range;
  throw new ServiceError(416, 'InvalidRange', 'The requested range is not satisfiable', {
    RangeRequested: header,
    ActualObjectSize: String(size),
  });
};
