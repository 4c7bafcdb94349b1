import { handle } from '../http/handle.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { refuse } from '../http/problems.ts';
import { User, UserInput } from '../schemas/users.ts';
import { raced } from '../table/transactions.ts';
import { writeUser } from '../table/users.ts';
import { emailDemanded, profileEmail } from './email.ts';

export const createUser = defineOperation({
  name: 'CreateUser',
  route: 'POST /users',
  summary: 'Create your profile',
  description: 'The e-mail is the verified one of the ID token; operators may give another.',
  auth: 'signed-in',
  body: UserInput,
  demands: emailDemanded,
  responses: {
    201: { description: 'The profile', body: User, headers: { ETag: 'Its entity tag', Location: 'Its path' } },
  },
  problems: ['invalid-request', 'forbidden', 'user-exists', 'email-taken'],
  table: [allow('PutItem', { keys: 'USER#*' }), allow('PutItem', { keys: 'EMAIL#*' })],
});

export const handler = handle(createUser, async ({ body, caller }) => {
  const userId = caller.sub;
  const email = profileEmail(caller, userId, body.email);
  if (typeof email !== 'string') return email;

  const now = new Date().toISOString();
  const user = { ...body, userId, email, createdAt: now, updatedAt: now };
  const written = await writeUser(user);
  if (written === raced) return refuse('user-exists', 'You have a profile: change it with PUT.');
  if (written === 'email-taken') return refuse('email-taken', 'Another user has this e-mail.');
  return { status: 201, body: user, headers: { etag: written.etag, location: `/users/${encodeURIComponent(userId)}` } };
});
