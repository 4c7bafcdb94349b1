import type { Database } from '../database.ts';
import { itemKey, writesOf } from '../items/changes.ts';
import { forgetTokens } from '../items/client-tokens.ts';
import { expiredRange, expiryKey } from './expiry.ts';

/** How often expired items are looked for, in milliseconds. AWS takes up to a few days. */
const EVERY = 2000;

/** How many items are deleted at a time, so that no other write waits long. */
const AT_A_TIME = 100;

/**
 * Deletes expired items in the background while it runs. What it costs goes by the expired ones, not by the table.
 * @returns stops it, and waits for the deletions under way.
 */
export function startExpiring(database: Database): () => Promise<void> {
  let stopped = false;
  let sweep = Promise.resolve();
  const timer = setInterval(() => {
    // A failure (the disk is full, say) is nobody's call: it ends the run, loudly, like any fault of the program.
    sweep = sweep.then(async () => {
      if (!stopped) await deleteExpired(database, () => stopped);
    });
  }, EVERY);
  timer.unref();
  return async () => {
    stopped = true;
    clearInterval(timer);
    await sweep;
  };
}

/** Deletes the items of all tables, and forgets the clients' tokens, whose time has passed. */
export async function deleteExpired(database: Database, isStopped: () => boolean): Promise<void> {
  const { store, tables, clock } = database;
  const now = clock();
  for (const { TableName, timeToLive } of tables.all) {
    if (timeToLive === undefined) continue;
    for (;;) {
      const expired = await store.expiries(expiredRange(TableName, now), AT_A_TIME);
      if (expired.length === 0 || isStopped()) break;
      await deleteItems(database, TableName, expired);
    }
  }
  await forgetTokens(store, now);
}

async function deleteItems(
  { store, tables }: Database,
  tableName: string,
  expired: readonly (readonly [place: string, key: string])[],
): Promise<void> {
  await store.exclusively(async () => {
    const table = tables.find(tableName);
    if (!table) return;
    const writes = expired.flatMap(([place, key]) => {
      const before = store.item(itemKey(tableName, key));
      // Since it was found, the item may be gone, or have a later time: then only this time goes.
      const isExpired = before && expiryKey(table, key, before) === place;
      return isExpired
        ? writesOf({ table, key, before, by: 'time to live' })
        : [{ type: 'del', in: 'expiries', key: place } as const];
    });
    await store.commit(writes);
  });
}
