import { createHash } from 'node:crypto';
import type { Json } from '../../../../template/resources.ts';
import { parameterMismatch } from '../errors.ts';
import type { Store, StoreWrite } from '../store.ts';

/** How long a transaction's token is known, in milliseconds: 10 minutes. */
const KEPT_FOR = 10 * 60 * 1000;

/** The place of the tokens' times of expiry among those of the tables; no table has this name. */
const PLACE = '!tokens';

/** A digest of a request's JSON, whatever the order of its members. */
export const digestOf = (value: Json): string => createHash('sha256').update(canonical(value)).digest('base64');

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`;
}

/**
 * Whether a transaction with this token has been done in the last ten minutes.
 * @throws ServiceError IdempotentParameterMismatchException when it was asked to do something else.
 */
export function isDone(store: Store, token: string, digest: string, now: number): boolean {
  const kept = store.token(token);
  if (!kept || kept.expiresAt <= now) return false;
  if (kept.digest !== digest) throw parameterMismatch();
  return true;
}

/** What to write, together with the transaction, so that its token is known. */
export function tokenWrites(store: Store, token: string, digest: string, now: number): StoreWrite[] {
  const expiresAt = now + KEPT_FOR;
  const old = store.token(token);
  return [
    ...(old ? [{ type: 'del', in: 'expiries', key: tokenExpiryKey(token, old.expiresAt) } as const] : []),
    { type: 'put', in: 'tokens', key: token, value: { digest, expiresAt } },
    { type: 'put', in: 'expiries', key: tokenExpiryKey(token, expiresAt), value: token },
  ];
}

const tokenExpiryKey = (token: string, expiresAt: number): string => `${timePrefix(expiresAt)}~${token}`;

const timePrefix = (time: number): string => `${PLACE}~${String(time).padStart(16, '0')}`;

/** Forgets the tokens whose time has passed. */
export async function forgetTokens(store: Store, now: number): Promise<void> {
  for (;;) {
    const expired = await store.expiries({ gte: timePrefix(0), lt: timePrefix(now) }, 1000);
    if (expired.length === 0) return;
    await store.exclusively(() =>
      store.commit(
        expired.flatMap(([key, token]) => [
          { type: 'del', in: 'expiries', key },
          // A token that was used again since has a later time of its own, and stays.
          ...((store.token(token)?.expiresAt ?? 0) < now ? [{ type: 'del', in: 'tokens', key: token } as const] : []),
        ]),
      ),
    );
  }
}
