import { isDeepStrictEqual } from 'node:util';
import { encodedKey } from '../dynalite/actions.ts';
import { tableInUse, tableNotFound } from '../errors.ts';
import { entryKey, itemKey } from '../items/changes.ts';
import { type Store, type StoreWrite, startingWith } from '../store.ts';
import { expiryKey } from './expiry.ts';
import { indexEntry } from './secondary-indexes.ts';
import { indexesOf, type KindedIndex, keyNames, type Table, type TableDefinition, type WantedTable } from './table.ts';

/** A kept table cannot become what the template asks for. */
export class TableKeyChanged extends Error {
  constructor(kept: TableDefinition, wanted: TableDefinition) {
    super(
      `The table ${kept.TableName} is kept with the key ${describeKey(kept)}, but the template now has ` +
        `${describeKey(wanted)}. AWS would replace the table and lose its items: choose another data folder, or remove it.`,
    );
    this.name = 'TableKeyChanged';
  }
}

/** The tables that there are, all of them also in memory. Changes of them run exclusively, as writes of items do. */
export class Tables {
  readonly #store: Store;
  readonly #kept: Map<string, Table>;
  /** The tables of the template that are no longer in it. */
  #unseen: ReadonlySet<string> = new Set();

  private constructor(store: Store, kept: readonly Table[]) {
    this.#store = store;
    this.#kept = new Map(kept.map((table) => [table.TableName, table]));
  }

  /** The tables that a store has kept. */
  static async in(store: Store): Promise<Tables> {
    return new Tables(store, await store.tables());
  }

  /**
   * Brings the tables to what the template asks for: missing ones are made, new indexes filled. Tables that are no
   * longer in the template stay in the store, unseen: they are there again when the template has them again.
   *
   * @param now the time, in milliseconds since 1970
   * @throws TableKeyChanged when a table has another key than the template now; then nothing is changed.
   */
  async follow(wanted: readonly WantedTable[], now: number): Promise<void> {
    for (const table of wanted) checkKeys(this.#kept.get(table.TableName) ?? table, table);
    const names = new Set(wanted.map(({ TableName }) => TableName));
    const dropped = [...this.#kept.values()].filter(
      ({ TableName, madeBy }) => madeBy === 'template' && !names.has(TableName),
    );
    this.#unseen = new Set(dropped.map(({ TableName }) => TableName));
    for (const table of wanted) {
      const kept = this.#kept.get(table.TableName);
      if (kept) await this.#change(kept, { ...table, CreationDateTime: kept.CreationDateTime });
      else await this.add(table, now);
    }
  }

  find(name: string): Table | undefined {
    return this.#unseen.has(name) ? undefined : this.#kept.get(name);
  }

  /** @throws ServiceError ResourceNotFoundException in the words of the operations on items. */
  get(name: string): Table {
    const table = this.find(name);
    if (!table) throw tableNotFound();
    return table;
  }

  /** @throws ServiceError ResourceNotFoundException in the words of the operations on tables. */
  described(name: string): Table {
    const table = this.find(name);
    if (!table) throw tableNotFound(name);
    return table;
  }

  get all(): Table[] {
    return [...this.#kept.values()].filter(({ TableName }) => !this.#unseen.has(TableName));
  }

  /** @throws ServiceError ResourceInUseException when there is a table of that name. */
  async add(wanted: WantedTable, now: number): Promise<Table> {
    const { TableName } = wanted;
    if (this.find(TableName)) throw tableInUse(`Table already exists: ${TableName}`);
    const table = { ...wanted, CreationDateTime: now / 1000 };
    await this.#clear(TableName);
    await this.#store.commit([{ type: 'put', in: 'tables', key: TableName, value: table }]);
    this.#kept.set(TableName, table);
    this.#unseen = new Set([...this.#unseen].filter((name) => name !== TableName));
    return table;
  }

  /** Changes a table; indexes and times of expiry that it did not have so are filled from its items. */
  async change(table: Table): Promise<void> {
    await this.#change(this.described(table.TableName), table);
  }

  async remove(name: string): Promise<void> {
    this.#kept.delete(name);
    // The table's record goes last: a run that is killed on the way finds the table again, and not its rest.
    await this.#clear(name);
    await this.#store.commit([{ type: 'del', in: 'tables', key: name }]);
  }

  async #clear(name: string): Promise<void> {
    for (const kind of ['items', 'entries', 'expiries'] as const) {
      await this.#store.clear(kind, startingWith(itemKey(name, '')));
    }
    await this.#store.records.clear(name);
  }

  async #change(before: Table, after: Table): Promise<void> {
    const fresh = indexesOf(after).filter((index) => !hasSame(before, after, index));
    const stale = indexesOf(before).filter((index) => !hasSame(after, before, index));
    const refill = after.timeToLive !== before.timeToLive;
    if (fresh.length > 0 || stale.length > 0 || refill) {
      // Kept without the indexes in question until they are whole: a run that is killed on the way begins again.
      await this.#store.commit([{ type: 'put', in: 'tables', key: before.TableName, value: without(before, stale) }]);
      for (const { IndexName } of [...fresh, ...stale]) {
        await this.#store.clear('entries', startingWith(entryKey(after.TableName, IndexName, '')));
      }
      if (refill) await this.#store.clear('expiries', startingWith(itemKey(after.TableName, '')));
      await this.#fill(after, fresh, refill);
    }
    await this.#store.commit([{ type: 'put', in: 'tables', key: after.TableName, value: after }]);
    this.#kept.set(after.TableName, after);
  }

  async #fill(table: Table, indexes: readonly KindedIndex[], expiries: boolean): Promise<void> {
    let writes: StoreWrite[] = [];
    for await (const item of this.#store.range('items', startingWith(itemKey(table.TableName, '')))) {
      for (const index of indexes) {
        const entry = indexEntry(table, index, item);
        if (!entry) continue;
        const key = entryKey(table.TableName, index.IndexName, entry.key);
        writes.push({ type: 'put', in: 'entries', key, value: entry.item });
      }
      const key = encodedKey(item, table);
      const expiry = expiries ? expiryKey(table, key, item) : undefined;
      if (expiry) writes.push({ type: 'put', in: 'expiries', key: expiry, value: key });
      if (writes.length >= 1000) {
        await this.#store.commit(writes);
        writes = [];
      }
    }
    await this.#store.commit(writes);
  }
}

function checkKeys(kept: TableDefinition, wanted: TableDefinition): void {
  const same = isDeepStrictEqual(keyWithTypes(kept, kept), keyWithTypes(wanted, wanted));
  if (!same) throw new TableKeyChanged(kept, wanted);
}

const hasSame = (table: Table, other: Table, index: KindedIndex): boolean =>
  indexesOf(table).some(
    (candidate) =>
      isDeepStrictEqual(candidate, index) &&
      isDeepStrictEqual(keyWithTypes(table, candidate), keyWithTypes(other, index)),
  );

const without = (table: Table, indexes: readonly KindedIndex[]): Table => {
  const names = new Set(indexes.map(({ IndexName }) => IndexName));
  const rest = ({ IndexName }: { readonly IndexName: string }) => !names.has(IndexName);
  const { timeToLive, ...kept } = table;
  return {
    ...kept,
    GlobalSecondaryIndexes: table.GlobalSecondaryIndexes?.filter(rest) ?? [],
    LocalSecondaryIndexes: table.LocalSecondaryIndexes?.filter(rest) ?? [],
  };
};

const keyWithTypes = ({ AttributeDefinitions }: TableDefinition, { KeySchema }: Pick<Table, 'KeySchema'>): string[] =>
  keyNames(KeySchema).map((name) => {
    const type = AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
    return `${name} (${type})`;
  });

const describeKey = (table: TableDefinition): string => keyWithTypes(table, table).join(' and ');
