import type { JsonObject } from '../../../template/resources.ts';
import { ServiceError } from '../../service.ts';
import { olderCode, sqsError } from './errors.ts';
import type { Input } from './input.ts';

/** An entry of a batch. */
export interface Entry {
  readonly id: string;
  readonly input: Input;
}

/**
 * The entries of a batch.
 * @throws ServiceError in SQS's words for none, more than ten, or ids that are malformed or not distinct
 */
export function readEntries(input: Input, operation: string): Entry[] {
  const entries = input.objects('Entries').map((entry) => ({ id: entry.requiredText('Id'), input: entry }));
  if (entries.length === 0) {
    throw sqsError('EmptyBatchRequest', `There should be at least one ${operation}RequestEntry in the request.`);
  }
  if (entries.length > 10) {
    const message = `Maximum number of entries per request are 10. You have sent ${entries.length}.`;
    throw sqsError('TooManyEntriesInBatchRequest', message);
  }
  const ids = new Set<string>();
  for (const { id } of entries) {
    if (!/^[\w-]{1,80}$/.test(id)) {
      const form = 'alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.';
      throw sqsError('InvalidBatchEntryId', `A batch entry id can only contain ${form}`);
    }
    if (ids.has(id)) throw sqsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
    ids.add(id);
  }
  return entries;
}

/** Does the work of each entry; one that fails with SQS's error leaves the others be. */
export async function eachEntry(
  entries: readonly Entry[],
  work: (entry: Entry) => Promise<JsonObject>,
): Promise<JsonObject> {
  const successful: JsonObject[] = [];
  const failed: JsonObject[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.id, ...(await work(entry)) });
    } catch (error) {
      failed.push(failure(entry, error));
    }
  }
  return batchResult(successful, failed);
}

/** How an entry failed. @throws what is no error of SQS */
export function failure({ id }: Entry, error: unknown): JsonObject {
  if (!(error instanceof ServiceError)) throw error;
  return { Id: id, SenderFault: error.status < 500, Code: olderCode(error), Message: error.message };
}

export const batchResult = (successful: JsonObject[], failed: JsonObject[]): JsonObject => ({
  Successful: successful,
  ...(failed.length > 0 && { Failed: failed }),
});
