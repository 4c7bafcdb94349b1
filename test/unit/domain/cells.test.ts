import { describe, expect, test } from 'vitest';
import { distanceToSquare, faces, pathTo, quarters, type Square, vectorTo } from '../../../lambda/domain/cells.ts';
import { distanceBetween, type Location } from '../../../lambda/domain/geography.ts';
import { indexKeys, justBefore, justBehind } from '../../../lambda/domain/positions.ts';
import { at, beside, Places } from './places.ts';

/** Every square around a location, from its face to the finest. */
function squaresAround(location: Location): Square[] {
  const path = pathTo(location);
  const around = faces.filter((face) => face.path === path[0]);
  for (let square = around[0]; square !== undefined && square.path.length < path.length; ) {
    square = quarters(square)[Number(path[square.path.length])];
    if (square) around.push(square);
  }
  expect(around.at(-1)?.path).toBe(path);
  return around;
}

function squaresAtLevel(level: number): Square[] {
  let squares: Square[] = [...faces];
  for (let halving = 0; halving < level; halving++) squares = squares.flatMap(quarters);
  return squares;
}

describe('the distance to a square', () => {
  test('is never longer than the distance to what is in it, and no shorter than the finest square makes it', () => {
    const places = new Places(1);
    for (let round = 0; round < 2_000; round++) {
      const inside = places.anywhere();
      const from = round % 4 ? beside(inside, 10 ** places.between(-4, 5), places.bearing()) : places.anywhere();
      const distance = distanceBetween(from, inside);
      const bounds = squaresAround(inside).map((square) => distanceToSquare(vectorTo(from), square));
      expect(Math.max(...bounds)).toBeLessThanOrEqual(distance);
      expect(bounds.at(-1)).toBeGreaterThan(distance - 0.001);
      expect(bounds[0]).toBeLessThanOrEqual(bounds[8] ?? 0);
    }
  });

  test('is 0 in it and on its borders', () => {
    const borders = [at(0, 45), at(0, -45), at(0, 135), at(90, 0), at(-90, 5), at(0, 180), at(0, 0), at(0, -135)];
    const corner = (Math.asin(Math.sqrt(1 / 3)) * 180) / Math.PI;
    for (const border of [...borders, at(corner, 45), at(-corner, -135)]) {
      for (const square of squaresAround(border)) expect(distanceToSquare(vectorTo(border), square)).toBe(0);
    }
  });

  test('is that of the nearest of its points', () => {
    const places = new Places(2);
    for (let round = 0; round < 40; round++) {
      const middle = places.anywhere();
      const square = squaresAround(middle)[10];
      if (!square) throw new Error('no such level');
      const from = beside(middle, places.between(10_000, 60_000), places.bearing());
      const inside = Array.from({ length: 4_000 }, () => places.inDisc(middle, 15_000)).filter((location) =>
        pathTo(location).startsWith(square.path),
      );
      const nearest = Math.min(...inside.map((location) => distanceBetween(from, location)));
      expect(nearest - distanceToSquare(vectorTo(from), square)).toBeLessThan(1_500);
    }
  });
});

describe('the squares', () => {
  test('of one level are nearly equal in size all over the globe', () => {
    const counts = new Map(squaresAtLevel(3).map(({ path }) => [path, 0]));
    const places = new Places(3);
    const samples = 400 * counts.size;
    for (let sample = 0; sample < samples; sample++) {
      const path = pathTo(places.anywhere()).slice(0, 4);
      counts.set(path, (counts.get(path) ?? 0) + 1);
    }
    expect(counts.size).toBe(6 * 4 ** 3);
    const sizes = [...counts.values()];
    // Areas differ by 1.42; the rest is chance.
    expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.42 * 1.4);
  });

  test('that follow each other on a face share a border', () => {
    const squares = squaresAtLevel(5);
    for (const [index, square] of squares.entries()) {
      const next = squares[index + 1];
      if (!next || next.path[0] !== square.path[0]) continue;
      expect(Math.abs(next.column - square.column) + Math.abs(next.row - square.row)).toBe(1);
    }
  });

  test('are at most four map cells within 50 km of anywhere', () => {
    const places = new Places(4);
    const cells = squaresAtLevel(5);
    for (let round = 0; round < 100; round++) {
      const point = vectorTo(round % 2 ? places.anywhere() : at(places.between(-36, 36), 45));
      expect(cells.filter((cell) => distanceToSquare(point, cell) <= 50_000).length).toBeLessThanOrEqual(4);
    }
  });
});

describe("a unicorn's keys", () => {
  test('name its map cell, the way down to its finest square, its coordinates and its id', () => {
    expect(indexKeys(at(47.6, -122.31), 'shadowfax')).toEqual({
      cell: expect.stringMatching(/^CELL#[0-5][0-3]{5}$/),
      position: expect.stringMatching(/^[0-3]{32}#47\.6,-122\.31#shadowfax$/),
    });
  });

  test('are the same for all names of one point', () => {
    expect(indexKeys(at(-90, 17), 'u')).toEqual(indexKeys(at(-90, -120), 'u'));
    expect(indexKeys(at(3, -180), 'u')).toEqual(indexKeys(at(3, 180), 'u'));
    expect(indexKeys(at(-0, -0), 'u')).toEqual(indexKeys(at(0, 0), 'u'));
  });

  test('differ for coordinates that differ at all', () => {
    expect(indexKeys(at(47.6, 0), 'u')).not.toEqual(indexKeys(at(47.60000000000001, 0), 'u'));
    expect(indexKeys(at(0, 0), 'u')).not.toEqual(indexKeys(at(5e-324, 0), 'u'));
  });

  test('leave room for the ends of a range between any two positions', () => {
    const ids = ['-', '--', '-0', '0', '0-', '00', '0_', '0z', '1', 'A', '_', '__', 'a', 'a-', 'a-b', 'a_', 'z', 'zz'];
    const positions = ids.map((id) => indexKeys(at(1, 2), id).position);
    expect(positions).toEqual([...positions].sort());
    for (const [index, position] of positions.entries()) {
      const next = positions[index + 1];
      if (next === undefined) continue;
      for (const between of [justBehind(position), justBefore(next)]) {
        expect(between > position && between < next).toBe(true);
      }
    }
  });
});
