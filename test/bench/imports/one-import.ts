import { setTimeout as pause } from 'node:timers/promises';
import type { ApiAccess } from '../../../bin/api-access.ts';
import { lookAt, uploadFile } from '../../../bin/import/fleet-file.ts';
import { announce, look } from '../../../bin/import/imports-api.ts';
import type { LocalRun } from '../../support/local-run.ts';
import { usageOfRun } from '../tools/processes.ts';
import type { MadeFile } from './fleet-file.ts';

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
export interface ImportResult {
  /** From the function's first row to its last. */
  readonly seconds: number;
  /** Processor time of the function. */
  readonly cpuMilliseconds: number;
  readonly samples: readonly Sample[];
}

/**
 * Imports a file as `npm run import` does, and looks at the import and at the memory until its end.
 *
 * @param functionName of the function that imports
 * @param interval milliseconds between two looks
 * @throws Error where the import did not end as the file says
 */
export async function importFile(
  run: LocalRun,
  functionName: string,
  made: MadeFile,
  interval: number,
): Promise<ImportResult> {
  const api = await operatorOf(run);
  const file = await lookAt(made.path);
  const { importId, upload } = await announce(api, { format: file.format, size: file.size });
  const before = usageOfRun(run.pid, functionName);
  await uploadFile(file, upload, () => undefined);

  const samples: Sample[] = [];
  for (;;) {
    const found = await look(api, importId);
    const usage = usageOfRun(run.pid, functionName);
    if (found.status === 'completed' || found.status === 'failed') {
      const { status, reason = '', rows } = found;
      if (rows.read !== made.rows || rows.failed !== made.badRows) {
        throw new Error(`The import is ${status} ${reason}: ${JSON.stringify(rows)} of ${JSON.stringify(made)}.`);
      }
      return {
        seconds: (Date.parse(found.finishedAt ?? '') - Date.parse(found.startedAt ?? '')) / 1000,
        cpuMilliseconds: usage.ofFunction.cpuMilliseconds - before.ofFunction.cpuMilliseconds,
        samples,
      };
    }
    if (found.startedAt !== undefined) {
      samples.push({
        seconds: (Date.now() - Date.parse(found.startedAt)) / 1000,
        rows: found.rows.read,
        functionBytes: usage.ofFunction.residentBytes,
        runBytes: usage.itself.residentBytes,
      });
    }
    await pause(interval);
  }
}

/** An operator whose token outlives the longest import. */
async function operatorOf({ apiUrl, tokenUrl }: LocalRun): Promise<ApiAccess> {
  const response = await fetch(`${tokenUrl}?user=operator&groups=operators&expiresIn=86400`);
  const { id_token: token }: { id_token: string } = JSON.parse(await response.text());
  return { url: apiUrl, token };
}
