import type { HttpApiEvent } from './event.ts';

/** What came of calling a function. */
export interface Invocation {
  /** The JSON value that the function returned. */
  readonly payload: unknown;
  /** The function failed: it threw, ran out of time, or its process ended. */
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
  readonly cold: boolean;
  /** The credentials under which the function made its AWS calls. */
  readonly accessKeyId: string;
  readonly requestId: string;
}

/** Calls a function by its ARN and gives what came of it; rejects with an InvokeRefusal where Lambda takes no call. */
export type Invoke = (functionArn: string, event: HttpApiEvent) => Promise<Invocation>;
