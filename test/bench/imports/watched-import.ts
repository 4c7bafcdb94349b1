import type { LocalRun } from '../../support/local-run.ts';
import { usageOfRun } from '../tools/processes.ts';
import type { MadeFile } from './fleet-file.ts';
import { importFile } from './one-import.ts';

/** How a run stands at one moment of an import. */
export interface Sample {
  /** Since the import began. */
  readonly seconds: number;
  readonly rows: number;
  /** Resident memory of the function's process, in bytes. */
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
  const before = usageOfRun(run.pid, functionName).ofFunction.cpuMilliseconds;
  let after = before;
  const token = await operatorToken(run);
  const seconds = await importFile({ url: run.apiUrl, token }, made, interval, ({ startedAt = '', rows }) => {
    const { ofFunction, itself } = usageOfRun(run.pid, functionName);
    after = ofFunction.cpuMilliseconds;
    samples.push({
      seconds: (Date.now() - Date.parse(startedAt)) / 1000,
      rows: rows.read,
      functionBytes: ofFunction.residentBytes,
      runBytes: itself.residentBytes,
    });
  });
  return { seconds, cpuMilliseconds: after - before, samples };
}

/** One that outlives the longest import. */
async function operatorToken({ tokenUrl }: LocalRun): Promise<string> {
  const response = await fetch(`${tokenUrl}?user=operator&groups=operators&expiresIn=86400`);
  const { id_token: token }: { id_token: string } = JSON.parse(await response.text());
  return token;
}
