import * as z from 'zod/mini';
import { EntityTags, holds } from '../http/etags.ts';
import { handle } from '../http/handle.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { refuse } from '../http/problems.ts';
import { UserId } from '../schemas/common.ts';
import { raced, untilSettled } from '../table/transactions.ts';
import { readUser, deleteUser as removeUser } from '../table/users.ts';

export const deleteUser = defineOperation({
  name: 'DeleteUser',
  route: 'DELETE /users/{userId}',
  summary: 'Remove a profile',
  description: 'Frees the e-mail. Rides stay. Removing what is not there is no error.',
  auth: 'owner',
  path: z.object({ userId: UserId }),
  headers: z.object({ 'if-match': EntityTags }),
  responses: { 204: { description: 'Nothing is there now' } },
  problems: ['precondition-failed'],
  table: [
    allow('GetItem', { keys: 'USER#*' }),
    allow('DeleteItem', { keys: 'USER#*' }),
    allow('DeleteItem', { keys: 'EMAIL#*' }),
  ],
});

export const handler = handle(deleteUser, ({ path, headers }) =>
  untilSettled(async () => {
    const user = await readUser(path.userId);
    if (!holds(headers, user?.etag)) return refuse('precondition-failed', 'The profile is not in the state you named.');
    if (user !== undefined && (await removeUser(user)) === raced) return raced;
    return { status: 204 };
  }),
);
