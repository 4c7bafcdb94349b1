import { checksumElement } from '../checksums.ts';
import { invalidArgument, notImplemented } from '../errors.ts';
import type { Operation } from '../request.ts';
import { xmlDocument } from '../xml.ts';
import { readLimit, urlEncoded } from './list-objects.ts';
import { uploadOf } from './uploads.ts';

/** GET with `uploadId`: the parts of an upload so far. */
export const listParts: Operation = (request) => {
  const { query, bucket, key, s3 } = request;
  const limit = readLimit(query, 'max-parts');
  const marker = query.get('part-number-marker') ?? '0';
  if (!/^\d{1,10}$/.test(marker)) {
    throw invalidArgument('Provided part-number-marker not an integer', 'part-number-marker', marker);
  }
  return {
    authorizations: [request.onObject('s3:ListMultipartUploadParts')],
    run: async () => {
      const upload = uploadOf(request);
      const following = (await s3.store.parts(upload.uploadId)).filter(({ number }) => number > Number(marker));
      const parts = following.slice(0, limit);
      const isTruncated = limit > 0 && following.length > parts.length;
      return {
        status: 200,
        body: xmlDocument('ListPartsResult', {
          Bucket: bucket.name,
          Key: key,
          UploadId: upload.uploadId,
          Initiator: { ID: upload.initiator },
          Owner: { ID: s3.environment.accountId },
          StorageClass: upload.headers['x-amz-storage-class'] ?? 'STANDARD',
          PartNumberMarker: Number(marker),
          ...(isTruncated && { NextPartNumberMarker: parts.at(-1)?.number }),
          MaxParts: limit,
          IsTruncated: isTruncated,
          ...(upload.checksum && { ChecksumAlgorithm: upload.checksum.algorithm, ChecksumType: upload.checksum.type }),
          Part: parts.map(({ number, lastModified, etag, size, checksum }) => ({
            PartNumber: number,
            LastModified: new Date(lastModified).toISOString(),
            ETag: `"${etag}"`,
            Size: size,
            ...(checksum && { [checksumElement(checksum.algorithm)]: checksum.value }),
          })),
        }),
      };
    },
  };
};

/** GET of a bucket with `uploads`: those under way, by key and then by age. */
export const listMultipartUploads: Operation = (request) => {
  const { query, bucket, s3 } = request;
  const limit = readLimit(query, 'max-uploads');
  const prefix = query.get('prefix') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker') ?? '';
  const show = query.get('encoding-type') === 'url' ? urlEncoded : (key: string) => key;
  if (query.has('delimiter')) throw notImplemented('A list of uploads with a delimiter');
  return {
    authorizations: [request.onBucket('s3:ListBucketMultipartUploads')],
    run: async () => {
      const following = (await s3.store.uploads())
        .filter((upload) => upload.bucket === bucket.name && upload.key.startsWith(prefix))
        .filter(({ key, uploadId }) => {
          const order = compareTexts(key, keyMarker);
          return order > 0 || (order === 0 && idMarker !== '' && compareTexts(uploadId, idMarker) > 0);
        })
        .sort((one, other) => compareTexts(one.key, other.key) || compareTexts(one.uploadId, other.uploadId));
      const uploads = following.slice(0, limit);
      const last = following.length > uploads.length ? uploads.at(-1) : undefined;
      return {
        status: 200,
        body: xmlDocument('ListMultipartUploadsResult', {
          Bucket: bucket.name,
          KeyMarker: show(keyMarker),
          UploadIdMarker: idMarker,
          ...(last && { NextKeyMarker: show(last.key), NextUploadIdMarker: last.uploadId }),
          Prefix: show(prefix),
          MaxUploads: limit,
          IsTruncated: last !== undefined,
          Upload: uploads.map(({ key, uploadId, initiator, headers, initiated }) => ({
            Key: show(key),
            UploadId: uploadId,
            Initiator: { ID: initiator },
            Owner: { ID: s3.environment.accountId },
            StorageClass: headers['x-amz-storage-class'] ?? 'STANDARD',
            Initiated: new Date(initiated).toISOString(),
          })),
        }),
      };
    },
  };
};

/** S3 sorts by UTF-8 bytes. */
const compareTexts = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
