import { distanceBetween, earthRadius, type Location, radians } from '../../../lambda/domain/geography.ts';
import type { Placed } from '../../../lambda/domain/nearest.ts';

/**
 * Squares of chords through a sphere of radius 1 are this exact, and far more. Two places whose chords differ by less
 * are not told apart by them: near by it stands for 6 m, at 50 km for a millimetre.
 */
const margin = 1e-12;

/** Finds the nearest by looking at all there are. */
export class Everyone {
  /** In the order of their ids, so that those equally far away need no ordering. */
  readonly #all: readonly Placed[];
  /** Each one's place in space, on a sphere of radius 1: three numbers. */
  readonly #vectors: Float64Array;
  readonly #chords: Float64Array;

  constructor(unicorns: readonly Placed[]) {
    this.#all = unicorns.toSorted((one, other) => (one.unicornId < other.unicornId ? -1 : 1));
    this.#vectors = Float64Array.from(this.#all.flatMap(({ location }) => vectorTo(location)));
    this.#chords = new Float64Array(this.#all.length);
  }

  /**
   * The nearest by their distances, then by their ids. All are measured by a chord, which is cheap; by distance only those
   * that are not, beyond doubt, behind enough others.
   */
  nearest(from: Location, limit: number, within: number): { unicornId: string; distance: number }[] {
    const reach = Math.min(this.#measure(from, limit), (2 * Math.sin(within / earthRadius / 2)) ** 2) + margin;
    return this.#all
      .filter((_, index) => (this.#chords[index] ?? 0) <= reach)
      .map(({ unicornId, location }) => ({ unicornId, distance: distanceBetween(from, location) }))
      .filter(({ distance }) => distance <= within)
      .sort((one, other) => one.distance - other.distance)
      .slice(0, limit);
  }

  /** Measures the square of every chord, and gives the last of the `limit` shortest. */
  #measure(from: Location, limit: number): number {
    const [x, y, z] = vectorTo(from);
    const shortest = new Float64Array(limit).fill(Number.POSITIVE_INFINITY);
    for (let index = 0; index < this.#chords.length; index += 1) {
      const [ownX = 0, ownY = 0, ownZ = 0] = [
        this.#vectors[3 * index],
        this.#vectors[3 * index + 1],
        this.#vectors[3 * index + 2],
      ];
      const chord = (ownX - x) ** 2 + (ownY - y) ** 2 + (ownZ - z) ** 2;
      this.#chords[index] = chord;
      if (chord < (shortest[limit - 1] ?? 0)) {
        shortest[limit - 1] = chord;
        shortest.sort();
      }
    }
    return shortest[limit - 1] ?? 0;
  }
}

function vectorTo({ latitude, longitude }: Location): [number, number, number] {
  const [north, east] = [radians(latitude), radians(longitude)];
  return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)];
}
