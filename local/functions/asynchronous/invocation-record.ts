import { randomUUID } from 'node:crypto';
import type { MessageAttribute } from '../../targets.ts';
import { parseJson } from '../../template/json.ts';
import type { Environment } from '../../template/resources.ts';
import type { KeptEvent, Response } from './kept-work.ts';

/**
 * Why an event is at its end. The last one, for a function whose reserved concurrency is 0, is not in AWS's documents but
 * in its records.
 */
export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';

/** The end of an event. */
export interface Outcome {
  readonly event: KeptEvent;
  /** The function's ARN with its qualifier, `$LATEST` where the event named none. */
  readonly qualifiedArn: string;
  readonly condition: Condition;
  readonly invokeCount: number;
  /** Of the last attempt; absent where there was none. */
  readonly response?: Response;
}

/**
 * The record that Lambda sends to a destination, as JSON.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function invocationRecord({ event, qualifiedArn, condition, invokeCount, response }: Outcome): string {
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: qualifiedArn,
      condition,
      approximateInvokeCount: invokeCount,
    },
    requestPayload: parseJson(event.payload),
    // Members without a value are left out: nothing answered where the function did not run.
    ...(response && {
      responseContext: {
        statusCode: response.statusCode,
        executedVersion: response.executedVersion,
        functionError: response.functionError,
      },
      responsePayload: response.payload,
    }),
  });
}

/** The record as the event that an event bus gets, as JSON. */
export function invocationRecordEvent(record: string, outcome: Outcome, busArn: string, place: Environment): string {
  return JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': `Lambda Function Invocation Result - ${outcome.condition === 'Success' ? 'Success' : 'Failure'}`,
    source: 'lambda',
    account: place.accountId,
    time: new Date().toISOString().replace(/\.\d+/, ''),
    region: place.region,
    resources: [busArn, outcome.qualifiedArn],
    detail: parseJson(record),
  });
}

/** The most bytes of an error's message in a dead letter. */
const longestMessage = 1_024;

/**
 * The attributes that a dead letter has beside the event itself.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq
 */
export function deadLetterAttributes({ event, condition, response }: Outcome): Record<string, MessageAttribute> {
  const message =
    condition === 'ZeroReservedConcurrency'
      ? 'Function not invoked. Function is configured with zero reserved concurrent executions'
      : (response?.errorMessage ?? '');
  return {
    RequestID: { type: 'String', value: event.requestId },
    ...(response && { ErrorCode: { type: 'Number', value: String(response.statusCode) } }),
    // A queue takes no attribute without a value.
    ...(message !== '' && { ErrorMessage: { type: 'String', value: firstBytes(message) } }),
  };
}

/** The beginning of a text that fits, cut between characters. */
function firstBytes(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= longestMessage) return text;
  let end = longestMessage;
  while (((bytes[end] ?? 0) & 0b1100_0000) === 0b1000_0000) end -= 1;
  return bytes.toString('utf8', 0, end);
}
