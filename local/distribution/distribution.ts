import type { HeadersPolicy } from './headers-policy.ts';

/** A CloudFront distribution of the template. */
export interface Distribution {
  /** `E` and thirteen letters or digits. */
  readonly id: string;
  readonly arn: string;
  /** The construct path. */
  readonly path: string;
  /** The names that it is opened by on AWS: its own, and those that the template gives it. */
  readonly hosts: readonly string[];
  /** The object that stands for `/`. */
  readonly rootObject?: string;
  /** Those with a path pattern, in the order in which they are tried; the last one takes every path. */
  readonly behaviours: readonly Behaviour[];
  readonly errorResponses: ReadonlyMap<number, ErrorResponse>;
}

/** What a distribution does with the requests of some paths. */
export interface Behaviour {
  /** Whether a path, as it was sent, is one of them. */
  readonly takes: (path: string) => boolean;
  readonly origin: Origin;
  /** The codings that answers may be compressed with; none where they are sent as they are. */
  readonly codings: readonly Coding[];
  readonly headers: HeadersPolicy;
  /** Runs before the origin is asked. */
  readonly onRequest?: EdgeFunction;
}

export type Coding = 'br' | 'gzip';

/** A bucket. */
export interface Origin {
  readonly bucket: string;
  /** What every key begins with: `folder/`, or nothing. */
  readonly prefix: string;
  /** Whether requests are signed as the distribution's: without, they are nobody's. */
  readonly isSigned: boolean;
}

/** What a visitor gets in place of an origin's error. */
export interface ErrorResponse {
  readonly status: number;
  /** The page's path, with a slash at its begin; without one the error is sent as it is. */
  readonly page?: string;
}

/** A CloudFront function's code. */
export interface EdgeFunction {
  /** The construct path. */
  readonly path: string;
  readonly code: string;
}
