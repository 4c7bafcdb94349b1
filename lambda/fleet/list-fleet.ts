import * as z from 'zod/mini';
import { handle } from '../http/handle.ts';
import { answerPage } from '../http/lists.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { Cursor, fields, limit, page } from '../schemas/common.ts';
import { Unicorn } from '../schemas/unicorns.ts';
import { ListingPosition, readListing } from '../table/lists.ts';

export const listFleet = defineOperation({
  name: 'ListFleet',
  route: 'GET /fleet',
  summary: 'List the fleet',
  description: 'Every unicorn once, whatever its status, in no promised order.',
  auth: 'operator',
  query: z.strictObject({ fields: fields(Unicorn.shape), limit: limit(100, 25), cursor: Cursor }),
  responses: { 200: { description: 'A page of unicorns', body: page(Unicorn) } },
  problems: ['invalid-cursor'],
  table: [
    allow('Query', { index: 'directory', keys: 'FLEET#*' }),
    allow('GetItem', { keys: 'SECRET#CURSOR' }),
    allow('PutItem', { keys: 'SECRET#CURSOR' }),
  ],
});

export const handler = handle(listFleet, (request) =>
  answerPage(listFleet.name, request, Unicorn, ListingPosition, (from) =>
    readListing('FLEET', request.query.limit, from, request.query.fields),
  ),
);
