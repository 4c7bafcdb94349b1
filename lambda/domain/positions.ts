import { cellOf, finestDepth, pathTo, type Square } from './cells.ts';
import { canonical, type Location } from './geography.ts';

/** A unicorn's keys in the index: its map cell, and its position there. */
export interface IndexKeys {
  readonly cell: string;
  readonly position: string;
}

/**
 * Where a unicorn stands in the index of the available ones: partition key and sort key.
 *
 * A position is the path from the cell down to the finest square, then the coordinates, then the id:
 * `0312...#47.6,-122.31#shadowfax`. So a square is a range of positions, and those of the same coordinates follow each
 * other in the order of their ids. (All of it is ASCII: DynamoDB's order by bytes is the order by code units.)
 */
export function indexKeys(location: Location, unicornId: string): IndexKeys {
  const { latitude, longitude } = canonical(location);
  const { cell, steps } = cellOf(pathTo(location));
  return { cell: `CELL#${cell}`, position: `${steps}#${latitude},${longitude}#${unicornId}` };
}

/** The partition key of a cell. */
export function cellKey({ path }: Square): string {
  return `CELL#${path}`;
}

/** Before and behind all positions in the square with a path. */
export function startOf(path: string): string {
  return cellOf(path).steps + first;
}
export function endOf(path: string): string {
  return cellOf(path).steps + last;
}

/** Between a position and the next one that there can be. */
export function justBehind(position: string): string {
  return position + first;
}

/** Between a position and the one before it that there can be. */
export function justBefore(position: string): string {
  const code = position.charCodeAt(position.length - 1);
  return position.slice(0, -1) + String.fromCharCode(code - 1) + last;
}

/** Behind all positions of the same coordinates. */
export function behindCoordinates(position: string): string {
  return position.slice(0, position.lastIndexOf('#') + 1) + last;
}

/** How far along the curve of its cell a position is, from 0 to 1. */
export function progressOf(position: string): number {
  let progress = 0;
  for (let depth = 1; depth <= finestDepth; depth++) progress += Number(position[depth - 1]) / 4 ** depth;
  return progress;
}

/** They sort before and behind all that a position may go on with: ids hold letters, digits, `_` and `-`. */
const first = '!';
const last = '~';
