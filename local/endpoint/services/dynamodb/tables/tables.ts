import { isDeepStrictEqual } from 'node:util';
import { encodedKey } from '../dynalite/actions.ts';
import { tableInUse, tableNotFound } from '../errors.ts';
import { entryKey, itemKey } from '../items/changes.ts';
import { type Store, type StoreWrite, startingWith } from '../store.ts';
import { expiryKey } from './expiry.ts';
import { indexEntry } from './secondary-indexes.ts';
import { indexesOf, type KindedIndex, keyNames, type Table, type TableDefinition } from './table.ts';

/** A kept table cannot become what the template asks for. */
export class TableKeyChanged extends Error {
  constructor(kept: Table, wanted: TableDefinition) {
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
  readonly #byName = new Map<string, Table>();

  private constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Opens the kept tables and brings them to what the template asks for: missing ones are made, new indexes filled.
   * Tables that are no longer in the template stay in the store, unseen: they are there again when the template is.
   * @throws TableKeyChanged when a kept table has another key than the template now.
   */
  static async open(store: Store, wanted: readonly Table[]): Promise<Tables> {
    const tables = new Tables(store);
    const kept = new Map((await store.tables()).map((table) => [table.TableName, table]));
    for (const table of kept.values()) {
      if (table.madeBy === 'client') tables.#byName.set(table.TableName, table);
    }
    for (const table of wanted) {
      const before = kept.get(table.TableName);
      if (before) await tables.#change(before, { ...table, CreationDateTime: before.CreationDateTime });
      else await tables.add(table);
    }
    return tables;
  }

  find(name: string): Table | undefined {
    return this.#byName.get(name);
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

  get names(): string[] {
    return [...this.#byName.keys()].sort();
  }

  get all(): Table[] {
    return [...this.#byName.values()];
  }

  /** @throws ServiceError ResourceInUseException when there is a table of that name. */
  async add(table: Table): Promise<void> {
    if (this.find(table.TableName)) throw tableInUse(`Table already exists: ${table.TableName}`);
    await this.#clear(table.TableName);
    await this.#store.commit([{ type: 'put', in: 'tables', key: table.TableName, value: table }]);
    this.#byName.set(table.TableName, table);
  }

  /** Changes a table; indexes and times of expiry that it did not have so are filled from its items. */
  async change(table: Table): Promise<void> {
    await this.#change(this.described(table.TableName), table);
  }

  async remove(name: string): Promise<void> {
    this.#byName.delete(name);
    // The table's record goes last: a run that is killed on the way finds the table again, and not its rest.
    await this.#clear(name);
    await this.#store.commit([{ type: 'del', in: 'tables', key: name }]);
  }

  async #clear(name: string): Promise<void> {
    for (const kind of ['items', 'entries', 'expiries'] as const) {
      await this.#store.clear(kind, startingWith(itemKey(name, '')));
    }
  }

  async #change(before: Table, after: Table): Promise<void> {
    if (!isDeepStrictEqual(keyWithTypes(before, before), keyWithTypes(after, after))) {
      throw new TableKeyChanged(before, after);
    }
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
    this.#byName.set(after.TableName, after);
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
