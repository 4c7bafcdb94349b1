import { setTimeout as pause } from 'node:timers/promises';
import { type AttributeValue, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { table, tableName } from './client.ts';
import { Contention } from './failures.ts';
import type { Stored } from './items.ts';

type Entry = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type WithoutTable<Part> = Part extends object ? Omit<Part, 'TableName'> : never;
/** One write of a transaction, on our table. */
export type Write = { [Kind in keyof Entry]: WithoutTable<NonNullable<Entry[Kind]>> };

/** How a write of a refused transaction fared. */
export interface Refusal {
  /** Whether its condition failed. */
  readonly failed: boolean;
  /** The item that stood in its way, in DynamoDB's own form: what an error holds, the document client leaves as it is. */
  readonly item?: Readonly<Record<string, AttributeValue>>;
}

/** How often a transaction is tried that others' transactions on the same items get in the way of: with 1.3 s of pauses. */
const attempts = 7;
/** Milliseconds before the second attempt; doubled each time, and jittered. */
const firstPause = 20;

/**
 * Writes all or nothing.
 *
 * The SDK sends the same `ClientRequestToken` with each of its retries, so a transaction whose answer was lost is not
 * done twice, and answers as it did: conditions on what it has itself just written do not fail.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 *
 * @returns nothing when it is written; how each write fared, in order, when a condition failed
 * @throws Contention when others kept changing the same items
 */
export async function transact(writes: readonly Write[]): Promise<readonly Refusal[] | undefined> {
  const TransactItems = writes.map((write) =>
    Object.fromEntries(Object.entries(write).map(([kind, part]) => [kind, { TableName: tableName(), ...part }])),
  );
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      await table.send(new TransactWriteCommand({ TransactItems }));
      return undefined;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) {
        return reasons.map(({ Code, Item }) => ({
          failed: Code === 'ConditionalCheckFailed',
          ...(Item && { item: Item }),
        }));
      }
      if (!reasons.some(({ Code }) => Code !== undefined && passing.has(Code))) throw error;
    }
    if (attempt < attempts) await pause(Math.random() * firstPause * 2 ** attempt);
  }
  throw new Contention(`Others kept the transaction from being written, ${attempts} times.`);
}

const passing = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** The condition that a thing still is as it was read: absent, or with that entity tag. */
export function unchanged(previous: Stored<unknown> | undefined) {
  return previous === undefined
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : { ConditionExpression: 'etag = :etag', ExpressionAttributeValues: { ':etag': previous.etag } };
}

/** The marker of an attempt that another write got in before: what it had read is out of date. */
export const raced = Symbol('raced');

/**
 * Reads, decides and writes until no other write comes between.
 *
 * @throws Contention when one always does
 */
export async function untilSettled<Outcome>(attempt: () => Promise<Outcome | typeof raced>): Promise<Outcome> {
  for (let count = 1; count <= attempts; count += 1) {
    const outcome = await attempt();
    if (outcome !== raced) return outcome;
    if (count < attempts) await pause(Math.random() * firstPause * 2 ** count);
  }
  throw new Contention(`Others changed the item first, ${attempts} times.`);
}
