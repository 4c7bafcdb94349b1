import type { HttpApiEvent } from './event.ts';

/** What came of calling a function. */
export interface Invocation {
  /** The JSON value that the function returned. */
  readonly payload: unknown;
  /** The function failed: it threw, ran out of time, or its process ended. */
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
  /** No process could take the call: the function's concurrency is used up. */
  readonly throttled?: boolean;
  readonly cold: boolean;
  readonly milliseconds: number;
  /** The credentials under which the function made its AWS calls. */
  readonly accessKeyId: string;
  readonly requestId: string;
}

/** Calls a function by its ARN and gives what came of it; it rejects only where there is no such function. */
export type Invoke = (functionArn: string, event: HttpApiEvent) => Promise<Invocation>;
