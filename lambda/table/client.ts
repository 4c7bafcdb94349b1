import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { assertTimeLeft, longestAttempt } from './deadline.ts';

const client = new DynamoDBClient({
  // With jittered pauses between the attempts: up to 1 s after the first throttle and 2 s after the second, which is what
  // a call can still wait for when it has no time left for another attempt.
  maxAttempts: 3,
  retryMode: 'standard',
  requestHandler: {
    connectionTimeout: longestAttempt.connecting,
    requestTimeout: longestAttempt.answering,
    throwOnRequestTimeout: true,
  },
});

// After the retries in the SDK's order, so that it is asked before each attempt: a slow data service becomes an answer
// that says so, and not a function that is cut off.
client.middlewareStack.add(
  (next) => (args) => {
    assertTimeLeft();
    return next(args);
  },
  { step: 'finalizeRequest', priority: 'low', name: 'deadline' },
);

/** The table's client: one for each execution environment, so that its connection is kept between calls. */
export const table = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

/** The table's name, as the function's environment gives it. */
export function tableName(): string {
  const name = process.env.TABLE_NAME;
  if (name === undefined) throw new Error('The environment variable TABLE_NAME is not set.');
  return name;
}
