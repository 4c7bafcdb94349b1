import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Chart, drawChart } from '../tools/chart.ts';
import { limit, megabyte } from './memory.ts';
import type { Sample } from './watched-import.ts';

/** Relative to the README. */
export const picturePath = 'bench/import-memory.svg';

/** More points than these nobody can tell apart: of each group the highest is drawn, so that no peak is lost. */
const mostPoints = 250;

/** Draws what an import took of memory over time into `bench/`. */
export function writeMemoryPicture(rows: number, samples: readonly Sample[]): void {
  writeFileSync(resolve(import.meta.dirname, '../../..', picturePath), drawChart(memoryChart(rows, samples)));
}

/** What an import took of memory over time, beside what the function has on Lambda. */
export function memoryChart(rows: number, samples: readonly Sample[]): Chart {
  const last = samples.at(-1)?.seconds ?? 0;
  const [unit, seconds] = last > 180 ? ['minutes', 60] : ['seconds', 1];
  const line = (bytes: (sample: Sample) => number) =>
    peaksOf(samples.map((sample) => ({ x: sample.seconds / seconds, y: bytes(sample) / megabyte })));
  return {
    title: `An import of ${rows.toLocaleString('en')} rows`,
    xTitle: `${unit} since it began`,
    yTitle: 'resident memory, MB',
    lines: [
      { name: 'ImportFleet', points: line(({ functionBytes }) => functionBytes) },
      { name: 'the local run itself', points: line(({ runBytes }) => runBytes) },
      {
        name: `what ImportFleet has: ${limit}`,
        points: [0, last / seconds].map((x) => ({ x, y: limit })),
        isLimit: true,
      },
    ],
  };
}

function peaksOf(points: readonly { readonly x: number; readonly y: number }[]) {
  const group = Math.ceil(points.length / mostPoints);
  return Array.from({ length: Math.ceil(points.length / group) }, (_, index) =>
    points.slice(index * group, (index + 1) * group).reduce((high, point) => (point.y > high.y ? point : high)),
  );
}
