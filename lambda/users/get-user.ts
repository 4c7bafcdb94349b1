import * as z from 'zod/mini';
import { EntityTags, isFresh } from '../http/etags.ts';
import { handle } from '../http/handle.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { refuse } from '../http/problems.ts';
import { UserId } from '../schemas/common.ts';
import { User } from '../schemas/users.ts';
import { readUser } from '../table/users.ts';

export const getUser = defineOperation({
  name: 'GetUser',
  route: 'GET /users/{userId}',
  summary: 'Read a profile',
  auth: 'owner',
  path: z.object({ userId: UserId }),
  headers: z.object({ 'if-none-match': EntityTags }),
  responses: {
    200: { description: 'The profile', body: User, headers: { ETag: 'Its entity tag' } },
    304: { description: 'You have this state of it', headers: { ETag: 'Its entity tag' } },
  },
  problems: ['not-found'],
  table: [allow('GetItem', { keys: 'USER#*' })],
});

export const handler = handle(getUser, async ({ path, headers }) => {
  const user = await readUser(path.userId);
  if (user === undefined) return refuse('not-found', 'This user has no profile.');
  if (isFresh(headers['if-none-match'], user.etag)) return { status: 304, headers: { etag: user.etag } };
  return { status: 200, body: user.value, headers: { etag: user.etag } };
});
