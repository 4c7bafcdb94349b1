import { randomUUID } from 'node:crypto';
import { AccessDenied } from '../../../endpoint/access.ts';
import type { OnEvent } from '../../../event-report.ts';
import { type JobRecord, Jobs } from '../../../jobs.ts';
import type { Storage } from '../../../storage.ts';
import { NotDeliverable, type Targets } from '../../../targets.ts';
import type { Environment, JsonObject } from '../../../template/resources.ts';
import type { Bucket } from './bucket.ts';
import type { StoredObject } from './records.ts';

/** Something that happened to an object. */
export interface ObjectEvent {
  readonly bucket: Bucket;
  readonly key: string;
  /** The object as it was put, or as it was before it was deleted. */
  readonly object: StoredObject;
  readonly reason: keyof typeof kinds;
  readonly requestId: string;
  /** Who asked for it, as `aws:userid`; nobody where the bucket's lifecycle rules did it. */
  readonly requester?: { readonly accountId: string; readonly userId: string };
}

/** How what happened is called: by EventBridge, and in a notification's configuration. */
const kinds = {
  PutObject: { detailType: 'Object Created', eventName: 'ObjectCreated:Put' },
  CopyObject: { detailType: 'Object Created', eventName: 'ObjectCreated:Copy' },
  CompleteMultipartUpload: { detailType: 'Object Created', eventName: 'ObjectCreated:CompleteMultipartUpload' },
  DeleteObject: { detailType: 'Object Deleted', eventName: 'ObjectRemoved:Delete' },
  'Lifecycle Expiration': { detailType: 'Object Deleted', eventName: 'LifecycleExpiration:Delete' },
} as const;

/** A message about an object, on its way. */
export interface Notice {
  readonly bucketArn: string;
  readonly bucketName: string;
  readonly target: string;
  readonly payload: string;
  /** For the report. */
  readonly what: string;
}

export interface NotificationsOptions {
  readonly environment: Environment;
  readonly storage: Storage;
  readonly targets: Targets;
  readonly onEvent: OnEvent;
}

/** Tells the default event bus, queues, topics and functions of what happens in buckets: kept until they have taken it. */
export class Notifications {
  readonly #environment: Environment;
  readonly #jobs: Jobs<Notice>;
  #sequence = 0n;

  private constructor(environment: Environment, jobs: Jobs<Notice>) {
    this.#environment = environment;
    this.#jobs = jobs;
  }

  /** What an earlier run did not get rid of goes out after `start`. */
  static async open({ environment, storage, targets, onEvent }: NotificationsOptions): Promise<Notifications> {
    const jobs = await Jobs.open<Notice>({
      part: storage.part('s3-notices'),
      attempt: async (notice, { attempts }) => {
        const outcome = await deliver(notice, targets, onEvent);
        return outcome === 'failed' ? { retryIn: Math.min(2 ** attempts * 200, 60_000) } : 'done';
      },
      onFault: (error) => process.emitWarning(error instanceof Error ? error : String(error)),
    });
    return new Notifications(environment, jobs);
  }

  start(): void {
    this.#jobs.start();
  }

  close(): Promise<void> {
    return this.#jobs.close();
  }

  /** The records of what is to be told of an event, to be written with what happened. */
  of(event: ObjectEvent): JobRecord<Notice>[] {
    const { bucket, key } = event;
    const { detailType, eventName } = kinds[event.reason];
    const sequencer = this.#nextSequencer();
    const notice = (target: string, payload: JsonObject, what: string) =>
      this.#jobs.record({
        bucketArn: bucket.arn,
        bucketName: bucket.name,
        target,
        payload: JSON.stringify(payload),
        what: `${what} ${key}`,
      });
    const notices = bucket.notifications
      .filter(
        ({ event: wanted, prefix, suffix }) =>
          isWanted(wanted, eventName) && key.startsWith(prefix) && key.endsWith(suffix),
      )
      .map(({ id, target }) => notice(target, this.#notification(event, id, eventName, sequencer), eventName));
    if (!bucket.tellsEventBridge) return notices;
    const { partition, region, accountId } = this.#environment;
    const bus = `arn:${partition}:events:${region}:${accountId}:event-bus/default`;
    return [...notices, notice(bus, this.#eventBridgeEvent(event, detailType, sequencer), detailType)];
  }

  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
  #eventBridgeEvent(event: ObjectEvent, detailType: string, sequencer: string): JsonObject {
    const { bucket, key, object, reason, requestId, requester } = event;
    const isDeleted = detailType === 'Object Deleted';
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': detailType,
      source: 'aws.s3',
      account: this.#environment.accountId,
      time: new Date().toISOString().replace(/\.\d+/, ''),
      region: this.#environment.region,
      resources: [bucket.arn],
      detail: {
        version: '0',
        bucket: { name: bucket.name },
        object: { key, ...(!isDeleted && { size: object.size }), etag: object.etag, sequencer },
        'request-id': requestId,
        requester: requester?.accountId ?? 's3.amazonaws.com',
        ...(requester && { 'source-ip-address': '127.0.0.1' }),
        reason,
        ...(isDeleted && { 'deletion-type': 'Permanently Deleted' }),
      },
    };
  }

  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
  #notification(event: ObjectEvent, id: string, eventName: string, sequencer: string): JsonObject {
    const { bucket, key, object, requestId, requester } = event;
    const isCreated = eventName.startsWith('ObjectCreated');
    const record: JsonObject = {
      eventVersion: requester ? '2.1' : '2.3',
      eventSource: 'aws:s3',
      awsRegion: this.#environment.region,
      eventTime: new Date().toISOString(),
      eventName,
      userIdentity: { principalId: requester ? `AWS:${requester.userId}` : 's3.amazonaws.com' },
      requestParameters: { sourceIPAddress: requester ? '127.0.0.1' : 's3.amazonaws.com' },
      responseElements: { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: id,
        bucket: { name: bucket.name, ownerIdentity: { principalId: this.#environment.accountId }, arn: bucket.arn },
        object: {
          // As a form encodes it: a space is a plus.
          key: new URLSearchParams([['', key]]).toString().slice(1).replaceAll('%2F', '/'),
          ...(isCreated && { size: object.size, eTag: object.etag }),
          sequencer,
        },
      },
    };
    return { Records: [record] };
  }

  /** Later events have greater ones, also after a restart. In hexadecimal, all of one length. */
  #nextSequencer(): string {
    const now = BigInt(Date.now()) << 16n;
    this.#sequence = now > this.#sequence ? now : this.#sequence + 1n;
    return this.#sequence.toString(16).toUpperCase().padStart(18, '0');
  }
}

/** @param wanted such as `s3:ObjectCreated:*` */
const isWanted = (wanted: string, eventName: string): boolean =>
  wanted.endsWith('*') ? `s3:${eventName}`.startsWith(wanted.slice(0, -1)) : wanted === `s3:${eventName}`;

const deliver = async (
  notice: Notice,
  targets: Targets,
  onEvent: OnEvent,
): Promise<'delivered' | 'failed' | 'over'> => {
  const { bucketArn, bucketName, target, payload, what } = notice;
  const started = performance.now();
  const report = (outcome: 'delivered' | 'failed' | 'gave up' | 'denied', detail?: string) =>
    onEvent({
      source: bucketName,
      target: target.slice(target.lastIndexOf(':') + 1),
      what,
      outcome,
      ...(detail !== undefined && { detail }),
      milliseconds: performance.now() - started,
    });
  try {
    await targets.deliver({ target, payload, by: { service: 's3.amazonaws.com', sourceArn: bucketArn } });
    report('delivered');
    return 'delivered';
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (error instanceof AccessDenied) report('denied', detail);
    else if (error instanceof NotDeliverable) report('gave up', detail);
    else {
      report('failed', detail);
      return 'failed';
    }
    return 'over';
  }
};
