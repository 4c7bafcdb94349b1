import * as z from 'zod/mini';
import { EntityTags, holds } from '../http/etags.ts';
import { handle } from '../http/handle.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { refuse } from '../http/problems.ts';
import { UserId } from '../schemas/common.ts';
import { User, UserInput } from '../schemas/users.ts';
import { raced, untilSettled } from '../table/transactions.ts';
import { readUser, writeUser } from '../table/users.ts';
import { emailDemanded, profileEmail } from './email.ts';

export const putUser = defineOperation({
  name: 'PutUser',
  route: 'PUT /users/{userId}',
  summary: 'Create or replace a profile',
  description: 'Members that the body lacks go. An operator who puts someone else gives the e-mail.',
  auth: 'owner',
  path: z.object({ userId: UserId }),
  headers: z.object({ 'if-match': EntityTags, 'if-none-match': EntityTags }),
  body: UserInput,
  demands: emailDemanded,
  responses: {
    200: { description: 'Replaced', body: User, headers: { ETag: 'Its entity tag' } },
    201: { description: 'Created', body: User, headers: { ETag: 'Its entity tag', Location: 'Its path' } },
  },
  problems: ['invalid-request', 'forbidden', 'precondition-failed', 'email-taken'],
  table: [
    allow('GetItem', { keys: 'USER#*' }),
    allow('PutItem', { keys: 'USER#*' }),
    allow('PutItem', { keys: 'EMAIL#*' }),
    allow('DeleteItem', { keys: 'EMAIL#*' }),
  ],
});

export const handler = handle(putUser, ({ path: { userId }, headers, body, caller }) => {
  const email = profileEmail(caller, userId, body.email);
  if (typeof email !== 'string') return email;

  return untilSettled(async () => {
    const previous = await readUser(userId);
    if (!holds(headers, previous?.etag))
      return refuse('precondition-failed', 'The profile is not in the state you named.');

    const now = new Date().toISOString();
    const user = { ...body, userId, email, createdAt: previous?.value.createdAt ?? now, updatedAt: now };
    const written = await writeUser(user, previous);
    if (written === raced) return raced;
    if (written === 'email-taken') return refuse('email-taken', 'Another user has this e-mail.');
    return previous
      ? { status: 200, body: user, headers: { etag: written.etag } }
      : { status: 201, body: user, headers: { etag: written.etag, location: `/users/${encodeURIComponent(userId)}` } };
  });
});
