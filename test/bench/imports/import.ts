import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { importFleet } from '../../../lambda/events/import-fleet.ts';
import type { ImportFormat } from '../../../lambda/schemas/imports.ts';
import { startLocalRun } from '../../support/local-run.ts';
import type { Bench, Figure } from '../figures.ts';
import { functionOf } from '../tools/app.ts';
import { emptyProcessBytes } from '../tools/empty-process.ts';
import { Client } from '../tools/load.ts';
import { seed } from '../tools/seed.ts';
import { percentile, ratio, rounded } from '../tools/statistics.ts';
import { type MadeFile, makeFleetFile } from './fleet-file.ts';
import { readingRate, writingRate } from './floors.ts';
import { memoryFigures } from './memory.ts';
import { writeMemoryPicture } from './picture.ts';
import { riders, rideUntil } from './riders.ts';
import { type WatchedImport, watchImport } from './watched-import.ts';

/** Rows of each import, and of the loop that writes row by row. */
const sizes = {
  whole: { ndjson: 1_000_000, csv: 100_000, besideRiders: 100_000, oneByOne: 5_000 },
  quick: { ndjson: 4_000, csv: 1_000, besideRiders: 2_000, oneByOne: 500 },
} as const;
/** Milliseconds for which riders book before the import begins. */
const calm = { whole: 60_000, quick: 5_000 } as const;
/** Milliseconds between two looks at an import. */
const interval = { whole: 1_000, quick: 250 } as const;

/** What the costs are computed from: the name of a figure. */
export const computingName = 'ImportFleet: processor time of a row';
/** The same: milliseconds that the function took. */
export const durationName = 'ImportFleet: time of a row';

/** How quickly a fleet file comes in, in how much memory, and what riders notice of it. */
export async function measureImport(bench: Bench): Promise<Figure[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-import-'));
  try {
    return [...(await importAlone(bench, scratch)), ...(await importBesideRiders(bench, scratch))];
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function importAlone(bench: Bench, scratch: string): Promise<Figure[]> {
  const assembly = await bench.assembly();
  const mode = bench.quick ? 'quick' : 'whole';
  const { functionName } = functionOf(assembly, importFleet);
  // On the disk, as anyone would have so many unicorns.
  const run = await startLocalRun(assembly, ['--quiet', '--data', join(scratch, 'alone')]);
  try {
    bench.say('import: row by row through the SDK');
    const oneByOne = await writingRate(assembly, run, sizes[mode].oneByOne);
    const bringIn = async (format: ImportFormat) => {
      const made = await makeFleetFile(join(scratch, `fleet.${format}`), format, sizes[mode][format]);
      bench.say(`import: ${made.rows} rows, read alone (${format})`);
      const reading = await readingRate(made);
      bench.say(`import: ${made.rows} rows (${format})`);
      const result = await watchImport(run, functionName, made, interval[mode]);
      return { made, result, floors: { oneByOne, reading } };
    };
    const large = await bringIn('ndjson');
    const csv = await bringIn('csv');
    if (!bench.quick) writeMemoryPicture(large.made.rows, large.result.samples);
    const floor = await emptyProcessBytes();
    return [
      rateFigure(large),
      rateFigure(csv),
      ...memoryFigures(large.made.rows, large.result.samples, floor),
      ...timeFigures(large),
    ];
  } finally {
    await run.stop();
  }
}

interface Measured {
  readonly made: MadeFile;
  readonly result: WatchedImport;
  /** Rows a second. */
  readonly floors: { readonly oneByOne: number; readonly reading: number };
}

function rateFigure({ made, result, floors }: Measured): Figure {
  const rate = made.rows / result.seconds;
  return {
    name: `An import of ${nameOf(made)}: rows a second`,
    value: rounded(rate),
    unit: '/s',
    ratios: {
      'one write after the other through the SDK': ratio(rate, floors.oneByOne),
      'only reading and checking the rows': ratio(rate, floors.reading),
    },
    note: `1 % of them bad; took ${rounded(result.seconds / 60)} minutes; the local run with --data`,
  };
}

function timeFigures({ made, result, floors }: Measured): Figure[] {
  const figure = (name: string, milliseconds: number): Figure => ({
    name,
    value: rounded(milliseconds),
    unit: 'ms',
    ratios: { 'only reading and checking it': ratio(milliseconds, 1000 / floors.reading) },
  });
  return [
    figure(durationName, (result.seconds * 1000) / made.rows),
    figure(computingName, result.cpuMilliseconds / made.rows),
  ];
}

async function importBesideRiders(bench: Bench, scratch: string): Promise<Figure[]> {
  const assembly = await bench.assembly();
  const mode = bench.quick ? 'quick' : 'whole';
  const { functionName } = functionOf(assembly, importFleet);
  const made = await makeFleetFile(join(scratch, 'beside.ndjson'), 'ndjson', sizes[mode].besideRiders);
  const run = await startLocalRun(assembly, ['--quiet', '--data', join(scratch, 'beside')]);
  const client = new Client(run.apiUrl);
  try {
    await seed(run);
    bench.say('import: riders, warming up');
    await rideUntil(client, run, pause(calm.quick));
    bench.say('import: riders alone');
    const alone = await rideUntil(client, run, pause(calm[mode]));
    bench.say(`import: riders beside ${made.rows} rows`);
    const beside = await rideUntil(client, run, watchImport(run, functionName, made, interval[mode]));
    const value = percentile(beside.bookings, 0.99);
    return [
      {
        name: `POST /rides: p99 while ${nameOf(made)} are imported`,
        value: rounded(value),
        unit: 'ms',
        ratios: { 'without the import': ratio(value, percentile(alone.bookings, 0.99)) },
        note: `${riders} riders, ten bookings a second; ${beside.bookings.length} bookings beside it, ${alone.bookings.length} without; ${rounded(made.rows / beside.result.seconds)} rows a second`,
      },
    ];
  } finally {
    client.close();
    await run.stop();
  }
}

const nameOf = ({ rows, format }: MadeFile) => `${rows.toLocaleString('en')} rows (${format.toUpperCase()})`;
