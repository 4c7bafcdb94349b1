import { isObject, own } from '../../template/json.ts';
import type { Json } from '../../template/resources.ts';

/**
 * Which records of a batch a function says that it failed at (`ReportBatchItemFailures`): no answer, an empty one, and an
 * empty or null list mean none; an answer that is not as documented, or an identifier that is empty, null or of no record
 * of the batch, mean all.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 *
 * @param identifiers of the batch: sequence numbers, or message ids
 */
export function failedItems(answer: Json, identifiers: readonly string[]): 'all' | ReadonlySet<string> {
  if (answer === null || answer === '' || (Array.isArray(answer) && answer.length === 0)) return new Set();
  if (!isObject(answer)) return 'all';
  const failures = own(answer, 'batchItemFailures') ?? [];
  if (!Array.isArray(failures)) return 'all';
  const known = new Set(identifiers);
  const failed = new Set<string>();
  for (const failure of failures) {
    const identifier = isObject(failure) ? own(failure, 'itemIdentifier') : undefined;
    if (typeof identifier !== 'string' || !known.has(identifier)) return 'all';
    failed.add(identifier);
  }
  return failed;
}
