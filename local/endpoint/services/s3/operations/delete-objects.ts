import { type Authorization, ServiceError } from '../../../service.ts';
import { namesEtag } from '../conditions.ts';
import { digestedPayload } from '../digests.ts';
import { invalidRequest, malformedXml, preconditionFailed } from '../errors.ts';
import { readWhole } from '../payload.ts';
import type { Operation, S3Request } from '../request.ts';
import { childrenOf, readXml, textOf, type XmlMembers, xmlDocument } from '../xml.ts';

/** DELETE of an object; one that is not there is deleted too. */
export const deleteObject: Operation = (request) => ({
  authorizations: deleteAuthorizations(request, request.key, request.headers['if-match']),
  run: async () => {
    await remove(request, request.key, request.headers['if-match']);
    return { status: 204, body: '' };
  },
});

/** The most keys that one request may name, and the most bytes that it may have. */
const mostKeys = 1_000;
const largestDocument = 2 * 1024 * 1024;

/** POST of a list of keys to delete. Each is judged by itself: what is denied of one does not keep the others. */
export const deleteObjects: Operation = async (request) => {
  const { headers } = request;
  if (!Object.keys(headers).some((name) => name === 'content-md5' || /^x-amz-(trailer|checksum-)/.test(name))) {
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const payload = request.payload(largestDocument);
  const { content, digest } = digestedPayload(payload, headers);
  const text = (await readWhole({ ...payload, content })).toString();
  await digest();
  const document = readXml(text, 'Delete');
  const objects = childrenOf(document, 'Object').map((object) => {
    const key = textOf(object, 'Key');
    const version = textOf(object, 'VersionId');
    if (!key || (version !== undefined && version !== 'null')) throw malformedXml();
    return { key, ifMatch: textOf(object, 'ETag') };
  });
  if (objects.length === 0 || objects.length > mostKeys) throw malformedXml();
  const isQuiet = textOf(document, 'Quiet') === 'true';
  return {
    authorizations: [],
    run: async () => {
      const deleted: XmlMembers[] = [];
      const failed: XmlMembers[] = [];
      for (const { key, ifMatch } of objects) {
        try {
          for (const needed of deleteAuthorizations(request, key, ifMatch)) request.demand(needed);
          await remove(request, key, ifMatch);
          deleted.push({ Key: key });
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error;
          failed.push({ Key: key, Code: error.code, Message: error.message });
        }
      }
      return {
        status: 200,
        body: xmlDocument('DeleteResult', { ...(!isQuiet && { Deleted: deleted }), Error: failed }),
      };
    },
  };
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html */
const deleteAuthorizations = (request: S3Request, key: string, ifMatch: string | undefined): Authorization[] => [
  request.onObject('s3:DeleteObject', {}, key),
  ...(ifMatch === undefined || ifMatch === '*' ? [] : [request.onObject('s3:GetObject', {}, key)]),
];

const remove = (request: S3Request, key: string, ifMatch: string | undefined): Promise<void> => {
  const { s3, bucket } = request;
  return s3.store.exclusively(async () => {
    const object = s3.store.object(bucket.name, key);
    if (!object) return;
    if (ifMatch !== undefined && !namesEtag(ifMatch, object.etag)) throw preconditionFailed('If-Match');
    const notices = request.notices({ key, object, reason: 'DeleteObject' });
    await s3.store.commit({ object: { bucket: bucket.name, key }, notices });
  });
};
