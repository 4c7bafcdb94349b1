import * as z from 'zod/mini';
import { EntityTags, holds } from '../http/etags.ts';
import { handle } from '../http/handle.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { refuse } from '../http/problems.ts';
import { UnicornId } from '../schemas/common.ts';
import { raced, untilSettled } from '../table/transactions.ts';
import { readUnicorn, deleteUnicorn as removeUnicorn } from '../table/unicorns.ts';

export const deleteUnicorn = defineOperation({
  name: 'DeleteUnicorn',
  route: 'DELETE /unicorns/{unicornId}',
  summary: 'Remove a unicorn',
  description: 'Removing what is not there is no error.',
  auth: 'operator',
  path: z.object({ unicornId: UnicornId }),
  headers: z.object({ 'if-match': EntityTags }),
  responses: { 204: { description: 'Nothing is there now' } },
  problems: ['precondition-failed', 'unicorn-on-ride'],
  table: [allow('GetItem', { keys: 'UNICORN#*' }), allow('DeleteItem', { keys: 'UNICORN#*' })],
});

export const handler = handle(deleteUnicorn, ({ path, headers }) =>
  untilSettled(async () => {
    const unicorn = await readUnicorn(path.unicornId);
    if (!holds(headers, unicorn?.etag))
      return refuse('precondition-failed', 'The unicorn is not in the state you named.');
    if (unicorn?.value.status === 'onRide') return refuse('unicorn-on-ride', 'Wait until its ride has ended.');
    if (unicorn !== undefined && (await removeUnicorn(unicorn)) === raced) return raced;
    return { status: 204 };
  }),
);
