import type { IndexPage, IndexRange, Placed } from '../../../lambda/domain/nearest.ts';
import { indexKeys } from '../../../lambda/domain/positions.ts';

interface Entry extends Placed {
  readonly position: string;
}

/** An index in memory that counts what DynamoDB would charge for eventually consistent queries. */
export class MeteredIndex {
  units = 0;
  private readonly itemSize: number;
  private readonly cells = new Map<string, Entry[]>();

  /** @param itemSize bytes of each item */
  constructor(unicorns: readonly Placed[], itemSize = 350) {
    this.itemSize = itemSize;
    for (const { unicornId, location } of unicorns) {
      const { cell, position } = indexKeys(location, unicornId);
      const entries = this.cells.get(cell) ?? [];
      this.cells.set(cell, entries);
      entries.push({ unicornId, location, position });
    }
    for (const entries of this.cells.values()) entries.sort((one, other) => (one.position < other.position ? -1 : 1));
  }

  readonly query = async ({ cell, from, to, descending, limit }: IndexRange): Promise<IndexPage<Placed>> => {
    // DynamoDB refuses both with a ValidationException.
    if (from === '' || from > to) throw new Error(`No range of positions: ${from} to ${to}`);
    const entries = this.cells.get(cell) ?? [];
    const range = entries.slice(
      firstIndex(entries, (position) => position >= from),
      firstIndex(entries, (position) => position > to),
    );
    const items = (descending ? range.reverse() : range).slice(0, limit);
    this.units += Math.max(0.5, 0.5 * Math.ceil((items.length * this.itemSize) / 4096));
    // A page that its limit ended says that there may be more, also where there is none.
    return { items, more: items.length === limit };
  };
}

function firstIndex(entries: readonly Entry[], is: (position: string) => boolean): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry && is(entry.position)) high = middle;
    else low = middle + 1;
  }
  return low;
}
