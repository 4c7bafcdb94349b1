import { createHash } from 'node:crypto';

const lowerCase = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * An id such as AWS would have chosen, the same in every run, so that URLs and kept data stay good.
 *
 * @param name what the id stands for; another name gives another id
 * @param length characters wanted, at most 64
 * @param alphabet the characters to draw from; AWS's ids are lower-case letters and digits unless told
 */
export function madeUpId(name: string, length: number, alphabet: string = lowerCase): string {
  const digest = createHash('sha512').update(name).digest().subarray(0, length);
  return Array.from(digest, (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}
