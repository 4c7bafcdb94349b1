import type { ReturnConsumedCapacity } from './dynalite/request-types.ts';
import type { Item } from './items/attribute-values.ts';
import { itemBytes } from './items/attribute-values.ts';
import type { KindedIndex } from './tables/table.ts';

interface Consumed {
  table: number;
  readonly local: Record<string, number>;
  readonly global: Record<string, number>;
}

/**
 * Counts the capacity units that a call consumes, by table and index: always, for the report of the local run, also
 * when the client did not ask.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export class CapacityMeter {
  readonly kind: 'read' | 'write';
  readonly #tables = new Map<string, Consumed>();

  constructor(kind: 'read' | 'write') {
    this.kind = kind;
  }

  /** Adds units of a table, or of one of its indexes. */
  add(tableName: string, units: number, index?: KindedIndex): void {
    const consumed = this.#tables.get(tableName) ?? { table: 0, local: {}, global: {} };
    this.#tables.set(tableName, consumed);
    if (!index) consumed.table += units;
    else consumed[index.kind][index.IndexName] = (consumed[index.kind][index.IndexName] ?? 0) + units;
  }

  get total(): number {
    return [...this.#tables.values()].reduce((sum, consumed) => sum + totalOf(consumed), 0);
  }

  /** As the answer of an operation on one table shows it. */
  ofOneTable(asked: ReturnConsumedCapacity | undefined): { ConsumedCapacity?: object } {
    const [only] = this.#describe(asked, () => ({}));
    return only ? { ConsumedCapacity: only } : {};
  }

  /** As a batch's answer shows it: by table. */
  ofTables(asked: ReturnConsumedCapacity | undefined): { ConsumedCapacity?: readonly object[] } {
    const tables = this.#describe(asked, () => ({}));
    return tables.length > 0 ? { ConsumedCapacity: tables } : {};
  }

  /** As a transaction's answer shows it: reads and writes are told apart too. */
  ofTransaction(asked: ReturnConsumedCapacity | undefined): { ConsumedCapacity?: readonly object[] } {
    const member = this.kind === 'read' ? 'ReadCapacityUnits' : 'WriteCapacityUnits';
    const tables = this.#describe(asked, (units) => ({ [member]: units }));
    return tables.length > 0 ? { ConsumedCapacity: tables } : {};
  }

  #describe(asked: ReturnConsumedCapacity | undefined, more: (units: number) => object): object[] {
    if (asked !== 'TOTAL' && asked !== 'INDEXES') return [];
    const shown = (units: number) => ({ CapacityUnits: units, ...more(units) });
    const shownIndexes = (indexes: Record<string, number>) =>
      Object.fromEntries(Object.entries(indexes).map(([name, units]) => [name, shown(units)]));
    return [...this.#tables].map(([TableName, consumed]) => ({
      TableName,
      ...shown(totalOf(consumed)),
      ...(asked === 'INDEXES' && {
        Table: shown(consumed.table),
        ...(Object.keys(consumed.local).length > 0 && { LocalSecondaryIndexes: shownIndexes(consumed.local) }),
        ...(Object.keys(consumed.global).length > 0 && { GlobalSecondaryIndexes: shownIndexes(consumed.global) }),
      }),
    }));
  }
}

const totalOf = ({ table, local, global }: Consumed): number =>
  [...Object.values(local), ...Object.values(global)].reduce((sum, units) => sum + units, table);

/** How a read is done: an eventually consistent one costs half, one in a transaction twice. */
export type Consistency = 'eventual' | 'strong' | 'transactional';

const readFactor: Readonly<Record<Consistency, number>> = { eventual: 0.5, strong: 1, transactional: 2 };

/** The units of reading so many bytes: for each begun 4 KB, and for nothing as for one. */
export const readUnits = (bytes: number, consistency: Consistency): number =>
  Math.max(1, Math.ceil(bytes / 4096)) * readFactor[consistency];

/** The units of reading one item, also when there is none. */
export const itemReadUnits = (item: Item | undefined, consistency: Consistency): number =>
  readUnits(item ? itemBytes(item) : 0, consistency);
