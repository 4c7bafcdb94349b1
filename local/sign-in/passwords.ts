import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { PasswordPolicy } from './user-pools.ts';

/** Cognito's longest password. */
export const longestPassword = 256;

/** What a password can fail at. */
export type PasswordFault = 'tooShort' | 'tooLong' | 'lowercase' | 'uppercase' | 'digits' | 'symbols' | 'spaces';

const symbol = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

/** Everything that a pool's policy has against a password; empty where it is good. */
export function passwordFaults(password: string, policy: PasswordPolicy): PasswordFault[] {
  const length = [...password].length;
  const faults: Readonly<Record<PasswordFault, boolean>> = {
    tooShort: length < policy.minimumLength,
    tooLong: length > longestPassword,
    lowercase: policy.lowercase && !/[a-z]/.test(password),
    uppercase: policy.uppercase && !/[A-Z]/.test(password),
    digits: policy.digits && !/[0-9]/.test(password),
    symbols: policy.symbols && !symbol.test(password),
    // A space is a symbol within a password only.
    spaces: password !== password.trim(),
  };
  const all: readonly PasswordFault[] = [
    'tooShort',
    'tooLong',
    'lowercase',
    'uppercase',
    'digits',
    'symbols',
    'spaces',
  ];
  return all.filter((fault) => faults[fault]);
}

/** A salted hash by scrypt, with its salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('base64')} ${(await derive(password, salt)).toString('base64')}`;
}

/**
 * Whether a password is the one of a hash.
 *
 * @param hash undefined takes as long and is never right, so that nobody learns by time who has an account
 */
export async function isPasswordOf(hash: string | undefined, password: string): Promise<boolean> {
  const [salt = '', expected = ''] = (hash ?? nobody).split(' ');
  const derived = await derive(password, Buffer.from(salt, 'base64'));
  return timingSafeEqual(derived, Buffer.from(expected, 'base64'));
}

const keyLength = 32;
/** Some 10 ms of a processor and 4 MB: enough for the made-up passwords of a laptop, and a run has others to serve. */
const cost = { N: 4096 };
// No password has this key.
const nobody = `${Buffer.alloc(16).toString('base64')} ${Buffer.alloc(keyLength).toString('base64')}`;

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Two ways to type one character are one password.
    scrypt(password.normalize('NFC'), salt, keyLength, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
