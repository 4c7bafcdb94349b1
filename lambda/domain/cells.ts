import { canonical, earthRadius, type Location, radians } from './geography.ts';

/**
 * The map as squares within squares, so that places near each other have keys near each other.
 *
 * The globe is projected from its middle onto a cube. Each of the six faces is halved along both axes, again and again,
 * at equal angles: squares of one level are nearly equal in size everywhere (areas differ by at most 1.42), the poles and
 * the antimeridian are places like any other, and every border is part of a great circle. (A grid of latitudes and
 * longitudes, such as geohash, has cells that grow thin towards the poles.)
 *
 * A square's path is the digit of its face (0 to 5) and a digit (0 to 3) for each halving: a square's path begins with
 * the path of every square around it, and a prefix of paths is a square. The digits follow Hilbert's curve: squares that
 * are neighbours in the order of their paths are neighbours on the map, so a range of paths is one piece of ground.
 */
export interface Square {
  readonly path: string;
  readonly column: number;
  readonly row: number;
  /** Which of the four ways the curve runs through it. */
  readonly turn: Turn;
}

/** A direction from the middle of the Earth, of length 1. */
export type Vector = readonly [x: number, y: number, z: number];

type Turn = 0 | 1 | 2 | 3;

/** Halvings of a face down to a map cell (some 310 km wide: a circle of 50 km touches at most four)... */
const cellLevel = 5;
/** ...and from there to the finest squares, less than a tenth of a millimetre wide. */
export const finestDepth = 32;
const finestLevel = cellLevel + finestDepth;

/** Metres: far more than what rounding can make of a distance on Earth, far less than what matters. */
const rounding = 1e-6;

/** For each way the curve can run: the quadrants (column, row) in its order, and how it runs through each of them. */
const curve = [
  [quadrant(0, 0, 1), quadrant(0, 1, 0), quadrant(1, 1, 0), quadrant(1, 0, 3)],
  [quadrant(0, 0, 0), quadrant(1, 0, 1), quadrant(1, 1, 1), quadrant(0, 1, 2)],
  [quadrant(1, 1, 3), quadrant(1, 0, 2), quadrant(0, 0, 2), quadrant(0, 1, 1)],
  [quadrant(1, 1, 2), quadrant(0, 1, 3), quadrant(0, 0, 3), quadrant(1, 0, 0)],
] as const;

function quadrant(column: 0 | 1, row: 0 | 1, turn: Turn) {
  return { column, row, turn };
}

/** The six faces of the cube. */
export const faces: readonly Square[] = ['0', '1', '2', '3', '4', '5'].map((path) => ({
  path,
  column: 0,
  row: 0,
  turn: 0,
}));

/** The four quarters of a square, in the order of the curve. */
export function quarters({ path, column, row, turn }: Square): Square[] {
  return curve[turn].map((part, digit) => ({
    path: `${path}${digit}`,
    column: 2 * column + part.column,
    row: 2 * row + part.row,
    turn: part.turn,
  }));
}

/** A path as that of its map cell, and the steps from there. */
export function cellOf(path: string): { readonly cell: string; readonly steps: string } {
  return { cell: path.slice(0, 1 + cellLevel), steps: path.slice(1 + cellLevel) };
}

/** Whether a square is a map cell: a key of the index, whole. */
export function isCell(square: Square): boolean {
  return square.path.length === 1 + cellLevel;
}

/** The path of the finest square that holds a location. */
export function pathTo(location: Location): string {
  const point = vectorTo(location);
  const axis = largest(point);
  const face = (point[axis] ?? 0) > 0 ? axis : axis + 3;
  const [ahead, across, up] = seenFrom(face, point);
  let column = gridLine(Math.atan2(across, ahead));
  let row = gridLine(Math.atan2(up, ahead));

  let path = `${face}`;
  let turn: Turn = 0;
  for (let half = 2 ** (finestLevel - 1); half >= 1; half /= 2) {
    const right = column >= half;
    const upper = row >= half;
    if (right) column -= half;
    if (upper) row -= half;
    const parts: readonly ReturnType<typeof quadrant>[] = curve[turn];
    const digit = parts.findIndex((part) => part.column === Number(right) && part.row === Number(upper));
    path += digit;
    turn = parts[digit]?.turn ?? turn;
  }
  return path;
}

/** The direction of a location. */
export function vectorTo(location: Location): Vector {
  const { latitude, longitude } = canonical(location);
  const north = radians(latitude);
  const east = radians(longitude);
  return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)];
}

/**
 * A lower bound, in metres, for the distance from a point to everything in a square, 0 within it: the true distance less
 * what rounding could have added. Borders belong to the square.
 *
 * A square's borders are great circles, so its nearest point is a corner or the foot of a perpendicular on a side. It is
 * measured by the square of the chord, which keeps its digits where the distance is tiny.
 */
export function distanceToSquare(point: Vector, { path, column, row }: Square): number {
  const [x, y, z] = seenFrom(Number(path[0]), point);
  const width = Math.PI / 2 / 2 ** (path.length - 1);
  const columns = [slopeAt(column * width), slopeAt((column + 1) * width)] as const;
  const rows = [slopeAt(row * width), slopeAt((row + 1) * width)] as const;
  if (isBetween(y, x, columns) && isBetween(z, x, rows)) return 0;

  let least = Number.POSITIVE_INFINITY;
  for (const across of columns) {
    least = Math.min(least, chordToSide(x, y, z, across, rows));
    for (const up of rows) {
      const scale = 1 / Math.sqrt(1 + across * across + up * up);
      least = Math.min(least, (x - scale) ** 2 + (y - across * scale) ** 2 + (z - up * scale) ** 2);
    }
  }
  for (const up of rows) least = Math.min(least, chordToSide(x, z, y, up, columns));
  return Math.max(0, 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(least) / 2)) - rounding);
}

/**
 * The squared chord from a point to the foot of the perpendicular on a side: the part between `ends` of the great circle
 * on which `y = slope * x`. Infinite where the foot is not on the side.
 */
function chordToSide(x: number, y: number, z: number, slope: number, ends: readonly [number, number]): number {
  const cosine = 1 / Math.sqrt(1 + slope * slope);
  const sine = slope * cosine;
  const height = y * cosine - x * sine;
  const footX = x + height * sine;
  if (!isBetween(z, footX, ends)) return Number.POSITIVE_INFINITY;
  return (2 * height * height) / (1 + Math.sqrt(Math.max(0, 1 - height * height)));
}

/** Whether a coordinate across lies between two grid lines. Behind the face (`x` below 0) nothing does. */
function isBetween(value: number, x: number, [low, high]: readonly [number, number]): boolean {
  return value >= low * x && value <= high * x;
}

/** A point's coordinates as a face sees it: how far ahead of the Earth's middle, and its place on the two axes across. */
function seenFrom(face: number, point: Vector): Vector {
  const axis = face % 3;
  const ahead = point[axis] ?? 0;
  return [face < 3 ? ahead : -ahead, point[(axis + 1) % 3] ?? 0, point[(axis + 2) % 3] ?? 0];
}

function largest([x, y, z]: Vector): 0 | 1 | 2 {
  if (Math.abs(z) > Math.max(Math.abs(x), Math.abs(y))) return 2;
  return Math.abs(y) > Math.abs(x) ? 1 : 0;
}

/** The slope of a grid line, from its angle (radians) counted from the first border of the face. */
function slopeAt(angle: number): number {
  return Math.tan(angle - Math.PI / 4);
}

/** The number of the finest column (or row) at an angle (radians) from the middle of the face. */
function gridLine(angle: number): number {
  const lines = 2 ** finestLevel;
  return Math.min(lines - 1, Math.max(0, Math.floor((angle / (Math.PI / 2) + 0.5) * lines)));
}
