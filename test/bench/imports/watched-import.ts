import type { LocalRun } from '../../support/local-run.ts';
import { type RunUsage, usageOfRun } from '../tools/processes.ts';
import type { MadeFile } from './fleet-file.ts';
import { importFile } from './one-import.ts';

/** How a run stands at one moment of an import. */
export interface Sample {
  /** Since the import began. */
  readonly seconds: number;
  readonly rows: number;
  /** Resident memory of the function's process, in bytes: of the largest, where one has taken over from another. */
  readonly functionBytes: number;
  /** Resident memory of the run's own process, in bytes. */
  readonly runBytes: number;
}

/** How an import went. */
export interface WatchedImport {
  readonly seconds: number;
  /** Processor time of the function. */
  readonly cpuMilliseconds: number;
  readonly samples: readonly Sample[];
}

/**
 * Imports a file, and looks at the memory until its end.
 *
 * @param functionName of the function that imports
 * @param interval milliseconds between two looks
 */
export async function watchImport(
  run: LocalRun,
  functionName: string,
  made: MadeFile,
  interval: number,
): Promise<WatchedImport> {
  const samples: Sample[] = [];
  const before = computedBy(usageOfRun(run.pid, functionName));
  const after = new Map(before);
  const token = await operatorToken(run);
  const seconds = await importFile({ url: run.apiUrl, token }, made, interval, ({ startedAt = '', rows }) => {
    const usage = usageOfRun(run.pid, functionName);
    if (usage.ofFunction.size === 0) return;
    // A process that has ended since keeps what it had computed by then.
    for (const [pid, milliseconds] of computedBy(usage)) after.set(pid, milliseconds);
    samples.push({
      seconds: (Date.now() - Date.parse(startedAt)) / 1000,
      rows: rows.read,
      functionBytes: Math.max(...Array.from(usage.ofFunction.values(), ({ residentBytes }) => residentBytes)),
      runBytes: usage.itself.residentBytes,
    });
  });
  return { seconds, cpuMilliseconds: totalOf(after) - totalOf(before), samples };
}

/** Processor time of each of the function's processes: milliseconds. */
const computedBy = ({ ofFunction }: RunUsage) =>
  new Map(Array.from(ofFunction, ([pid, { cpuMilliseconds }]) => [pid, cpuMilliseconds]));

const totalOf = (times: ReadonlyMap<number, number>) => [...times.values()].reduce((sum, time) => sum + time, 0);

/** One that outlives the longest import. */
async function operatorToken({ tokenUrl }: LocalRun): Promise<string> {
  const response = await fetch(`${tokenUrl}?user=operator&groups=operators&expiresIn=86400`);
  const { id_token: token }: { id_token: string } = JSON.parse(await response.text());
  return token;
}
