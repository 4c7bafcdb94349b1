import { checksumElement } from '../checksums.ts';
import { invalidArgument } from '../errors.ts';
import type { Operation } from '../request.ts';
import { type XmlMembers, xmlDocument } from '../xml.ts';
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
  const delimiter = query.get('delimiter') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker');
  const show = query.get('encoding-type') === 'url' ? urlEncoded : (key: string) => key;
  return {
    authorizations: [request.onBucket('s3:ListBucketMultipartUploads')],
    run: async () => {
      const all = (await s3.store.uploads())
        .filter((upload) => upload.bucket === bucket.name && upload.key.startsWith(prefix))
        .sort((one, other) => compareKeys(one.key, other.key) || one.initiated - other.initiated);
      const start =
        keyMarker === ''
          ? 0
          : all.findIndex(({ key, uploadId }) => {
              const order = compareKeys(key, keyMarker);
              return idMarker === null ? order > 0 : order > 0 || (order === 0 && uploadId === idMarker);
            });
      // The marked upload itself was the last of the page before.
      const skipped = idMarker !== null && all[start]?.uploadId === idMarker ? 1 : 0;
      const following = start < 0 ? [] : all.slice(start + skipped);
      const groups = new Set<string>();
      const uploads: XmlMembers[] = [];
      let last: (typeof following)[number] | undefined;
      let isTruncated = false;
      for (const upload of following) {
        const end = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length);
        const group = end < 0 ? undefined : upload.key.slice(0, end + delimiter.length);
        if (group === undefined || !groups.has(group)) {
          isTruncated = uploads.length + groups.size >= limit;
          if (isTruncated) break;
        }
        last = upload;
        if (group !== undefined) groups.add(group);
        else {
          uploads.push({
            Key: show(upload.key),
            UploadId: upload.uploadId,
            Initiator: { ID: upload.initiator },
            Owner: { ID: s3.environment.accountId },
            StorageClass: upload.headers['x-amz-storage-class'] ?? 'STANDARD',
            Initiated: new Date(upload.initiated).toISOString(),
          });
        }
      }
      return {
        status: 200,
        body: xmlDocument('ListMultipartUploadsResult', {
          Bucket: bucket.name,
          KeyMarker: show(keyMarker),
          UploadIdMarker: idMarker ?? '',
          ...(isTruncated && last && { NextKeyMarker: show(last.key), NextUploadIdMarker: last.uploadId }),
          Prefix: show(prefix),
          ...(delimiter !== '' && { Delimiter: show(delimiter) }),
          MaxUploads: limit,
          IsTruncated: isTruncated,
          Upload: uploads,
          CommonPrefixes: Array.from(groups, (group) => ({ Prefix: show(group) })),
        }),
      };
    },
  };
};

/** S3 sorts keys by their UTF-8 bytes. */
const compareKeys = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
