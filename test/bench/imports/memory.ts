import { stages } from '../../../lib/stages.ts';
import type { Figure } from '../figures.ts';
import { ratio, rounded } from '../tools/statistics.ts';
import type { Sample } from './watched-import.ts';

export const megabyte = 1024 ** 2;

/** Megabytes that the function has on Lambda, which would end it for more. */
export const limit = stages.dev.functionDefaults.memory;

/**
 * What an import takes of memory, and whether that grows with the rows.
 *
 * @param floor bytes of an empty process
 */
export function memoryFigures(rows: number, samples: readonly Sample[], floor: number): Figure[] {
  const of = `while ${rows.toLocaleString('en')} rows come in`;
  const figure = (name: string, bytes: number): Figure => ({
    name: `Memory: ${name}, ${of}`,
    value: rounded(bytes / megabyte),
    unit: 'MB',
    ratios: { 'an empty Node process': ratio(bytes, floor) },
    note: 'resident, the most of any moment',
  });
  const begun = meanOf(samples, rows, 0.1, 0.2);
  const growth = ratio(meanOf(samples, rows, 0.9, 1), begun);
  return [
    {
      ...figure('ImportFleet', Math.max(...samples.map(({ functionBytes }) => functionBytes))),
      targets: [{ atMost: limit }],
    },
    {
      name: `Memory: ImportFleet, the last tenth of ${rows.toLocaleString('en')} rows`,
      value: growth,
      unit: '× the second tenth',
      ratios: {},
      targets: [{ atMost: 1.25 }],
      note: 'whether it stays flat: means of the resident memory',
    },
    figure("the run's own process", Math.max(...samples.map(({ runBytes }) => runBytes))),
  ];
}

/** The function's mean memory while some part of the rows came in. */
function meanOf(samples: readonly Sample[], rows: number, from: number, to: number): number {
  const part = samples.filter((sample) => sample.rows >= from * rows && sample.rows <= to * rows);
  return part.reduce((sum, { functionBytes }) => sum + functionBytes, 0) / part.length;
}
