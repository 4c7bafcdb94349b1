import type { ServiceResponse } from '../../../service.ts';
import { checkWrite } from '../conditions.ts';
import { digestedPayload } from '../digests.ts';
import { checksumHeadersOf, headersToKeep } from '../object-headers.ts';
import type { StoredObject } from '../records.ts';
import type { Operation, S3Request } from '../request.ts';

/** PUT of an object. Where it is refused, nothing of its body has been read. */
export const putObject: Operation = (request) => {
  const headers = headersToKeep(request.headers);
  const payload = request.payload();
  const { content, digest } = digestedPayload(payload, request.headers);
  return {
    authorizations: writeAuthorizations(request),
    run: async () => {
      const { store } = request.s3;
      checkWrite(store.object(request.bucket.name, request.key), request.headers, request.key);
      const file = await store.files.write(content);
      const object = await orRemove(request, file, async () => {
        const { size, md5, checksum } = await digest();
        return {
          size,
          etag: md5,
          headers,
          files: [{ file, size }],
          ...(checksum && { checksum: { ...checksum, type: 'FULL_OBJECT' as const } }),
        };
      });
      return answerWrite(await writeObject(request, object, 'PutObject'));
    },
  };
};

/** A write with a condition on what is there also needs leave to read it. */
export const writeAuthorizations = (request: S3Request) => [
  request.onObject('s3:PutObject', { 's3:ObjectCreationOperation': ['true'] }),
  ...(request.headers['if-match'] === undefined ? [] : [request.onObject('s3:GetObject')]),
];

/** Does something with a file that nothing refers to yet; where that fails, nothing is left of the file. */
export const orRemove = async <Result>(
  { s3 }: S3Request,
  file: string,
  task: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await task();
  } catch (error) {
    await s3.store.files.remove([{ file, size: 0 }]);
    throw error;
  }
};

/**
 * Puts an object where the conditions of the request hold; where they do not, its files are removed.
 * @returns the object as it is now
 */
export const writeObject = (
  request: S3Request,
  written: Omit<StoredObject, 'lastModified'>,
  reason: 'PutObject' | 'CopyObject',
): Promise<StoredObject> => {
  const { s3, bucket, key, headers } = request;
  return s3.store.exclusively(async () => {
    try {
      checkWrite(s3.store.object(bucket.name, key), headers, key);
      const object = { ...written, lastModified: wholeSeconds(s3.clock()) };
      const notices = request.notices({ object, reason });
      await s3.store.commit({ object: { bucket: bucket.name, key, value: object }, notices });
      return object;
    } catch (error) {
      await s3.store.files.remove(written.files);
      throw error;
    }
  });
};

/** As `Last-Modified` tells it. */
export const wholeSeconds = (time: number): number => Math.floor(time / 1000) * 1000;

const answerWrite = (object: StoredObject): ServiceResponse => ({
  status: 200,
  headers: { etag: `"${object.etag}"`, 'x-amz-server-side-encryption': 'AES256', ...checksumHeadersOf(object) },
  body: '',
});
