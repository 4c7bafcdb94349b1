import { ServiceError } from '../../service.ts';
import { notImplemented } from './errors.ts';
import { getBucketLocation, getBucketVersioning, headBucket } from './operations/buckets.ts';
import { completeMultipartUpload } from './operations/complete-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { deleteObject, deleteObjects } from './operations/delete-objects.ts';
import { getObject, headObject } from './operations/get-object.ts';
import { listObjects, listObjectsV2 } from './operations/list-objects.ts';
import { listMultipartUploads, listParts } from './operations/list-uploads.ts';
import { putObject } from './operations/put-object.ts';
import { abortMultipartUpload, createMultipartUpload, uploadPart, uploadPartCopy } from './operations/uploads.ts';
import type { Operation } from './request.ts';

/** An operation and what tells it from others of the same method: members of the query, or a header. */
interface Route {
  readonly name: string;
  readonly method: string;
  readonly on: 'bucket' | 'object';
  readonly query?: readonly string[];
  readonly copies?: true;
  readonly operation: Operation;
}

const routes: readonly Route[] = [
  {
    name: 'UploadPartCopy',
    method: 'PUT',
    on: 'object',
    query: ['uploadId', 'partNumber'],
    copies: true,
    operation: uploadPartCopy,
  },
  { name: 'UploadPart', method: 'PUT', on: 'object', query: ['uploadId', 'partNumber'], operation: uploadPart },
  { name: 'CopyObject', method: 'PUT', on: 'object', copies: true, operation: copyObject },
  { name: 'PutObject', method: 'PUT', on: 'object', operation: putObject },
  { name: 'ListParts', method: 'GET', on: 'object', query: ['uploadId'], operation: listParts },
  { name: 'GetObject', method: 'GET', on: 'object', operation: getObject },
  { name: 'HeadObject', method: 'HEAD', on: 'object', operation: headObject },
  {
    name: 'AbortMultipartUpload',
    method: 'DELETE',
    on: 'object',
    query: ['uploadId'],
    operation: abortMultipartUpload,
  },
  { name: 'DeleteObject', method: 'DELETE', on: 'object', operation: deleteObject },
  { name: 'CreateMultipartUpload', method: 'POST', on: 'object', query: ['uploads'], operation: createMultipartUpload },
  {
    name: 'CompleteMultipartUpload',
    method: 'POST',
    on: 'object',
    query: ['uploadId'],
    operation: completeMultipartUpload,
  },
  { name: 'ListMultipartUploads', method: 'GET', on: 'bucket', query: ['uploads'], operation: listMultipartUploads },
  { name: 'GetBucketLocation', method: 'GET', on: 'bucket', query: ['location'], operation: getBucketLocation },
  { name: 'GetBucketVersioning', method: 'GET', on: 'bucket', query: ['versioning'], operation: getBucketVersioning },
  { name: 'ListObjectsV2', method: 'GET', on: 'bucket', query: ['list-type'], operation: listObjectsV2 },
  { name: 'ListObjects', method: 'GET', on: 'bucket', operation: listObjects },
  { name: 'HeadBucket', method: 'HEAD', on: 'bucket', operation: headBucket },
  { name: 'DeleteObjects', method: 'POST', on: 'bucket', query: ['delete'], operation: deleteObjects },
];

/** Members of a query that make another operation of a request. */
const subresources: readonly string[] = [
  ...['accelerate', 'acl', 'analytics', 'append', 'attributes', 'cors', 'delete', 'encryption', 'intelligent-tiering'],
  ...['inventory', 'legal-hold', 'lifecycle', 'list-type', 'location', 'logging', 'metadataConfiguration', 'metrics'],
  ...[
    'notification',
    'object-lock',
    'ownershipControls',
    'policy',
    'policyStatus',
    'publicAccessBlock',
    'renameObject',
  ],
  ...['replication', 'requestPayment', 'restore', 'retention', 'select', 'session', 'tagging', 'torrent', 'uploadId'],
  ...['uploads', 'versioning', 'versions', 'website', 'metadataTable', 'metadataInventoryTable', 'abac'],
];

/** How a request says what it wants. */
export interface Wanted {
  readonly method: string;
  readonly on: 'bucket' | 'object';
  readonly query: URLSearchParams;
  readonly copies: boolean;
}

/**
 * The operation that a request asks for.
 * @throws ServiceError NotImplemented that names an operation which is not run locally
 */
export const routeOf = ({ method, on, query, copies }: Wanted): { name: string; operation: Operation } => {
  const version = query.get('versionId');
  if (version !== null && version !== 'null') {
    throw new ServiceError(400, 'InvalidArgument', 'Invalid version id specified', { ArgumentName: 'versionId' });
  }
  const asked = subresources.filter((name) => query.has(name));
  const found = routes.find(
    (route) =>
      route.method === method &&
      route.on === on &&
      (route.copies === undefined || copies) &&
      (route.query ?? []).every((name) => query.has(name)) &&
      asked.every((name) => route.query?.includes(name)),
  );
  if (found) return found;
  const what = `${method} of ${on === 'object' ? 'an object' : 'a bucket'}`;
  throw notImplemented(asked.length === 0 ? what : `${what} with ?${asked.join('&')}`);
};
