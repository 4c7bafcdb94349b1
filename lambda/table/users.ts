import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { User } from '../schemas/users.ts';
import { table, tableName } from './client.ts';
import { decodeStored, type Item, locationText, newEtag, type Stored } from './items.ts';
import { emailKey, shardOf, shardPartition, userKey } from './keys.ts';
import { raced, transact, unchanged, type Write } from './transactions.ts';

export async function readUser(userId: string): Promise<Stored<User> | undefined> {
  const { Item } = await table.send(
    new GetCommand({ TableName: tableName(), Key: userKey(userId), ConsistentRead: true }),
  );
  return Item && decodeStored(User, Item);
}

/**
 * Writes a user and takes their e-mail, in one transaction.
 *
 * @param previous what is there now, as read; nothing where the user is to be new
 * @returns the new entity tag, or why nothing was written: another write came first, or the e-mail is another user's
 */
export async function writeUser(
  user: User,
  previous?: Stored<User>,
): Promise<{ readonly etag: string } | 'email-taken' | typeof raced> {
  const etag = newEtag();
  const keepsEmail = previous?.value.email === user.email;
  const refusals = await transact([
    { Put: { Item: userItem(user, etag), ...unchanged(previous) } },
    ...(keepsEmail ? [] : [takeEmail(user)]),
    ...(previous && !keepsEmail ? [freeEmail(previous.value)] : []),
  ]);
  if (refusals === undefined) return { etag };
  return refusals[0]?.failed !== true && refusals[1]?.failed === true ? 'email-taken' : raced;
}

/** A user as the table holds them. */
export function userItem(user: User, etag: string): Item {
  return {
    ...userKey(user.userId),
    ...user,
    ...(user.home && { home: locationText(user.home) }),
    shard: shardPartition('USERS', shardOf(user.userId)),
    etag,
  };
}

/** Removes a user and frees their e-mail. Their rides stay. */
export async function deleteUser(stored: Stored<User>): Promise<'deleted' | typeof raced> {
  const refusals = await transact([
    { Delete: { Key: userKey(stored.value.userId), ...unchanged(stored) } },
    freeEmail(stored.value),
  ]);
  return refusals === undefined ? 'deleted' : raced;
}

function takeEmail({ email, userId }: User): Write {
  return { Put: { Item: { ...emailKey(email), userId }, ConditionExpression: 'attribute_not_exists(pk)' } };
}

function freeEmail({ email, userId }: User): Write {
  return {
    Delete: {
      Key: emailKey(email),
      ConditionExpression: 'userId = :userId',
      ExpressionAttributeValues: { ':userId': userId },
    },
  };
}
