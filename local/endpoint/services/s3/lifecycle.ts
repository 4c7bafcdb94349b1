import { randomUUID } from 'node:crypto';
import type { Bucket, LifecycleRule } from './bucket.ts';
import type { StoredObject, Upload } from './records.ts';
import type { S3Context } from './request.ts';

const day = 24 * 60 * 60_000;

/** How often the rules are applied, in milliseconds. AWS does it once a day. */
const pause = 60 * 60_000;

/**
 * Applies the buckets' lifecycle rules now and every hour.
 * @returns what stops it, and waits for what is under way
 */
export const startLifecycle = (s3: S3Context): (() => Promise<void>) => {
  let running = Promise.resolve();
  const apply = () => {
    running = running
      .then(() => applyLifecycle(s3))
      .catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)));
  };
  apply();
  const timer = setInterval(apply, pause);
  timer.unref();
  return () => {
    clearInterval(timer);
    return running;
  };
};

/** Deletes the objects whose time has come, and aborts the uploads that nobody completed. */
export const applyLifecycle = async (s3: S3Context): Promise<void> => {
  for (const bucket of s3.buckets().values()) if (bucket.lifecycle.length > 0) await expireObjects(s3, bucket);
  for (const upload of await s3.store.uploads()) {
    const rules = s3.buckets().get(upload.bucket)?.lifecycle ?? [];
    if (rules.some((rule) => isAbandoned(upload, rule, s3.clock()))) await abort(s3, upload);
  }
};

const expireObjects = async (s3: S3Context, bucket: Bucket): Promise<void> => {
  const cursor = s3.store.objects(bucket.name, '');
  try {
    for (let entry = await cursor.next(); entry; entry = await cursor.next()) {
      const { key } = entry;
      await s3.store.exclusively(async () => {
        // It may have been put anew meanwhile.
        const object = s3.store.object(bucket.name, key);
        if (!object || !bucket.lifecycle.some((rule) => isExpired(key, object, rule, s3.clock()))) return;
        const reason = 'Lifecycle Expiration';
        const notices = s3.notifications.of({ bucket, key, object, reason, requestId: randomUUID() });
        await s3.store.commit({ object: { bucket: bucket.name, key }, notices });
      });
    }
  } finally {
    await cursor.close();
  }
};

const abort = (s3: S3Context, { uploadId }: Upload): Promise<void> =>
  s3.store.exclusively(async () => {
    const upload = s3.store.upload(uploadId);
    if (upload) await s3.store.commit({ ended: { upload, parts: await s3.store.parts(uploadId) } });
  });

const isExpired = (key: string, object: StoredObject, rule: LifecycleRule, now: number): boolean => {
  const { prefix, largerThan = -1, smallerThan = Number.POSITIVE_INFINITY, expirationDays, expirationDate } = rule;
  if (!key.startsWith(prefix) || object.size <= largerThan || object.size >= smallerThan) return false;
  if (expirationDate !== undefined && now >= expirationDate) return true;
  return expirationDays !== undefined && now >= midnightAfter(object.lastModified, expirationDays);
};

const isAbandoned = ({ key, initiated }: Upload, rule: LifecycleRule, now: number): boolean =>
  rule.abortUploadsAfterDays !== undefined &&
  key.startsWith(rule.prefix) &&
  now >= midnightAfter(initiated, rule.abortUploadsAfterDays);

/** S3 rounds up to the next midnight, in UTC. https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html */
const midnightAfter = (time: number, days: number): number => Math.ceil((time + days * day) / day) * day;
