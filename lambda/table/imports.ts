import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Work } from '../domain/imports.ts';
import { isImportId } from '../files/keys.ts';
import { type AnnouncedImport, Import, type ImportInput } from '../schemas/imports.ts';
import { table, tableName } from './client.ts';
import { keepAnswer, type Once } from './idempotency.ts';
import { importKey } from './keys.ts';
import { transact } from './transactions.ts';

/** How far the reading is: a place between two rows. */
const Place = z.object({ offset: z.int(), line: z.int() });

/** The report so far: its parts that are in S3 for good, and how many bytes are written behind them. */
const ReportState = z.object({
  uploadId: z.optional(z.string()),
  parts: z.array(z.string()),
  tail: z.int(),
});
export type ReportState = z.output<typeof ReportState>;

const KeptWork = z.object({ owner: z.string(), until: z.number(), event: z.string(), attempt: z.int() });

/** An import as the table holds it. */
const StoredImport = z.object({
  ...Import.shape,
  size: z.int(),
  /** The entity tag of the file that is read. */
  etag: z.optional(z.string()),
  place: z.optional(Place),
  report: z.optional(ReportState),
  work: z.optional(KeptWork),
});
export type StoredImport = z.output<typeof StoredImport>;

/** What reading a file has come to, all at one moment. */
export type Progress = Required<Pick<StoredImport, 'rows' | 'failures' | 'place' | 'report'>>;

/**
 * Announces an import.
 *
 * @param once where the client sent an idempotency key
 * @returns whether it is new: else the same request was answered before
 */
export async function addImport(
  announced: AnnouncedImport,
  { format, size }: ImportInput,
  once: Once | undefined,
): Promise<boolean> {
  const { importId, status, createdAt } = announced;
  const rows = { read: 0, imported: 0, failed: 0 };
  const refusals = await transact([
    {
      Put: {
        Item: { ...importKey(importId), importId, format, size, status, rows, failures: [], createdAt },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    ...(once ? [keepAnswer(once, announced)] : []),
  ]);
  return refusals === undefined;
}

export async function readImport(importId: string): Promise<StoredImport | undefined> {
  if (!isImportId(importId)) return undefined;
  const { Item } = await table.send(
    new GetCommand({ TableName: tableName(), Key: importKey(importId), ConsistentRead: true }),
  );
  return Item && z.parse(StoredImport, Item);
}

/** Somebody else works on the import: its file must be left alone. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/**
 * Takes an import to work on it, if nobody has since it was read.
 *
 * @returns whether it is taken
 */
export async function takeImport({ importId, work: before }: StoredImport, work: Work): Promise<boolean> {
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: importKey(importId),
        UpdateExpression: 'SET #work = :work',
        ConditionExpression: `#status IN (:awaiting, :running) AND ${before ? '#work.#owner = :owner AND #work.#until = :until' : 'attribute_not_exists(#work)'}`,
        ExpressionAttributeNames: {
          '#status': 'status',
          '#work': 'work',
          ...(before && { '#owner': 'owner', '#until': 'until' }),
        },
        ExpressionAttributeValues: {
          ':work': work,
          ':awaiting': 'awaitingUpload',
          ':running': 'running',
          ...(before && { ':owner': before.owner, ':until': before.until }),
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/**
 * Changes members of an import that one holds. A member that is `undefined` is removed.
 *
 * @throws LeaseLost where another attempt holds it
 */
export async function changeImport(
  importId: string,
  owner: string,
  changes: Readonly<Partial<Omit<StoredImport, 'importId'>>>,
): Promise<void> {
  const members = Object.entries(changes);
  const set = members.filter(([, value]) => value !== undefined).map(([name]) => `#${name} = :${name}`);
  const removed = members.filter(([, value]) => value === undefined).map(([name]) => `#${name}`);
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: importKey(importId),
        UpdateExpression: [
          set.length > 0 && `SET ${set.join(', ')}`,
          removed.length > 0 && `REMOVE ${removed.join(', ')}`,
        ]
          .filter(Boolean)
          .join(' '),
        ConditionExpression: '#work.#owner = :owner',
        ExpressionAttributeNames: {
          '#work': 'work',
          '#owner': 'owner',
          ...Object.fromEntries(members.map(([name]) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: {
          ':owner': owner,
          ...Object.fromEntries(members.flatMap(([name, value]) => (value === undefined ? [] : [[`:${name}`, value]]))),
        },
      }),
    );
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw new LeaseLost('Another attempt works on the import.');
    throw error;
  }
}
