import type { AbstractLevel, AbstractSnapshot } from 'abstract-level';
import { openLevel } from '../../../storage.ts';
import type { Item } from './items/attribute-values.ts';
import { RecordLog, type RecordPut } from './streams/record-log.ts';
import type { KeptRecord } from './streams/stream-record.ts';
import type { Table } from './tables/table.ts';

/** One record that a batch writes or removes. */
export type StoreWrite =
  | { readonly type: 'put'; readonly in: 'items' | 'entries'; readonly key: string; readonly value: Item }
  | { readonly type: 'put'; readonly in: 'expiries'; readonly key: string; readonly value: string }
  | { readonly type: 'put'; readonly in: 'tables'; readonly key: string; readonly value: Table }
  | { readonly type: 'put'; readonly in: 'tokens'; readonly key: string; readonly value: KeptToken }
  | { readonly type: 'append'; readonly in: 'records'; readonly tableName: string; readonly value: KeptRecord }
  | { readonly type: 'del'; readonly in: Kind; readonly key: string };

/** A client's token of a transaction that succeeded. */
export interface KeptToken {
  /** A digest of what the transaction was asked to do. */
  readonly digest: string;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What the records of one stream may take where they are in memory, in bytes: 128 MB. */
const mostRecordsInMemory = 128 * 1024 * 1024;

type Level = AbstractLevel<string | Buffer | Uint8Array>;
type Kinds = ReturnType<typeof kindsIn>;
type Kind = keyof Kinds;

const kindsIn = (level: Level) => ({
  items: level.sublevel<string, Item>('items', { valueEncoding: 'json' }),
  entries: level.sublevel<string, Item>('entries', { valueEncoding: 'json' }),
  expiries: level.sublevel<string, string>('expiries', {}),
  tables: level.sublevel<string, Table>('tables', { valueEncoding: 'json' }),
  tokens: level.sublevel<string, KeptToken>('tokens', { valueEncoding: 'json' }),
});

/**
 * All that tables are in one LevelDB: items, entries of indexes, expiry times, records of streams, tables and tokens. One
 * store, so that one batch holds everything that a write changes: LevelDB writes a batch whole or not at all, whenever the
 * process is killed.
 */
export class Store {
  readonly #level: Level;
  readonly #kinds: Kinds;
  readonly #clock: () => number;
  /** The records of the tables' streams. */
  readonly records: RecordLog;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(level: Level, kinds: Kinds, records: RecordLog, clock: () => number) {
    this.#level = level;
    this.#kinds = kinds;
    this.records = records;
    this.#clock = clock;
  }

  /**
   * Opens the data in a folder (made when it is not there), or an empty store in memory.
   *
   * @param clock the time, in milliseconds since 1970
   * @throws DataFolderInUse when another process has it open.
   */
  static async open(folder: string | undefined, clock: () => number): Promise<Store> {
    const level = await openLevel(folder);
    const kinds = kindsIn(level);
    const records = await RecordLog.open(await kinds.tables.keys().all(), {
      records: level.sublevel<string, KeptRecord>('records', {}),
      horizons: level.sublevel<string, string>('horizons', {}),
      mostBytes: folder === undefined ? mostRecordsInMemory : Number.POSITIVE_INFINITY,
    });
    return new Store(level, kinds, records, clock);
  }

  /**
   * Runs a task while no other one runs: every write reads, decides and commits in here, so that writes, and whole
   * transactions, happen one after the other.
   */
  exclusively<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task);
    // The caller gets the failure; the next task only waits for the end.
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Writes all or nothing. The records of streams are numbered here, so that their order is that of the commits. */
  async commit(writes: readonly StoreWrite[]): Promise<void> {
    if (writes.length === 0) return;
    const appended: RecordPut[] = [];
    const operations = writes.map((write) => {
      if (write.type !== 'append') return { ...write, sublevel: this.#kinds[write.in] };
      const put = this.records.append(write.tableName, write.value, this.#clock());
      appended.push(put);
      return put;
    });
    await this.#level.batch<string, Item | KeptToken | Table | string>(operations, {});
    if (appended.length > 0) this.records.committed(appended);
  }

  /** A view of the data as it is now, which later writes do not change. Close it. */
  snapshot(): AbstractSnapshot {
    return this.#level.snapshot();
  }

  /** Reads are synchronous: LevelDB answers from memory in some 2 us, and a hop to its threads and back takes 50. */
  item(key: string, snapshot?: AbstractSnapshot): Item | undefined {
    return this.#kinds.items.getSync(key, { snapshot });
  }

  token(token: string): KeptToken | undefined {
    return this.#kinds.tokens.getSync(token);
  }

  async tables(): Promise<Table[]> {
    return await this.#kinds.tables.values().all();
  }

  /**
   * The items, or the entries of indexes, in a range of keys, read ahead no further than `limit`. Without a snapshot of
   * the caller's it shows the data as it is at the start.
   */
  async *range(
    from: 'items' | 'entries',
    range: dynalite.Range,
    limit = Number.POSITIVE_INFINITY,
    snapshot?: AbstractSnapshot,
  ): AsyncGenerator<Item> {
    const iterator = this.#kinds[from].values({ ...range, snapshot });
    try {
      for (let left = limit, size = 16; left > 0; size = Math.min(size * 2, 256)) {
        // Fewer than were asked for need not be the last: LevelDB also stops at a number of bytes.
        const values = await iterator.nextv(Math.min(size, left));
        if (values.length === 0) return;
        left -= values.length;
        yield* values;
      }
    } finally {
      await iterator.close();
    }
  }

  /** The keys and values of the expiry times in a range of keys, at most `limit`. */
  async expiries(range: dynalite.Range, limit: number): Promise<[key: string, value: string][]> {
    return await this.#kinds.expiries.iterator({ ...range, limit }).all();
  }

  /** Removes all records of one kind in a range of keys. */
  async clear(kind: Kind, range: dynalite.Range): Promise<void> {
    await this.#kinds[kind].clear(range);
  }

  /** Waits for the writes under way, then closes. */
  async close(): Promise<void> {
    await this.exclusively(async () => {
      await this.records.close();
      await this.#level.close();
    });
  }
}

/** The range of all keys that begin with a prefix; `~` sorts after every character of a key. */
export const startingWith = (prefix: string): { gte: string; lt: string } => ({ gte: prefix, lt: `${prefix}~` });
