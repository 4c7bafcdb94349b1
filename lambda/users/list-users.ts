import * as z from 'zod/mini';
import { handle } from '../http/handle.ts';
import { answerPage } from '../http/lists.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { Cursor, fields, limit, page } from '../schemas/common.ts';
import { User } from '../schemas/users.ts';
import { ListingPosition, readListing } from '../table/lists.ts';

export const listUsers = defineOperation({
  name: 'ListUsers',
  route: 'GET /users',
  summary: 'List all users',
  description: 'Every user once, in no promised order.',
  auth: 'operator',
  query: z.strictObject({ fields: fields(User.shape), limit: limit(100, 25), cursor: Cursor }),
  responses: { 200: { description: 'A page of users', body: page(User) } },
  problems: ['invalid-cursor'],
  table: [
    allow('Query', { index: 'directory', keys: 'USERS#*' }),
    allow('GetItem', { keys: 'SECRET#CURSOR' }),
    allow('PutItem', { keys: 'SECRET#CURSOR' }),
  ],
});

export const handler = handle(listUsers, (request) =>
  answerPage(listUsers.name, request, User, ListingPosition, (from) =>
    readListing('USERS', request.query.limit, from, request.query.fields),
  ),
);
