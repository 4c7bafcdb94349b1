import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { table, tableName } from './client.ts';
import { secretKey } from './keys.ts';

/*
 * A cursor is the place in a list, encrypted and authenticated (AES-256-GCM) together with what it belongs to: the
 * operation, its path, the caller, its parameters. It shows nothing, and one that was changed, cut or used elsewhere
 * does not open. Its key lives in the table, made by whoever needs it first: no secret in a template or a variable,
 * no second service to pay and to call, and it moves with the data when the table is restored.
 */
const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

let key: Promise<Buffer> | undefined;

/** The cursor of a place. @param binding what the cursor is good for, as text */
export async function sealCursor(position: object, binding: string): Promise<string> {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, await cursorKey(), nonce).setAAD(Buffer.from(binding));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(position)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The place that a cursor stands for, as it was sealed; nothing, where it is not this binding's. */
export async function openCursor(cursor: string, binding: string): Promise<unknown> {
  const bytes = Buffer.from(cursor, 'base64url');
  // Several texts decode to the same bytes (unused bits, characters that are skipped): only ours is the cursor.
  if (bytes.toString('base64url') !== cursor || bytes.length <= nonceBytes + tagBytes) return undefined;
  const decipher = createDecipheriv(algorithm, await cursorKey(), bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(binding)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    const opened = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    return JSON.parse(opened.toString());
  } catch {
    // What does not authenticate is not ours: the caller answers `invalid-cursor`.
    return undefined;
  }
}

function cursorKey(): Promise<Buffer> {
  key ??= readKey().catch((error: unknown) => {
    key = undefined;
    throw error;
  });
  return key;
}

/** Reads the key, once for each execution environment; makes it where there is none yet. */
async function readKey(): Promise<Buffer> {
  const get = new GetCommand({ TableName: tableName(), Key: secretKey('CURSOR'), ConsistentRead: true });
  const stored = await table.send(get);
  if (stored.Item) return Buffer.from(String(stored.Item.key), 'base64');
  try {
    const Item = { ...secretKey('CURSOR'), key: randomBytes(32).toString('base64') };
    await table.send(new PutCommand({ TableName: tableName(), Item, ConditionExpression: 'attribute_not_exists(pk)' }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
  }
  // Another may have made it in the meantime: what is stored is what counts.
  return Buffer.from(String((await table.send(get)).Item?.key), 'base64');
}
