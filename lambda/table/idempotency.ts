import { createHash } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { writeJson } from '../http/json.ts';
import { table, tableName } from './client.ts';
import { idempotencyKey } from './keys.ts';
import type { Write } from './transactions.ts';

/** Seconds that an answer is kept for. */
const kept = 24 * 60 * 60;

/** A request that is to be done once: the client's key, scoped to the operation and the caller, and what it asks for. */
export interface Once {
  readonly operation: string;
  readonly sub: string;
  readonly key: string;
  /** A digest of the validated body. Its members stand in the schema's order, so the same JSON value gives the same. */
  readonly fingerprint: string;
}

/** What makes a request idempotent; nothing, where the client sent no key. */
export function once(operation: string, sub: string, key: string | undefined, body: object): Once | undefined {
  if (key === undefined) return undefined;
  return { operation, sub, key, fingerprint: createHash('sha256').update(JSON.stringify(body)).digest('base64url') };
}

/**
 * What was answered to the same request before: its body, as JSON text.
 *
 * @returns nothing where there was none within the 24 hours: DynamoDB removes expired items late, so the time counts
 */
export async function readAnswer(request: Once): Promise<string | 'key reused' | undefined> {
  const { Item } = await table.send(
    new GetCommand({
      TableName: tableName(),
      Key: idempotencyKey(request.operation, request.sub, request.key),
      ConsistentRead: true,
    }),
  );
  if (Item === undefined || Number(Item.expiresAt) <= now()) return undefined;
  return Item.fingerprint === request.fingerprint ? String(Item.answer) : 'key reused';
}

/** Keeps an answer, on condition that no other answer is kept under the same key. */
export function keepAnswer({ operation, sub, key, fingerprint }: Once, answer: object): Write {
  return {
    Put: {
      Item: {
        ...idempotencyKey(operation, sub, key),
        fingerprint,
        answer: writeJson(answer),
        expiresAt: now() + kept,
      },
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
      ExpressionAttributeValues: { ':now': now() },
    },
  };
}

/** Unix seconds, as DynamoDB's time to live counts. */
function now(): number {
  return Math.floor(Date.now() / 1000);
}
