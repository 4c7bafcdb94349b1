import { randomBytes } from 'node:crypto';
import { algorithmNamed, checksumElement, checksumHeader, checksumType } from '../checksums.ts';
import { type Digest, Digests, digestedPayload } from '../digests.ts';
import { invalidArgument, invalidRequest, noSuchUpload } from '../errors.ts';
import { headersToKeep } from '../object-headers.ts';
import type { Upload, UploadedPart } from '../records.ts';
import type { Operation, S3Request } from '../request.ts';
import { xmlDocument } from '../xml.ts';
import { copyRange, copySource } from './copy-source.ts';
import { orRemove } from './put-object.ts';

/** POST with `uploads`: begins an upload in parts. */
export const createMultipartUpload: Operation = (request) => {
  const { headers, bucket, key, s3, caller } = request;
  const kept = headersToKeep(headers);
  const named = headers['x-amz-checksum-algorithm'];
  const algorithm = named === undefined ? undefined : algorithmNamed(named);
  const checksum = algorithm && {
    algorithm: algorithm.name,
    type: checksumType(algorithm, headers['x-amz-checksum-type']),
  };
  return {
    authorizations: [onPart(request)],
    run: async () => {
      // They sort by age.
      const uploadId = `${s3.clock().toString(16).padStart(12, '0')}${randomBytes(36).toString('base64url')}`;
      const begun = {
        bucket: bucket.name,
        key,
        uploadId,
        initiated: s3.clock(),
        initiator: caller.arn,
        headers: kept,
        ...(checksum && { checksum }),
      };
      await s3.store.commit({ begun });
      return {
        status: 200,
        headers: {
          'x-amz-server-side-encryption': 'AES256',
          ...(checksum && {
            'x-amz-checksum-algorithm': checksum.algorithm,
            'x-amz-checksum-type': checksum.type,
          }),
        },
        body: xmlDocument('InitiateMultipartUploadResult', { Bucket: bucket.name, Key: key, UploadId: uploadId }),
      };
    },
  };
};

/** PUT with `partNumber` and `uploadId`: one part, which replaces one of the same number. */
export const uploadPart: Operation = (request) => {
  const number = readPartNumber(request);
  const payload = request.payload();
  return {
    authorizations: [onPart(request)],
    run: async () => {
      const upload = uploadOf(request);
      const named = upload.checksum?.algorithm;
      const algorithm = named === undefined ? undefined : algorithmNamed(named);
      const { content, digest } = digestedPayload(payload, request.headers, algorithm);
      const { etag, checksum } = await keepPart(request, upload, number, content, digest);
      return {
        status: 200,
        headers: {
          etag: `"${etag}"`,
          'x-amz-server-side-encryption': 'AES256',
          ...(checksum && { [checksumHeader(checksum.algorithm)]: checksum.value }),
        },
        body: '',
      };
    },
  };
};

/** PUT of a part from an object, or from a range of it. */
export const uploadPartCopy: Operation = (request) => {
  const number = readPartNumber(request);
  const source = copySource(request);
  return {
    authorizations: [source.authorization, onPart(request)],
    run: async () => {
      const upload = uploadOf(request);
      const { files, size } = source.find();
      const { range } = copyRange(request.headers['x-amz-copy-source-range'], size);
      const named = upload.checksum?.algorithm;
      const digests = new Digests(named === undefined ? undefined : algorithmNamed(named));
      const content = digests.of(request.s3.store.files.read(files, range));
      const { etag, lastModified, checksum } = await keepPart(request, upload, number, content, () => digests.end());
      return {
        status: 200,
        body: xmlDocument('CopyPartResult', {
          LastModified: new Date(lastModified).toISOString(),
          ETag: `"${etag}"`,
          ...(checksum && { [checksumElement(checksum.algorithm)]: checksum.value }),
        }),
      };
    },
  };
};

/** DELETE with `uploadId`: the parts are gone, also those that come later. */
export const abortMultipartUpload: Operation = (request) => ({
  authorizations: [request.onObject('s3:AbortMultipartUpload')],
  run: () => {
    const { store } = request.s3;
    return store.exclusively(async () => {
      const upload = uploadOf(request);
      await store.commit({ ended: { upload, parts: await store.parts(upload.uploadId) } });
      return { status: 204, body: '' };
    });
  },
});

/** @throws ServiceError NoSuchUpload where the request's upload is none of its key */
export const uploadOf = ({ s3, bucket, key, query }: S3Request): Upload => {
  const uploadId = query.get('uploadId') ?? '';
  const upload = s3.store.upload(uploadId);
  if (upload?.bucket === bucket.name && upload.key === key) return upload;
  throw noSuchUpload(uploadId);
};

const onPart = (request: S3Request) => request.onObject('s3:PutObject', { 's3:ObjectCreationOperation': ['false'] });

const readPartNumber = ({ query }: S3Request): number => {
  const number = query.get('partNumber') ?? '';
  if (/^\d{1,5}$/.test(number) && Number(number) >= 1 && Number(number) <= 10_000) return Number(number);
  throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', number);
};

const keepPart = async (
  request: S3Request,
  upload: Upload,
  number: number,
  content: AsyncIterable<Buffer>,
  digest: () => Promise<Digest>,
): Promise<UploadedPart> => {
  const { store, clock } = request.s3;
  const file = await store.files.write(content);
  return await orRemove(request, file, async () => {
    const { size, md5, checksum } = await digest();
    const expected = upload.checksum?.algorithm;
    if (expected !== undefined && checksum && checksum.algorithm !== expected) {
      throw invalidRequest(
        `Checksum Type mismatch occurred, expected checksum Type: ${expected.toLowerCase()}, actual checksum Type: ${checksum.algorithm.toLowerCase()}`,
      );
    }
    const part = { file, size, number, etag: md5, lastModified: clock(), ...(checksum && { checksum }) };
    await store.exclusively(async () => {
      // It may have been completed or aborted meanwhile.
      uploadOf(request);
      await store.commit({ part: { uploadId: upload.uploadId, value: part } });
    });
    return part;
  });
};
