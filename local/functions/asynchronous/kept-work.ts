import type { Delivery } from '../../targets.ts';
import type { Json } from '../../template/resources.ts';

/** An event that a function is still to be invoked with. */
export interface KeptEvent {
  readonly step: 'invoke';
  /** The same over all attempts. */
  readonly requestId: string;
  /** As it was invoked: with an alias or version where it was. */
  readonly functionArn: string;
  /** JSON text. */
  readonly payload: string;
  /** What sent it, as people call it. */
  readonly source: string;
  /** How often the function was invoked and failed. */
  readonly failures: number;
  /** How often Lambda took no invocation since the function last failed: throttled, or the function cannot start. */
  readonly refusals: number;
  /** What came of the last attempt. */
  readonly response?: Response;
}

/** Word of an event that is done or given up, on its way to destinations. */
export interface KeptOutcome {
  readonly step: 'tell';
  /** The function's label. */
  readonly source: string;
  readonly deliveries: readonly Delivery[];
  /** How often this was tried. */
  readonly failures: number;
}

export type KeptWork = KeptEvent | KeptOutcome;

/** What came of one attempt at invoking a function. */
export interface Response {
  /** As Invoke answers: 200 also where the function failed; 429 throttled, 404 no such function, 500 cannot start. */
  readonly statusCode: number;
  /** The version that ran; absent where none did. */
  readonly executedVersion?: string;
  readonly functionError?: 'Unhandled';
  /** What the function returned, or its error as Lambda words it; absent where it did not run. */
  readonly payload?: Json;
  /** Why it is no success. */
  readonly errorMessage?: string;
  /** How long the function took. */
  readonly milliseconds?: number;
}
