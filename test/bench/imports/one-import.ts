import { setTimeout as pause } from 'node:timers/promises';
import type { ApiAccess } from '../../../bin/api-access.ts';
import { lookAt, uploadFile } from '../../../bin/import/fleet-file.ts';
import { announce, look } from '../../../bin/import/imports-api.ts';
import type { Import } from '../../../lambda/schemas/imports.ts';
import type { MadeFile } from './fleet-file.ts';

/**
 * Imports a file as `npm run import` does.
 *
 * @param interval milliseconds between two looks at the import
 * @param onLook told of the import at each look, once it has begun
 * @returns seconds that the function took
 * @throws Error where the import did not end as the file says
 */
export async function importFile(
  api: ApiAccess,
  made: MadeFile,
  interval: number,
  onLook: (found: Import) => void = () => undefined,
): Promise<number> {
  const file = await lookAt(made.path);
  const { importId, upload } = await announce(api, { format: file.format, size: file.size });
  await uploadFile(file, upload, () => undefined);
  for (;;) {
    const found = await look(api, importId);
    if (found.startedAt !== undefined) onLook(found);
    if (found.status === 'completed' || found.status === 'failed') return secondsOf(found, made);
    await pause(interval);
  }
}

function secondsOf({ status, reason = '', rows, startedAt, finishedAt }: Import, made: MadeFile): number {
  if (rows.read !== made.rows || rows.failed !== made.badRows) {
    throw new Error(`The import is ${status} ${reason}: ${JSON.stringify(rows)} of ${JSON.stringify(made)}.`);
  }
  return (Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '')) / 1000;
}
