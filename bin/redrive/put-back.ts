import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { CallLetter, StreamLetter } from './letters.ts';
import { asEventRecord, bytesAsBase64, type FoundRecords } from './stream-records.ts';

/** How a letter's second chance ended: a failure in a line, or nothing. */
export type Failure = string | undefined;

/** Hands an event to its function again, as Lambda did: asynchronously, with all its retries. */
export async function callAgain(client: LambdaClient, { functionArn, event }: CallLetter): Promise<Failure> {
  await client.send(
    new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload: JSON.stringify(event) }),
  );
  return undefined;
}

/**
 * Hands records to their function again and waits for its answer: no mapping would bring them a second time.
 *
 * @param found what the stream still has of the letter's records
 */
export async function bringAgain(
  client: LambdaClient,
  { functionArn, streamArn }: StreamLetter,
  { records }: FoundRecords,
): Promise<Failure> {
  const event = { Records: records.map((record) => asEventRecord(record, streamArn)) };
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(event, bytesAsBase64) }),
  );
  const answer = Payload?.transformToString() ?? '';
  if (FunctionError !== undefined) return answer;
  return hasFailures(answer) ? `the function could not handle some of the records: ${answer}` : undefined;
}

/** Whether a function that answers for each record has named some. */
function hasFailures(answer: string): boolean {
  const parsed: unknown = answer === '' ? null : JSON.parse(answer);
  if (typeof parsed !== 'object' || parsed === null || !('batchItemFailures' in parsed)) return false;
  return Array.isArray(parsed.batchItemFailures) && parsed.batchItemFailures.length > 0;
}
