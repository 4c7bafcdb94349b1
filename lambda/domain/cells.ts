import { canonical, earthRadius, type Location, radians } from './geography.ts';

/** A direction from the middle of the Earth, of length 1. */
export type Vector = readonly [number, number, number];

export interface Square {
  readonly path: string;
  readonly face: number;
  readonly column: number;
  readonly row: number;
  readonly turn: number;
}

export const levels = 37;

const order = [
  // Hilbert: for each orientation, the quadrants (column * 2 + row) in the order of the curve, and each one's own orientation.
  { quadrants: [0, 1, 3, 2], turns: [1, 0, 0, 3] },
  { quadrants: [0, 2, 3, 1], turns: [0, 1, 1, 2] },
  { quadrants: [3, 2, 0, 1], turns: [3, 2, 2, 1] },
  { quadrants: [3, 1, 0, 2], turns: [2, 3, 3, 0] },
];
const zorder = [{ quadrants: [0, 1, 2, 3], turns: [0, 0, 0, 0] }];
const zorder2 = [{ quadrants: [0, 2, 1, 3], turns: [0, 0, 0, 0] }];
const curve = process.env.CURVE === 'z' ? zorder : process.env.CURVE === 'z2' ? zorder2 : order;

export const faces: Square[] = [0, 1, 2, 3, 4, 5].map((face) => ({
  path: `${face}`,
  face,
  column: 0,
  row: 0,
  turn: 0,
}));

export function children(square: Square): Square[] {
  const o = curve[square.turn]!;
  return o.quadrants.map((q, digit) => ({
    path: square.path + digit,
    face: square.face,
    column: square.column * 2 + (q >> 1),
    row: square.row * 2 + (q & 1),
    turn: o.turns[digit]!,
  }));
}

export function vectorOf(location: Location): Vector {
  const { latitude, longitude } = canonical(location);
  const phi = radians(latitude);
  const lambda = radians(longitude);
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

function onFace(v: Vector, face: number): Vector {
  const axis = face % 3;
  const sign = face < 3 ? 1 : -1;
  return [sign * v[axis]!, v[(axis + 1) % 3]!, v[(axis + 2) % 3]!];
}

const span = 2 ** levels;

export function pathOf(location: Location): string {
  const v = vectorOf(location);
  let axis = 0;
  if (Math.abs(v[1]) > Math.abs(v[axis]!)) axis = 1;
  if (Math.abs(v[2]) > Math.abs(v[axis]!)) axis = 2;
  const face = v[axis]! > 0 ? axis : axis + 3;
  const [w, a, b] = onFace(v, face);
  const column = gridIndex(Math.atan2(a, w));
  const row = gridIndex(Math.atan2(b, w));
  let path = `${face}`;
  let turn = 0;
  for (let unit = span / 2; unit >= 1; unit /= 2) {
    const q = (Math.floor(column / unit) % 2) * 2 + (Math.floor(row / unit) % 2);
    const o = curve[turn]!;
    const digit = o.quadrants.indexOf(q);
    path += digit;
    turn = o.turns[digit]!;
  }
  return path;
}

function gridIndex(angle: number): number {
  return Math.min(span - 1, Math.max(0, Math.floor((angle / (Math.PI / 2) + 0.5) * span)));
}

export function distanceToSquare(v: Vector, square: Square): number {
  const [x, y, z] = onFace(v, square.face);
  const size = Math.PI / 2 / 2 ** (square.path.length - 1);
  const a0 = square.column * size - Math.PI / 4;
  const a1 = (square.column + 1) * size - Math.PI / 4;
  const b0 = square.row * size - Math.PI / 4;
  const b1 = (square.row + 1) * size - Math.PI / 4;
  const ca0 = Math.cos(a0),
    sa0 = Math.sin(a0),
    ca1 = Math.cos(a1),
    sa1 = Math.sin(a1);
  const cb0 = Math.cos(b0),
    sb0 = Math.sin(b0),
    cb1 = Math.cos(b1),
    sb1 = Math.sin(b1);
  // heights above the four side planes, positive inside
  const west = y * ca0 - x * sa0;
  const east = x * sa1 - y * ca1;
  const south = z * cb0 - x * sb0;
  const north = x * sb1 - z * cb1;
  if (x > 0 && west >= 0 && east >= 0 && south >= 0 && north >= 0) return 0;
  let best = Infinity;
  for (const [s, c] of [
    [sa0, ca0],
    [sa1, ca1],
  ] as const) {
    for (const [t, d] of [
      [sb0, cb0],
      [sb1, cb1],
    ] as const) {
      const u = s / c,
        w = t / d;
      const n = 1 / Math.sqrt(1 + u * u + w * w);
      best = Math.min(best, 2 * Math.asin(Math.min(1, Math.hypot(x - n, y - u * n, z - w * n) / 2)));
    }
  }
  // feet
  if (west < 0) best = Math.min(best, foot(x, y, z, west, -sa0, ca0, 0, b0, b1, 2));
  if (east < 0) best = Math.min(best, foot(x, y, z, east, sa1, -ca1, 0, b0, b1, 2));
  if (south < 0) best = Math.min(best, foot(x, y, z, south, -sb0, 0, cb0, a0, a1, 1));
  if (north < 0) best = Math.min(best, foot(x, y, z, north, sb1, 0, -cb1, a0, a1, 1));
  return Math.max(0, best * earthRadius - 1e-6);
}

function foot(
  x: number,
  y: number,
  z: number,
  h: number,
  nx: number,
  ny: number,
  nz: number,
  lo: number,
  hi: number,
  other: number,
) {
  const fx = x - h * nx,
    fy = y - h * ny,
    fz = z - h * nz;
  const angle = Math.atan2(other === 2 ? fz : fy, fx);
  return angle >= lo && angle <= hi ? Math.asin(Math.min(1, -h)) : Infinity;
}
