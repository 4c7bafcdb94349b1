import * as z from 'zod/mini';
import { EntityTags, holds } from '../http/etags.ts';
import { handle } from '../http/handle.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { refuse } from '../http/problems.ts';
import { UnicornId } from '../schemas/common.ts';
import { Unicorn, UnicornInput } from '../schemas/unicorns.ts';
import { raced, untilSettled } from '../table/transactions.ts';
import { readUnicorn, writeUnicorn } from '../table/unicorns.ts';

export const putUnicorn = defineOperation({
  name: 'PutUnicorn',
  route: 'PUT /unicorns/{unicornId}',
  summary: 'Add or replace a unicorn',
  auth: 'operator',
  path: z.object({ unicornId: UnicornId }),
  headers: z.object({ 'if-match': EntityTags, 'if-none-match': EntityTags }),
  body: UnicornInput,
  responses: {
    200: { description: 'Replaced', body: Unicorn, headers: { ETag: 'Its entity tag' } },
    201: { description: 'Added', body: Unicorn, headers: { ETag: 'Its entity tag', Location: 'Its path' } },
  },
  problems: ['precondition-failed', 'unicorn-on-ride'],
  table: [allow('GetItem', { keys: 'UNICORN#*' }), allow('PutItem', { keys: 'UNICORN#*' })],
});

export const handler = handle(putUnicorn, ({ path: { unicornId }, headers, body }) =>
  untilSettled(async () => {
    const previous = await readUnicorn(unicornId);
    if (!holds(headers, previous?.etag))
      return refuse('precondition-failed', 'The unicorn is not in the state you named.');
    if (previous?.value.status === 'onRide') return refuse('unicorn-on-ride', 'Wait until its ride has ended.');

    const unicorn = { unicornId, ...body, updatedAt: new Date().toISOString() };
    const written = await writeUnicorn(unicorn, previous);
    if (written === raced) return raced;
    return previous
      ? { status: 200, body: unicorn, headers: { etag: written.etag } }
      : { status: 201, body: unicorn, headers: { etag: written.etag, location: `/unicorns/${unicornId}` } };
  }),
);
