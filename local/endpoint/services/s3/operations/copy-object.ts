import { algorithmNamed, checksumElement } from '../checksums.ts';
import { Digests } from '../digests.ts';
import { invalidArgument, invalidRequest } from '../errors.ts';
import { headersToKeep } from '../object-headers.ts';
import type { Operation } from '../request.ts';
import { xmlDocument } from '../xml.ts';
import { copyRange, copySource } from './copy-source.ts';
import { orRemove, writeAuthorizations, writeObject } from './put-object.ts';

/** PUT of an object from another one, with its headers or with new ones. */
export const copyObject: Operation = (request) => {
  const { headers, s3, bucket, key } = request;
  const source = copySource(request);
  const directive = headers['x-amz-metadata-directive'] ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE') {
    throw invalidArgument('Unknown metadata directive.', 'x-amz-metadata-directive', directive);
  }
  const given = headersToKeep(headers);
  if (directive === 'COPY' && source.bucket === bucket.name && source.key === key && !headers['x-amz-storage-class']) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const algorithm = headers['x-amz-checksum-algorithm'];
  return {
    authorizations: [source.authorization, ...writeAuthorizations(request)],
    run: async () => {
      const found = source.find();
      copyRange(undefined, found.size);
      const wanted = algorithm ?? found.checksum?.algorithm;
      const digests = new Digests(wanted === undefined ? undefined : algorithmNamed(wanted));
      const file = await s3.store.files.write(digests.of(s3.store.files.read(found.files)));
      const written = await orRemove(request, file, async () => {
        const { size, md5, checksum } = await digests.end();
        const { 'x-amz-storage-class': _class, ...sourceHeaders } = found.headers;
        const storageClass = given['x-amz-storage-class'];
        return {
          size,
          etag: md5,
          files: [{ file, size }],
          headers:
            directive === 'REPLACE'
              ? given
              : { ...sourceHeaders, ...(storageClass !== undefined && { 'x-amz-storage-class': storageClass }) },
          ...(checksum && { checksum: { ...checksum, type: 'FULL_OBJECT' as const } }),
        };
      });
      const { etag, lastModified, checksum } = await writeObject(request, written, 'CopyObject');
      return {
        status: 200,
        body: xmlDocument('CopyObjectResult', {
          LastModified: new Date(lastModified).toISOString(),
          ETag: `"${etag}"`,
          ...(checksum && { ChecksumType: checksum.type, [checksumElement(checksum.algorithm)]: checksum.value }),
        }),
      };
    },
  };
};
