import db from 'dynalite/db/index.js';
import { encodedKey } from '../dynalite/actions.ts';
import { validationError } from '../errors.ts';
import { type AttributeValue, type Item, itemBytes, sameItem } from '../items/attribute-values.ts';
import { indexesOf, type KindedIndex, keyNames, type Table } from './table.ts';

/** An item as an index holds it: the attributes that the index projects, under the index's key. */
export interface IndexEntry {
  readonly key: string;
  readonly item: Item;
}

/** What a change of an item does to one index. */
export interface IndexWrite {
  readonly index: KindedIndex;
  /** The key of the entry that goes, when it goes. */
  readonly removed?: string;
  readonly written?: IndexEntry;
  /** Write capacity units: a moved entry costs its removal and its insertion. */
  readonly units: number;
}

/**
 * The entry of an item in an index; undefined when the item lacks one of the index's key attributes, or has another
 * type there (as an item from before the index may have): then the index does not hold it.
 *
 * The whole key of the item follows the index's key, so that items with equal index keys never fall together.
 */
export function indexEntry(table: Table, index: KindedIndex, item: Item): IndexEntry | undefined {
  const fits = keyNames(index.KeySchema).every((name) => isKeyValue(table, name, item[name]));
  return fits ? { key: indexKey(table, index, item), item: projected(table, index, item) } : undefined;
}

/** The key under which an index holds an item. `item` need have no more than the keys of the table and of the index. */
export const indexKey = (table: Table, index: KindedIndex, item: Item): string =>
  db.createKey(item, table, index.KeySchema) + encodedKey(item, table);

function isKeyValue(table: Table, name: string, value: AttributeValue | undefined): boolean {
  const type = table.AttributeDefinitions.find((definition) => definition.AttributeName === name)?.AttributeType;
  return type !== undefined && Boolean(value?.[type]);
}

function projected(table: Table, index: KindedIndex, item: Item): Item {
  const names = projectedNames(table, index);
  return names ? Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name))) : item;
}

/** The names of the attributes that an index projects; undefined when it projects all. */
export function projectedNames(table: Table, index: KindedIndex): Set<string> | undefined {
  if (index.Projection.ProjectionType === 'ALL') return undefined;
  const included = index.Projection.NonKeyAttributes ?? [];
  return new Set([...keyNames(table.KeySchema), ...keyNames(index.KeySchema), ...included]);
}

/**
 * What a change of an item does to the table's indexes. An index whose entry stays the same is not written, and costs
 * nothing. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export function indexWrites(table: Table, before: Item | undefined, after: Item | undefined): IndexWrite[] {
  const writes: IndexWrite[] = [];
  for (const index of indexesOf(table)) {
    const old = before && indexEntry(table, index, before);
    const written = after && indexEntry(table, index, after);
    if (old && written && old.key === written.key) {
      const same = sameItem(old.item, written.item);
      if (!same) writes.push({ index, written, units: Math.max(writeUnits(old.item), writeUnits(written.item)) });
    } else if (old || written) {
      writes.push({
        index,
        ...(old && { removed: old.key }),
        ...(written && { written }),
        units: (old ? writeUnits(old.item) : 0) + (written ? writeUnits(written.item) : 0),
      });
    }
  }
  return writes;
}

/** The units of writing an item, or an index's entry: one for each begun kilobyte. */
export const writeUnits = (item: Item | undefined): number =>
  item ? Math.max(1, Math.ceil(itemBytes(item) / 1024)) : 1;

/**
 * Refuses an empty text or binary as the key of an index, which dynalite lets pass.
 * @throws ServiceError in AWS's words, which differ for an update and a put.
 */
export function checkIndexKeys(table: Table, before: Item | undefined, after: Item, isUpdate: boolean): void {
  for (const index of indexesOf(table)) {
    for (const name of keyNames(index.KeySchema)) {
      const kind = emptyKind(after[name]);
      if (!kind || emptyKind(before?.[name])) continue;
      const reason = `The AttributeValue for a key attribute cannot contain an empty ${kind} value.`;
      throw validationError(
        isUpdate
          ? 'One or more parameter values are not valid. The update expression attempted to update a secondary index ' +
              `key to a value that is not supported. ${reason}`
          : 'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
              `${reason} IndexName: ${index.IndexName}, IndexKey: ${name}`,
      );
    }
  }
}

function emptyKind(value: AttributeValue | undefined): string | undefined {
  if (value?.S === '') return 'string';
  return value?.B === '' ? 'binary' : undefined;
}
