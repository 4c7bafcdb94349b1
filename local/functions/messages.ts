/** A request on its way to a function's process. */
export interface Invocation {
  readonly requestId: string;
  /** The event, as JSON text. */
  readonly event: string;
  /** The ARN that was invoked, with its alias or version where it has one. */
  readonly functionArn: string;
  /** When the function's time is up, in milliseconds since the epoch. */
  readonly deadline: number;
  /** The X-Ray trace header of the request. */
  readonly traceId: string;
  /** What the caller says about itself, as JSON text, where it does. */
  readonly clientContext?: string;
}

/** What Lambda answers where a function failed: the body of an answer that has `X-Amz-Function-Error: Unhandled`. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** The stack, line by line; errors that Lambda itself reports have none. */
  readonly trace?: string[];
}

/** How a request ended. */
export type Reply =
  | { readonly type: 'answer'; readonly requestId: string; readonly payload: string }
  | { readonly type: 'error'; readonly requestId: string; readonly error: FunctionError };

/** What a function's process says. */
export type FromProcess =
  | { readonly type: 'ready' }
  | { readonly type: 'init-error'; readonly error: FunctionError }
  | { readonly type: 'begun'; readonly requestId: string }
  | (Reply & {
      /** Milliseconds that the process computed for the request; the rest of the time it waited. */
      readonly processorTime: number;
    });
