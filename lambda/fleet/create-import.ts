import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { uploadKey } from '../files/keys.ts';
import { presignUpload } from '../files/presign.ts';
import { handle } from '../http/handle.ts';
import { allow, allowFile, defineOperation } from '../http/operation.ts';
import { refuse } from '../http/problems.ts';
import { IdempotencyKey } from '../schemas/common.ts';
import { AnnouncedImport, ImportInput } from '../schemas/imports.ts';
import { once, readAnswer } from '../table/idempotency.ts';
import { addImport } from '../table/imports.ts';
import { raced, untilSettled } from '../table/transactions.ts';

export const createImport = defineOperation({
  name: 'CreateImport',
  route: 'POST /fleet/imports',
  summary: 'Announce a fleet file',
  description:
    'Answers where to upload it: one PUT within 15 minutes, of exactly the size announced. The import begins when the file is there. An NDJSON row is what `PUT /unicorns/{unicornId}` takes, and `unicornId`; CSV has the header `unicornId,name,color,gender,latitude,longitude,status`.',
  auth: 'operator',
  headers: z.object({ 'idempotency-key': IdempotencyKey }),
  body: ImportInput,
  responses: {
    201: {
      description: 'The import, and where its file goes',
      body: AnnouncedImport,
      headers: { Location: 'Its path', 'Idempotent-Replayed': '`true` where an earlier request announced it' },
    },
  },
  problems: ['idempotency-key-reused'],
  table: [
    allow('PutItem', { keys: 'IMPORT#*' }),
    allow('GetItem', { keys: 'IDEMPOTENCY#CreateImport#*' }),
    allow('PutItem', { keys: 'IDEMPOTENCY#CreateImport#*' }),
  ],
  // Whoever has the address uploads with the permission of this function.
  files: [allowFile('PutObject', 'uploads/*')],
});

const contentTypes = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;

export const handler = handle(createImport, ({ body, headers, caller }) => {
  const request = once(createImport.name, caller.sub, headers['idempotency-key'], body);
  return untilSettled(async () => {
    const earlier = request && (await readAnswer(request));
    if (earlier === 'key reused') return refuse('idempotency-key-reused', 'Use a new key for a new file.');
    if (earlier !== undefined) {
      return created(z.parse(AnnouncedImport, JSON.parse(earlier)), { 'idempotent-replayed': 'true' });
    }
    const announced = await announce(body);
    // The same request, sent twice at once, was answered meanwhile.
    return (await addImport(announced, body, request)) ? created(announced) : raced;
  });
});

async function announce({ format, size }: ImportInput): Promise<AnnouncedImport> {
  const importId = randomUUID();
  const { url, headers, expiresAt } = await presignUpload(uploadKey(importId), size, contentTypes[format]);
  return {
    importId,
    status: 'awaitingUpload',
    upload: { method: 'PUT', url, headers, expiresAt: expiresAt.toISOString() },
    createdAt: new Date().toISOString(),
  };
}

function created(body: AnnouncedImport, headers: Readonly<Record<string, string>> = {}) {
  return { status: 201, body, headers: { location: `/fleet/imports/${body.importId}`, ...headers } } as const;
}
