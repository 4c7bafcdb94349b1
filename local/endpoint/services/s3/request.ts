import type { Environment } from '../../../template/resources.ts';
import type {
  Authorization,
  ConditionContext,
  RequestContent,
  ServiceRequest,
  ServiceResponse,
} from '../../service.ts';
import type { Bucket } from './bucket.ts';
import { noSuchKey } from './errors.ts';
import type { Notifications, ObjectEvent } from './notifications.ts';
import { openPayload, type Payload } from './payload.ts';
import type { StoredObject } from './records.ts';
import type { Store } from './store.ts';

/** What the operations work on. */
export interface S3Context {
  readonly environment: Environment;
  readonly store: Store;
  readonly notifications: Notifications;
  /** By name, as the template has them now. */
  readonly buckets: () => ReadonlyMap<string, Bucket>;
  /** The time, in milliseconds since 1970. */
  readonly clock: () => number;
}

/** What an operation needs, and how it runs. */
export interface OpenedOperation {
  readonly authorizations: readonly Authorization[];
  readonly run: () => Promise<ServiceResponse>;
}

/** @throws ServiceError for a request that it cannot read */
export type Operation = (request: S3Request) => OpenedOperation | Promise<OpenedOperation>;

/** A service request whose body is still to be read. */
export type StreamedRequest = ServiceRequest & Required<Pick<ServiceRequest, 'content' | 'demand'>>;

/** A request to a bucket, or to an object in it. */
export class S3Request {
  readonly s3: S3Context;
  readonly bucket: Bucket;
  /** Decoded; empty where the bucket itself is meant. */
  readonly key: string;
  readonly query: URLSearchParams;
  /** By lower-case name. A presigned URL has some of them in its query (`x-amz-meta-...`). */
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string;
  readonly caller: ServiceRequest['caller'];
  readonly demand: StreamedRequest['demand'];
  readonly #content: RequestContent;

  constructor(s3: S3Context, bucket: Bucket, key: string, request: StreamedRequest) {
    this.s3 = s3;
    this.bucket = bucket;
    this.key = key;
    this.query = request.query;
    const hoisted = [...request.query].filter(([name]) => name.toLowerCase().startsWith('x-amz-'));
    this.headers = {
      // As the header would bring it: its bytes, each a character.
      ...Object.fromEntries(
        hoisted.map(([name, value]) => [name.toLowerCase(), Buffer.from(value).toString('latin1')]),
      ),
      ...request.headers,
    };
    this.requestId = request.requestId;
    this.caller = request.caller;
    this.demand = request.demand;
    this.#content = request.content;
  }

  /** @param maximum in bytes @throws ServiceError as `openPayload` */
  payload(maximum?: number): Payload {
    return openPayload(this.#content, this.headers, maximum);
  }

  /** An action on the request's object, or on another one of its bucket. */
  onObject(action: string, context: ConditionContext = {}, key = this.key): Authorization {
    return { action, resource: `${this.bucket.arn}/${key}`, context: { ...this.#conditionKeys(), ...context } };
  }

  /** An action on the request's bucket. */
  onBucket(action: string, context: ConditionContext = {}): Authorization {
    return { action, resource: this.bucket.arn, context: { ...this.#conditionKeys(), ...context } };
  }

  /** @throws ServiceError NoSuchKey, and AccessDenied to those who may not know what is in the bucket */
  object(): StoredObject {
    const object = this.s3.store.object(this.bucket.name, this.key);
    if (object) return object;
    this.demand(this.onBucket('s3:ListBucket'));
    throw noSuchKey(this.key);
  }

  /** The records of what is to be told of something that this request did. */
  notices(event: Pick<ObjectEvent, 'object' | 'reason'> & { readonly key?: string }): ReturnType<Notifications['of']> {
    const { bucket, key, requestId, caller } = this;
    return this.s3.notifications.of({ bucket, key, requestId, requester: caller, ...event });
  }

  /** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
  #conditionKeys(): ConditionContext {
    const isPresigned = this.headers.authorization === undefined;
    const { dateTime } = this.#content.signature;
    const signedAt = Date.parse(dateTime.replace(/^(....)(..)(..T..)(..)/, '$1-$2-$3:$4:'));
    const named = ['x-amz-content-sha256', 'x-amz-acl', 'x-amz-storage-class', 'x-amz-copy-source'];
    return {
      's3:authType': [isPresigned ? 'REST-QUERY-STRING' : 'REST-HEADER'],
      's3:signatureversion': ['AWS4-HMAC-SHA256'],
      's3:signatureAge': [String(this.s3.clock() - signedAt)],
      's3:ResourceAccount': [this.s3.environment.accountId],
      ...Object.fromEntries(
        [...named, 'x-amz-server-side-encryption', 'x-amz-metadata-directive'].flatMap((name) => {
          const value = this.headers[name];
          return value === undefined ? [] : [[`s3:${name}`, [value]]];
        }),
      ),
      ...(this.headers['if-match'] !== undefined && { 's3:if-match': [this.headers['if-match']] }),
      ...(this.headers['if-none-match'] !== undefined && { 's3:if-none-match': [this.headers['if-none-match']] }),
    };
  }
}
