import { distanceToSquare, faces, isCell, pathTo, quarters, type Square, type Vector, vectorTo } from './cells.ts';
import { type Gap, gapIn, narrow, type Read, readsOf, type Stretch } from './gaps.ts';
import { distanceBetween, type Location } from './geography.ts';
import {
  behindCoordinates,
  cellKey,
  endOf,
  indexKeys,
  justBefore,
  justBehind,
  progressOf,
  startOf,
} from './positions.ts';

/** What the index holds, under the keys that `indexKeys` gives it. */
export interface Placed {
  readonly unicornId: string;
  readonly location: Location;
}

/** A question to the index: the items of one cell at the positions from `from` to `to`, both included. */
export interface IndexRange {
  readonly cell: string;
  readonly from: string;
  readonly to: string;
  /** From the last position to the first. */
  readonly descending: boolean;
  /** How many items to read at most. */
  readonly limit: number;
}

export interface IndexPage<Item> {
  readonly items: readonly Item[];
  /** Whether the range may hold items behind these. A page that says so is not empty. */
  readonly more: boolean;
}

/** An item, and how far it is: metres, not rounded. */
export type Found<Item> = Item & { readonly distance: number };

/** As many typical items (350 bytes) as cost no more than an empty page does: 4 KB are half a read unit. */
const pageSize = 11;

/** How many gaps are read at once while too few items are known: each gap will have to be read then. */
const breadth = 4;

/**
 * The items nearest to a location, nearest first; those equally far away in the order of their ids (by code units).
 *
 * It keeps a list of gaps: stretches of the index that are not read and may hold one of the nearest. First it reads from
 * the location's own place in the index in both directions. Then, again and again, it takes the gaps with the nearest
 * ground and reads a page of each. A page covers its stretch, or it is full, and what lies behind it is a smaller gap.
 * Ground farther away than the last of the nearest that are known (or than `within`) is forgotten.
 *
 * It is exact: what was neither read nor is in a gap lies in a square farther away than enough items that are known, and
 * the distance to a square is never too long. It ends: a page closes a gap, or reads items that no page read before.
 *
 * It is cheap, because pages are small and begin where it matters: in empty ground a page goes as far as the next item,
 * wherever that is; in a crowd the ground in question is as small as the crowd is dense. Only where hundreds of items
 * are equally far away, to within the ground that a page covers (a ring around the location, two equal crowds, the
 * straight edge of a very dense one), does no order of an index tell which is nearest: it reads them all.
 *
 * @param query reads the index. It may be a moment behind: the answer is then that of the items it gave.
 * @param options.limit how many items to give at most
 * @param options.within metres, that distance included
 */
export async function nearest<Item extends Placed>(
  query: (range: IndexRange) => Promise<IndexPage<Item>>,
  from: Location,
  { limit, within }: { readonly limit: number; readonly within: number },
): Promise<Found<Item>[]> {
  const point = vectorTo(from);
  let found: Found<Item>[] = [];
  const reach = () => found[limit - 1]?.distance ?? within;

  /** Reads a page, and gives what it leaves of its stretch. */
  const read = async ({ cell, from: start, to, descending }: Read): Promise<Gap | undefined> => {
    const page = await query({ cell: cellKey(cell), from: start, to, descending, limit: pageSize });
    const measured = page.items.map((item) => ({ ...item, distance: distanceBetween(from, item.location) }));
    found = firstOf([...found, ...measured.filter(({ distance }) => distance <= within)], limit);

    const end = page.items.at(-1);
    if (!page.more || end === undefined) return undefined;
    // Where `end` is beaten, or the last of the nearest itself, so are the higher ids at its coordinates.
    const wanted = found.slice(0, limit - 1).some(({ unicornId }) => unicornId === end.unicornId);
    const position = positionOf(end);
    const rest: Stretch = descending
      ? { cell, from: start, to: justBefore(position) }
      : { cell, from: wanted ? justBehind(position) : behindCoordinates(position), to };
    return gapIn(rest, crowdAlong(page.items), point, reach());
  };
  const readAll = async (reads: Read[]) => (await Promise.all(reads.map(read))).filter((gap) => gap !== undefined);

  const cells = cellsAround(point, within);
  const place = pathTo(from);
  let gaps = await readAll(cells.flatMap((cell) => (place.startsWith(cell.path) ? outwardsFrom(place, cell) : [])));
  for (const cell of cells) {
    const whole = { cell, from: startOf(cell.path), to: endOf(cell.path) };
    const gap = place.startsWith(cell.path) ? undefined : gapIn(whole, 0, point, reach());
    if (gap) gaps.push(gap);
  }
  for (;;) {
    gaps = gaps.map((gap) => narrow(gap, reach())).filter((gap) => gap !== undefined);
    if (gaps.length === 0) return found;
    gaps.sort((one, other) => one.nearest.distance - other.nearest.distance);
    // Later, what one page shows can spare the next: one at a time reads the least.
    const taken = gaps.splice(0, found.length < limit ? breadth : 1);
    gaps.push(...(await readAll(taken.flatMap((gap) => readsOf(gap, point, reach(), pageSize)))));
  }
}

/** The map cells with ground within reach (metres) of a point. */
function cellsAround(point: Vector, reach: number, squares: readonly Square[] = faces): Square[] {
  return squares
    .filter((square) => distanceToSquare(point, square) <= reach)
    .flatMap((square) => (isCell(square) ? [square] : cellsAround(point, reach, quarters(square))));
}

/** A cell from a place in it to both its ends. */
function outwardsFrom(path: string, cell: Square): Read[] {
  const place = startOf(path);
  return [
    { cell, from: place, to: endOf(cell.path), descending: false },
    { cell, from: startOf(cell.path), to: place, descending: true },
  ];
}

/** The first `limit` by distance, then by id. An item that moved while the index was read comes twice: the later counts. */
function firstOf<Item extends Placed>(items: readonly Found<Item>[], limit: number): Found<Item>[] {
  return [...new Map(items.map((item) => [item.unicornId, item])).values()]
    .sort((one, other) => one.distance - other.distance || (one.unicornId < other.unicornId ? -1 : 1))
    .slice(0, limit);
}

/**
 * How many items a whole cell would hold, were it as crowded as the ground of a page. Only the page's later half counts:
 * empty ground before the first houses of a town says nothing about the town.
 */
function crowdAlong(items: readonly Placed[]): number {
  const later = items.slice(Math.floor(items.length / 2)).map((item) => progressOf(positionOf(item)));
  const [start, end] = [later[0] ?? 0, later.at(-1) ?? 0];
  return (later.length - 1) / Math.max(Math.abs(end - start), Number.EPSILON);
}

function positionOf({ location, unicornId }: Placed): string {
  return indexKeys(location, unicornId).position;
}
