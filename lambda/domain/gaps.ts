import { cellOf, distanceToSquare, finestDepth, quarters, type Square, type Vector } from './cells.ts';
import { endOf, startOf } from './positions.ts';

/** Positions of one map cell, both ends included. */
export interface Stretch {
  readonly cell: Square;
  readonly from: string;
  readonly to: string;
}

/** A stretch that is to be read, from its first position on or from its last one back. */
export interface Read extends Stretch {
  readonly descending: boolean;
}

/** A stretch that is not read yet, with ground near enough to matter. */
export interface Gap extends Stretch {
  /** About how many items the whole cell would hold, were it all as crowded as the ground that was read beside the gap. */
  readonly crowd: number;
  /** The squares it is made of, in the order of the curve: only those near enough. */
  readonly squares: readonly NearSquare[];
  readonly nearest: NearSquare;
}

export interface NearSquare {
  readonly square: Square;
  /** How far it is at least, in metres. */
  readonly distance: number;
}

/** In how small squares ground is looked at to see which of it matters: such that about this many items are in each... */
const fewItems = 3;
/** ...unless there would be more of them than this. */
const mostSquares = 64;

/** The gap that a stretch is; undefined where it is empty, or all its ground is farther away than `reach` metres. */
export function gapIn(stretch: Stretch, crowd: number, point: Vector, reach: number): Gap | undefined {
  if (stretch.from > stretch.to) return undefined;
  return withNearest({ ...stretch, crowd }, squaresOf(stretch, stretch.cell, point, reach));
}

/** What is left of a gap when only ground within `reach` metres matters any more. */
export function narrow(gap: Gap, reach: number): Gap | undefined {
  const squares = gap.squares.filter(({ distance }) => distance <= reach);
  return withNearest(gap, squares);
}

/**
 * How to read a gap, whatever of it is within `reach` metres.
 *
 * Where that is little, from its first square to its last: full pages, one behind the other, are the fewest. Where it is
 * much, from the place nearest to the point in both directions: what is found there makes the reach shorter, and where
 * there is nothing, two empty pages say so for the whole gap.
 *
 * @param pageSize how many items a page holds
 */
export function readsOf(gap: Gap, point: Vector, reach: number, pageSize: number): Read[] {
  const { cell } = gap;
  const squares = fineSquares(gap, point, reach);
  if (squares) {
    const [start, stop] = [squares[0], squares.at(-1)];
    if (!start || !stop) return [];
    return [
      { cell, from: latest(gap.from, startOf(start.path)), to: earliest(gap.to, endOf(stop.path)), descending: false },
    ];
  }
  const middle = latest(gap.from, startOf(nearestPart(gap, point, pageSize).path));
  const ahead = { cell, from: middle, to: gap.to, descending: false };
  return middle === gap.from ? [ahead] : [ahead, { cell, from: gap.from, to: middle, descending: true }];
}

function withNearest(gap: Omit<Gap, 'squares' | 'nearest'>, squares: readonly NearSquare[]): Gap | undefined {
  const [any, ...others] = squares;
  if (!any) return undefined;
  return { ...gap, squares, nearest: others.reduce(nearer, any) };
}

/** The largest squares that a stretch is made of. A finest square that an end of the stretch cuts counts whole. */
function squaresOf(stretch: Stretch, square: Square, point: Vector, reach: number): NearSquare[] {
  if (!overlap(stretch, square)) return [];
  const distance = distanceToSquare(point, square);
  if (distance > reach) return [];
  const whole = stretch.from <= startOf(square.path) && endOf(square.path) <= stretch.to;
  if (whole || depthOf(square) === finestDepth) return [{ square, distance }];
  return quarters(square).flatMap((quarter) => squaresOf(stretch, quarter, point, reach));
}

/** The ground of a gap that is within reach, in squares of few items, or undefined where these would be too many. */
function fineSquares(gap: Gap, point: Vector, reach: number): Square[] | undefined {
  const fine: Square[] = [];
  const pending = gap.squares.map(({ square }) => square).reverse();
  for (let square = pending.pop(); square; square = pending.pop()) {
    if (!overlap(gap, square) || distanceToSquare(point, square) > reach) continue;
    if (isCrowded(square, gap, fewItems)) pending.push(...quarters(square).reverse());
    else fine.push(square);
    if (fine.length > mostSquares) return undefined;
  }
  return fine;
}

/** The nearest of the parts of a gap's nearest square that would fill a page. */
function nearestPart(gap: Gap, point: Vector, pageSize: number): Square {
  let part = gap.nearest;
  while (isCrowded(part.square, gap, pageSize)) {
    const [one, ...others] = quarters(part.square).map((square) => ({
      square,
      distance: distanceToSquare(point, square),
    }));
    if (!one) break;
    part = others.reduce(nearer, one);
  }
  return part.square;
}

function isCrowded(square: Square, gap: Gap, items: number): boolean {
  const depth = depthOf(square);
  return depth < finestDepth && gap.crowd / 4 ** depth > items;
}

function nearer(one: NearSquare, other: NearSquare): NearSquare {
  return other.distance < one.distance ? other : one;
}

function overlap({ from, to }: Stretch, square: Square): boolean {
  return from <= endOf(square.path) && startOf(square.path) < to;
}

function depthOf(square: Square): number {
  return cellOf(square.path).steps.length;
}

function latest(one: string, other: string): string {
  return one > other ? one : other;
}

function earliest(one: string, other: string): string {
  return one < other ? one : other;
}
