import { createHash } from 'node:crypto';
import { ServiceError, type ServiceResponse } from '../../../service.ts';
import { algorithmNamed, checksumElement, checksumHeader } from '../checksums.ts';
import { checkWrite } from '../conditions.ts';
import { Digests } from '../digests.ts';
import { badDigest, invalidRequest, malformedXml } from '../errors.ts';
import { readWhole } from '../payload.ts';
import type { StoredObject, Upload, UploadedPart } from '../records.ts';
import type { Operation, S3Request } from '../request.ts';
import { childrenOf, readXml, textOf, xmlDocument } from '../xml.ts';
import { wholeSeconds, writeAuthorizations } from './put-object.ts';
import { uploadOf } from './uploads.ts';

/** The least that every part but the last must have, and the most that the list of them may have, in bytes. */
const smallestPart = 5 * 1024 * 1024;
const largestDocument = 8 * 1024 * 1024;

/** POST with `uploadId`: the parts that it lists, in their order, are the object from now on; others are gone. */
export const completeMultipartUpload: Operation = (request) => ({
  authorizations: writeAuthorizations(request),
  run: async () => {
    const listed = readList((await readWhole(request.payload(largestDocument))).toString());
    const { s3, bucket, key, headers } = request;
    const uploadId = request.query.get('uploadId') ?? '';
    return s3.store.exclusively(async () => {
      const present = s3.store.object(bucket.name, key);
      // A client whose answer was lost asks again.
      if (present?.uploadId === uploadId && !s3.store.upload(uploadId)) return answer(request, present);
      const upload = uploadOf(request);
      const uploaded = await s3.store.parts(uploadId);
      const parts = chosen(listed, uploaded);
      checkWrite(present, headers, key);
      const size = parts.reduce((sum, part) => sum + part.size, 0);
      const stated = headers['x-amz-mp-object-size'];
      if (stated !== undefined && stated !== String(size)) {
        throw invalidRequest(
          `The provided 'x-amz-mp-object-size' header value ${stated} does not match what was computed: ${size}`,
        );
      }
      const checksum = await checksumOf(request, upload, parts);
      const md5s = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')));
      const object: StoredObject = {
        size,
        etag: `${createHash('md5').update(md5s).digest('hex')}-${parts.length}`,
        lastModified: wholeSeconds(s3.clock()),
        headers: upload.headers,
        files: parts.map((part) => ({ file: part.file, size: part.size })),
        uploadId,
        ...(checksum && { checksum }),
      };
      const notices = request.notices({ object, reason: 'CompleteMultipartUpload' });
      const change = { object: { bucket: bucket.name, key, value: object }, ended: { upload, parts: uploaded } };
      await s3.store.commit({ ...change, notices });
      return answer(request, object);
    });
  },
});

interface ListedPart {
  readonly number: number;
  readonly etag: string;
  /** By the name of their elements. */
  readonly checksums: ReadonlyMap<string, string>;
}

const readList = (text: string): ListedPart[] => {
  const parts = childrenOf(readXml(text, 'CompleteMultipartUpload'), 'Part').map((part) => {
    const number = Number(textOf(part, 'PartNumber'));
    const etag = textOf(part, 'ETag');
    if (!Number.isInteger(number) || etag === undefined) throw malformedXml();
    const checksums = part.children.flatMap((child) =>
      'name' in child && typeof child.name === 'string' && child.name.startsWith('Checksum')
        ? [[child.name, textOf(part, child.name) ?? ''] as const]
        : [],
    );
    return { number, etag: etag.replace(/^"|"$/g, ''), checksums: new Map(checksums) };
  });
  if (parts.length === 0) throw malformedXml();
  return parts;
};

/** @throws ServiceError where the list is not in order, or a part of it is not there, another, or too small */
const chosen = (listed: readonly ListedPart[], uploaded: readonly UploadedPart[]): UploadedPart[] => {
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  if (listed.some(({ number }, position) => number <= (listed[position - 1]?.number ?? 0))) {
    const order = 'The list of parts was not in ascending order. Parts must be ordered by part number.';
    throw new ServiceError(400, 'InvalidPartOrder', order);
  }
  return listed.map(({ number, etag, checksums }, position) => {
    const part = byNumber.get(number);
    const differs = [...checksums].some(
      ([name, value]) =>
        !part?.checksum || checksumElement(part.checksum.algorithm) !== name || part.checksum.value !== value,
    );
    if (part?.etag !== etag || differs) {
      throw new ServiceError(
        400,
        'InvalidPart',
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        { PartNumber: String(number), ETag: etag },
      );
    }
    if (position < listed.length - 1 && part.size < smallestPart) {
      throw new ServiceError(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
        ProposedSize: String(part.size),
        MinSizeAllowed: String(smallestPart),
        PartNumber: String(number),
        ETag: etag,
      });
    }
    return part;
  });
};

/** The checksum of the checksums of the parts, or of the whole content. @throws ServiceError BadDigest */
const checksumOf = async (
  { s3, headers }: S3Request,
  { checksum }: Upload,
  parts: readonly UploadedPart[],
): Promise<StoredObject['checksum']> => {
  if (!checksum) return undefined;
  const algorithm = algorithmNamed(checksum.algorithm);
  const stated = headers[checksumHeader(algorithm.name)];
  let value: string;
  if (checksum.type === 'FULL_OBJECT') {
    const digests = new Digests(algorithm);
    for await (const _chunk of digests.of(s3.store.files.read(parts))) {
      // Read only to be computed.
    }
    value = (await digests.end()).checksum?.value ?? '';
  } else {
    const hasher = algorithm.start();
    for (const part of parts) hasher.update(Buffer.from(part.checksum?.value ?? '', 'base64'));
    value = `${Buffer.from(await hasher.digest()).toString('base64')}-${parts.length}`;
  }
  if (stated !== undefined && stated !== value) {
    throw badDigest(`The ${algorithm.name} you specified did not match the calculated checksum.`);
  }
  return { algorithm: algorithm.name, type: checksum.type, value };
};

const answer = ({ bucket, key, headers }: S3Request, { etag, checksum }: StoredObject): ServiceResponse => ({
  status: 200,
  headers: { 'x-amz-server-side-encryption': 'AES256' },
  body: xmlDocument('CompleteMultipartUploadResult', {
    Location: `http://${headers.host}/${bucket.name}/${encodeURIComponent(key)}`,
    Bucket: bucket.name,
    Key: key,
    ETag: `"${etag}"`,
    ...(checksum && { ChecksumType: checksum.type, [checksumElement(checksum.algorithm)]: checksum.value }),
  }),
});
