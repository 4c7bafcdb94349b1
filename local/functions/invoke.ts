import type { Json } from '../template/resources.ts';
import type { InvokeOptions, InvokeResult } from './function-host.ts';

/**
 * Invokes a function and waits for its end.
 *
 * @param reference its name or ARN, also of an alias or version
 * @throws InvokeRefusal where Lambda takes no invocation
 * @throws Error where the function cannot start just now, or the local run ends
 */
export type Invoke = (reference: string, event: Json, options: InvokeOptions) => Promise<InvokeResult>;
