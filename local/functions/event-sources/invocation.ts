import { randomUUID } from 'node:crypto';
import type { Json, JsonObject } from '../../template/resources.ts';
import { InvokeRefusal } from '../failures.ts';
import type { Invoke } from '../invoke.ts';
import { failedItems } from './failed-items.ts';
import { unlessAborted } from './loop.ts';
import type { EventSourceMapping } from './mapping.ts';

/** What came of one invocation with a batch. */
export type Invocation =
  | { readonly outcome: 'answered'; readonly failed: ReadonlySet<string> | 'all'; readonly requestId: string }
  | { readonly outcome: 'failed'; readonly reason: string; readonly requestId: string }
  /** Lambda did not take it: the function is throttled, or cannot start just now. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly requestId: string }
  /** The local run ends, and it was not waited for. */
  | { readonly outcome: 'left' };

/**
 * Invokes a mapping's function with a batch.
 *
 * @param identifiers what the function calls the records by when it fails at some of them
 * @param abandon given when the run does not wait for it any longer
 */
export async function invokeWith(
  records: JsonObject[],
  identifiers: readonly string[],
  { functionArn, reportsItemFailures }: EventSourceMapping,
  invoke: Invoke,
  abandon: AbortSignal,
): Promise<Invocation> {
  const requestId = randomUUID();
  try {
    const result = await unlessAborted(invoke(functionArn, { Records: records }, { requestId }), abandon);
    if (!result) return { outcome: 'left' };
    const { error, payload } = result;
    if (error) return { outcome: 'failed', reason: `${error.errorType}: ${error.errorMessage}`, requestId };
    return { outcome: 'answered', failed: failedIn(payload, reportsItemFailures, identifiers), requestId };
  } catch (error) {
    if (abandon.aborted) return { outcome: 'left' };
    const reason = error instanceof Error ? error.message : String(error);
    // A batch always fits one invocation, so what Lambda refuses may be taken later.
    const name = error instanceof InvokeRefusal ? `${error.name}: ` : '';
    return { outcome: 'refused', reason: `${name}${reason}`, requestId };
  }
}

/** Lambda looks at the answer only where the mapping says that it reports. */
const failedIn = (answer: Json, reports: boolean, identifiers: readonly string[]) =>
  reports ? failedItems(answer, identifiers) : new Set<string>();
