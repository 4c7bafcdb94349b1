/** A bucket of the template. */
export interface Bucket {
  readonly name: string;
  readonly arn: string;
  /** Its construct path, for messages. */
  readonly path: string;
  readonly cors: readonly CorsRule[];
  /** Whether the default event bus is told of what happens in it. */
  readonly tellsEventBridge: boolean;
  readonly notifications: readonly NotificationRule[];
  readonly lifecycle: readonly LifecycleRule[];
}

/** What a browser may do with a bucket from pages of other origins. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  /** In seconds. */
  readonly maxAge?: number;
}

/** A queue, topic or function that is told of what happens to some of a bucket's objects. */
export interface NotificationRule {
  readonly id: string;
  readonly target: string;
  /** Such as `s3:ObjectCreated:*`. */
  readonly event: string;
  readonly prefix: string;
  readonly suffix: string;
}

/** What becomes of a bucket's objects with time. */
export interface LifecycleRule {
  readonly prefix: string;
  /** In bytes: only objects larger, or smaller, than this. */
  readonly largerThan?: number;
  readonly smallerThan?: number;
  readonly expirationDays?: number;
  /** In milliseconds since 1970. */
  readonly expirationDate?: number;
  /** Days until an upload that nobody completed is aborted. */
  readonly abortUploadsAfterDays?: number;
}
