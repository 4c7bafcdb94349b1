import * as z from 'zod/mini';
import { gaveUp, statusAt } from '../domain/imports.ts';
import { daysKept, reportKey } from '../files/keys.ts';
import { presignDownload } from '../files/presign.ts';
import { handle } from '../http/handle.ts';
import { allow, allowFile, defineOperation } from '../http/operation.ts';
import { refuse } from '../http/problems.ts';
import { Import } from '../schemas/imports.ts';
import { readImport, type StoredImport } from '../table/imports.ts';

export const getImport = defineOperation({
  name: 'GetImport',
  route: 'GET /fleet/imports/{importId}',
  summary: 'See how an import goes',
  description:
    'Rows are counted while it runs. `failures` are the first 100 by line; `reportUrl`, good for 15 minutes, has all of a completed import, for 30 days.',
  auth: 'operator',
  path: z.object({ importId: z.string() }),
  responses: { 200: { description: 'The import', body: Import } },
  problems: ['not-found'],
  table: [allow('GetItem', { keys: 'IMPORT#*' })],
  // Whoever has the address of a report reads it with the permission of this function.
  files: [allowFile('GetObject', 'reports/*')],
});

export const handler = handle(getImport, async ({ path }) => {
  const found = await readImport(path.importId);
  if (found === undefined) return refuse('not-found', 'There is no such import.');
  return { status: 200, body: await show(found, Date.now()) };
});

async function show(found: StoredImport, now: number): Promise<Import> {
  const { importId, format, rows, failures, reason, createdAt, startedAt, finishedAt } = found;
  const status = statusAt(now, found);
  const hasReport = status === 'completed' && rows.failed > 0 && now < reportEnds(finishedAt);
  return {
    importId,
    format,
    status,
    rows,
    failures,
    ...(hasReport && { reportUrl: (await presignDownload(reportKey(importId))).url }),
    ...(status === 'failed' && { reason: reason ?? gaveUp }),
    createdAt,
    ...(startedAt !== undefined && { startedAt }),
    ...(finishedAt !== undefined && { finishedAt }),
  };
}

/** Until when the report is there, in milliseconds since 1970. */
function reportEnds(finishedAt = ''): number {
  return Date.parse(finishedAt) + daysKept.reports * 24 * 60 * 60 * 1000;
}
