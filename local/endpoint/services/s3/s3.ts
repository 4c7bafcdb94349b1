import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { OnEvent } from '../../../event-report.ts';
import type { Storage } from '../../../storage.ts';
import type { Targets } from '../../../targets.ts';
import type { Environment } from '../../../template/resources.ts';
import {
  type Call,
  type RequestHead,
  type Service,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
} from '../../service.ts';
import { addressOf } from './address.ts';
import type { Bucket } from './bucket.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { accessDenied, internalError, noSuchBucket, notImplemented, throttlingErrors } from './errors.ts';
import { Files } from './files.ts';
import { startLifecycle } from './lifecycle.ts';
import { Notifications } from './notifications.ts';
import { headersOf } from './object-headers.ts';
import { listBuckets } from './operations/buckets.ts';
import { restXml } from './protocol.ts';
import { type S3Context, S3Request, type StreamedRequest } from './request.ts';
import { routeOf } from './routes.ts';
import { Store } from './store.ts';

export interface S3Options {
  readonly environment: Environment;
  /** The buckets of the template, as `readBuckets` gives them. */
  readonly buckets: readonly Bucket[];
  /** Where the names of objects are kept, and what is to be told of them. */
  readonly storage: Storage;
  /** Takes what buckets tell. */
  readonly targets: Targets;
  /** The folder of the run's data: contents are kept in its `s3`. @default a temporary one, gone at the end */
  readonly dataDirectory?: string;
  readonly onEvent?: OnEvent;
  /** The time, in milliseconds since 1970. @default the machine's */
  readonly clock?: () => number;
}

/** What a GET gives of an object. */
export interface ReadableObject {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** In bytes. */
  readonly size: number;
  readonly read: () => Readable;
}

/** S3 as a service of the local endpoint. */
export interface S3 extends Service {
  /** An object as a GET gives it, for services that read it themselves; undefined where there is none. */
  readonly object: (bucket: string, key: string) => ReadableObject | undefined;
  /** Follows a changed template. A bucket whose name stays keeps its objects. */
  readonly replace: (buckets: readonly Bucket[]) => void;
  /** Sends what an earlier run left to be told, and applies lifecycle rules from now on: once all targets are there. */
  readonly start: () => void;
  /** Waits for the writes and deliveries under way. */
  readonly close: () => Promise<void>;
}

/** Opens S3 with the template's buckets, and with what an earlier run has kept. */
export async function openS3(options: S3Options): Promise<S3> {
  const { environment, storage, targets, dataDirectory, onEvent = () => undefined, clock = Date.now } = options;
  const byName = (list: readonly Bucket[]) => new Map(list.map((bucket) => [bucket.name, bucket]));
  let buckets = byName(options.buckets);
  const files = await Files.open(dataDirectory === undefined ? undefined : join(dataDirectory, 's3'));
  const store = await Store.open(storage, files);
  const notifications = await Notifications.open({ environment, storage, targets, onEvent });
  const s3: S3Context = { environment, store, notifications, buckets: () => buckets, clock };
  let stopLifecycle: (() => Promise<void>) | undefined;
  return {
    name: 's3',
    protocol: restXml,
    throttlingErrors,
    internalError,
    streamsBodies: true,
    open: (request) => open(s3, request),
    answerUnsigned: (request) => answerUnsigned(s3, request),
    answerHeaders: (request) => answerHeaders(s3, request),
    object: (bucket, key) => {
      const object = store.object(bucket, key);
      return object && { headers: headersOf(object), size: object.size, read: () => files.read(object.files) };
    },
    replace: (changed) => {
      buckets = byName(changed);
    },
    start: () => {
      notifications.start();
      stopLifecycle ??= startLifecycle(s3);
    },
    close: async () => {
      await stopLifecycle?.();
      await notifications.close();
      await store.close();
    },
  };
}

const open = async (s3: S3Context, request: ServiceRequest): Promise<Call> => {
  if (!isStreamed(request)) throw new Error('S3 reads bodies as they come in');
  const { method, query, headers } = request;
  const { bucket: name, key } = addressOfRequest(s3, request);
  const owner = headers['x-amz-expected-bucket-owner'] ?? s3.environment.accountId;
  if (owner !== s3.environment.accountId) throw accessDenied('Access Denied');
  if (name === undefined) {
    if (method === 'GET') return { operation: 'ListBuckets', ...listBuckets(s3, request) };
    throw notImplemented(`${method} of S3 itself`);
  }
  if (key === undefined && query.size === 0 && (method === 'PUT' || method === 'DELETE')) {
    throw notImplemented(`${method} of a bucket (the template makes the buckets)`);
  }
  const bucket = s3.buckets().get(name);
  if (!bucket) throw noSuchBucket(name);
  const s3Request = new S3Request(s3, bucket, key ?? '', request);
  const copies = s3Request.headers['x-amz-copy-source'] !== undefined;
  const route = routeOf({ method, on: key === undefined ? 'bucket' : 'object', query, copies });
  return { operation: route.name, ...(await route.operation(s3Request)) };
};

const isStreamed = (request: ServiceRequest): request is StreamedRequest =>
  request.content !== undefined && request.demand !== undefined;

const addressOfRequest = (s3: S3Context, { path, headers }: RequestHead) =>
  addressOf(path, headers.host ?? '', (name) => s3.buckets().has(name));

/** Preflights are answered by the bucket's rules; whatever else nobody signed is refused: no local bucket is public. */
const answerUnsigned = (s3: S3Context, request: RequestHead): ServiceResponse | undefined => {
  const bucket = bucketOf(s3, request);
  if (!bucket) return undefined;
  try {
    if (request.method !== 'OPTIONS') throw accessDenied('Access Denied: the local S3 answers signed requests only');
    return { status: 200, headers: preflightHeaders(bucket.cors, request.headers), body: '' };
  } catch (error) {
    if (error instanceof ServiceError) return restXml.errorResponse(error, request.requestId);
    throw error;
  }
};

const answerHeaders = (s3: S3Context, request: RequestHead): Record<string, string> => ({
  'x-amz-request-id': request.requestId,
  'x-amz-id-2': request.requestId,
  ...corsHeaders(bucketOf(s3, request)?.cors ?? [], request.method, request.headers),
});

const bucketOf = (s3: S3Context, request: RequestHead): Bucket | undefined => {
  try {
    return s3.buckets().get(addressOfRequest(s3, request).bucket ?? '');
  } catch (error) {
    // What is wrong with the address is said where the request is opened.
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
};
