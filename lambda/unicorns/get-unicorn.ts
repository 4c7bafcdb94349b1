import * as z from 'zod/mini';
import { EntityTags, isFresh } from '../http/etags.ts';
import { handle } from '../http/handle.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { refuse } from '../http/problems.ts';
import { UnicornId } from '../schemas/common.ts';
import { Unicorn } from '../schemas/unicorns.ts';
import { readUnicorn } from '../table/unicorns.ts';

export const getUnicorn = defineOperation({
  name: 'GetUnicorn',
  route: 'GET /unicorns/{unicornId}',
  summary: 'Read a unicorn',
  auth: 'signed-in',
  path: z.object({ unicornId: UnicornId }),
  headers: z.object({ 'if-none-match': EntityTags }),
  responses: {
    200: { description: 'The unicorn', body: Unicorn, headers: { ETag: 'Its entity tag' } },
    304: { description: 'You have this state of it', headers: { ETag: 'Its entity tag' } },
  },
  problems: ['not-found'],
  table: [allow('GetItem', { keys: 'UNICORN#*' })],
});

export const handler = handle(getUnicorn, async ({ path, headers }) => {
  const unicorn = await readUnicorn(path.unicornId);
  if (unicorn === undefined) return refuse('not-found', 'There is no such unicorn.');
  if (isFresh(headers['if-none-match'], unicorn.etag)) return { status: 304, headers: { etag: unicorn.etag } };
  return { status: 200, body: unicorn.value, headers: { etag: unicorn.etag } };
});
