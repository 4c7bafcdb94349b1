import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Location } from '../../../lambda/domain/geography.ts';
import type { ImportFormat } from '../../../lambda/schemas/imports.ts';
import { Places } from '../../unit/domain/places.ts';

/** One row of so many is bad: the share of bad rows is 1 %. */
const badEvery = 100;
/** Rows that are written at once. */
const block = 1_000;

/** A made fleet file. */
export interface MadeFile {
  readonly path: string;
  readonly format: ImportFormat;
  readonly rows: number;
  readonly badRows: number;
}

/**
 * Writes a fleet file: unicorns anywhere on Earth, the same ones every time, and one row of a hundred that is bad, each
 * time in another way.
 */
export async function makeFleetFile(path: string, format: ImportFormat, rows: number): Promise<MadeFile> {
  const places = new Places(rows);
  const blocks = function* () {
    if (format === 'csv') yield 'unicornId,name,color,gender,latitude,longitude,status\n';
    for (let first = 0; first < rows; first += block) {
      let text = '';
      for (let index = first; index < Math.min(first + block, rows); index += 1) {
        text += `${rowOf(index, format, places)}\n`;
      }
      yield text;
    }
  };
  await pipeline(Readable.from(blocks()), createWriteStream(path));
  return { path, format, rows, badRows: Math.floor(rows / badEvery) };
}

function rowOf(index: number, format: ImportFormat, places: Places): string {
  const { latitude, longitude } = rounded(places.anywhere());
  const status = index % 10 === 0 ? 'resting' : 'available';
  const unicorn = { unicornId: `${format}-${index}`, name: `Comet ${index}`, color: 'silver', gender: 'female' };
  const isBad = index % badEvery === badEvery - 1;
  const fault = isBad ? Math.floor(index / badEvery) % 3 : undefined;
  const row = {
    ...unicorn,
    ...(fault === 0 && { gender: 'mare' }),
    location: { latitude: fault === 1 ? 91 : latitude, longitude },
    status: fault === 2 ? 'onRide' : status,
  };
  if (format === 'ndjson') return JSON.stringify(row);
  const { location, status: stands, ...text } = row;
  return [...Object.values(text), location.latitude, location.longitude, stands].join(',');
}

/** To a metre or so: as fleets are told. */
const rounded = ({ latitude, longitude }: Location): Location => ({
  latitude: Number(latitude.toFixed(5)),
  longitude: Number(longitude.toFixed(5)),
});
