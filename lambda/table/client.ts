import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * The table's client: one for each execution environment, so that its connection is kept between calls.
 *
 * An attempt that takes 1.5 s is given up, and there are four at most, with jittered pauses between them: together
 * well inside the functions' 10 s, so that a slow data service becomes an answer that says so.
 */
export const table = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    maxAttempts: 4,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true },
  }),
  { marshallOptions: { removeUndefinedValues: true } },
);

/** The table's name, as the function's environment gives it. */
export function tableName(): string {
  const name = process.env.TABLE_NAME;
  if (name === undefined) throw new Error('The environment variable TABLE_NAME is not set.');
  return name;
}
