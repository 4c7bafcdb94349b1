import type { UserPool } from './user-pools.ts';

/** Who a pair of tokens is for. */
export interface TokenRequest {
  readonly user: string;
  readonly groups: readonly string[];
  readonly pool: UserPool;
  readonly client: string;
  /** Seconds until the tokens expire; below zero they have expired already. */
  readonly expiresIn: number;
}

/** What is wrong with the query of a token request, for its sender. */
export class InvalidRequest extends Error {}

const oneHour = 3600;
const aYear = 365 * 24 * oneHour;
const longestName = 128;

/**
 * Reads `user=alice&groups=operators,admins&pool=...&client=...&expiresIn=...`; all but the user may be left out.
 *
 * @param pools the pools of the run; the first one unless the query names another
 * @throws InvalidRequest saying what is wrong
 */
export function readTokenRequest(query: URLSearchParams, pools: readonly UserPool[]): TokenRequest {
  for (const name of new Set(query.keys())) {
    if (!['user', 'groups', 'pool', 'client', 'expiresIn'].includes(name)) {
      throw new InvalidRequest(`there is no parameter "${name}"; there are user, groups, pool, client and expiresIn`);
    }
    if (query.getAll(name).length > 1) throw new InvalidRequest(`the parameter "${name}" stands more than once`);
  }
  const user = query.get('user') ?? '';
  if (!isName(user)) throw new InvalidRequest(`user is needed: 1 to ${longestName} characters, no control characters`);
  const pool = readPool(query.get('pool'), pools);
  return {
    user,
    groups: readGroups(query.get('groups')),
    pool,
    client: readClient(query.get('client'), pool),
    expiresIn: readExpiry(query.get('expiresIn')),
  };
}

const isName = (text: string) =>
  text.isWellFormed() && text !== '' && [...text].length <= longestName && !/\p{Cc}/u.test(text);

function readGroups(text: string | null): string[] {
  if (text === null || text === '') return [];
  const groups = text.split(',');
  for (const group of groups) {
    // Cognito's own rule for the names of groups, which leaves out spaces.
    if (!isName(group) || !/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u.test(group)) {
      throw new InvalidRequest(`groups holds "${group}", which is no name of a group`);
    }
  }
  return [...new Set(groups)];
}

function readPool(id: string | null, pools: readonly UserPool[]): UserPool {
  const pool = id === null ? pools[0] : pools.find((each) => each.id === id);
  if (pool) return pool;
  const there = pools.length === 0 ? 'none' : pools.map((each) => each.id).join(', ');
  throw new InvalidRequest(`there is no such user pool; there is ${there}`);
}

function readClient(id: string | null, pool: UserPool): string {
  const ids = pool.clients.map((each) => each.id);
  const client = id === null ? ids[0] : ids.find((each) => each === id);
  if (client !== undefined) return client;
  const there = ids.length === 0 ? 'none' : ids.join(', ');
  throw new InvalidRequest(`the user pool ${pool.id} has no such client; it has ${there}`);
}

function readExpiry(text: string | null): number {
  if (text === null) return oneHour;
  const seconds = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (Math.abs(seconds) <= aYear) return seconds;
  throw new InvalidRequest(`expiresIn is a whole number of seconds, ${aYear} at most`);
}
