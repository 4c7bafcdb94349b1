import { earthRadius, type Location } from '../../../lambda/domain/geography.ts';

/** Numbers from 0 to 1 that look random and are the same in every run (the generator is Mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const at = (latitude: number, longitude: number): Location => ({ latitude, longitude });

/** Places made of random numbers: distances in metres, bearings in radians. */
export class Places {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = randomNumbers(seed);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.random();
  }

  bearing(): number {
    return this.between(0, 2 * Math.PI);
  }

  /** Anywhere on Earth, each square kilometre as likely as any other. */
  anywhere(): Location {
    return at((Math.asin(this.between(-1, 1)) * 180) / Math.PI, this.between(-180, 180));
  }

  inDisc(middle: Location, radius: number): Location {
    return beside(middle, radius * Math.sqrt(this.random()), this.bearing());
  }

  inSquare(middle: Location, side: number): Location {
    const [north, east] = [this.between(-side / 2, side / 2), this.between(-side / 2, side / 2)];
    return beside(middle, Math.hypot(north, east), Math.atan2(east, north));
  }

  onRing(middle: Location, low: number, high: number): Location {
    return beside(middle, this.between(low, high), this.bearing());
  }
}

/** The place that lies some way from another in a direction (clockwise from north). */
export function beside({ latitude, longitude }: Location, distance: number, bearing: number): Location {
  const way = distance / earthRadius;
  const north = (latitude * Math.PI) / 180;
  const sine = Math.sin(north) * Math.cos(way) + Math.cos(north) * Math.sin(way) * Math.cos(bearing);
  const turn = Math.atan2(Math.sin(bearing) * Math.sin(way) * Math.cos(north), Math.cos(way) - Math.sin(north) * sine);
  const east = longitude + (turn * 180) / Math.PI;
  const wrapped = east > 180 ? east - 360 : east < -180 ? east + 360 : east;
  return at((Math.asin(Math.max(-1, Math.min(1, sine))) * 180) / Math.PI, wrapped);
}
