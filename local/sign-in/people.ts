import { createHash } from 'node:crypto';

/** Who a token is for. */
export interface Person {
  /** A UUID. */
  readonly sub: string;
  readonly username: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly groups: readonly string[];
}

/** The person of a name that needs no account: anyone. The same name is the same subject in every run. */
export function madeUpPerson(user: string, groups: readonly string[]): Person {
  const sub = subjectOf(user);
  return { sub, username: user, email: emailOf(user, sub), emailVerified: true, groups };
}

/**
 * Who signs in with one click: someone in no group, and one person for each group, called as one of its members is
 * (`operator` of `operators`).
 */
export function peopleAtHand(groups: readonly string[]): Person[] {
  const members = groups.map((group) => madeUpPerson(group.replace(/(?<=.)s$/, ''), [group]));
  // In a pool with a group of riders, the rider is one of them.
  return [...new Map([madeUpPerson('rider', []), ...members].map((person) => [person.sub, person])).values()];
}

/**
 * A UUID that stands for a name or an e-mail address: the same in every run. `alice` and `alice@example.com` are one
 * person, as the first has the second as address.
 */
export function subjectOf(name: string): string {
  const local = name.replace(/@example\.com$/, '');
  return uuidOf(isPlain(local) ? local : name);
}

/** A version 4 UUID made from a text: the same for the same text. */
export function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** `alice@example.com`; a name that cannot stand in an address, or not as it is, gets one made from its subject. */
function emailOf(user: string, sub: string): string {
  if (isPlain(user)) return `${user}@example.com`;
  if (/^[a-z0-9]+([._+-][a-z0-9]+)*@([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}$/.test(user)) return user;
  return `${sub}@example.com`;
}

const isPlain = (user: string) => user.length <= 64 && /^[a-z0-9]+([._+-][a-z0-9]+)*$/.test(user);
