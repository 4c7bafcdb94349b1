import { randomFillSync } from 'node:crypto';

/** Filled again when it is used up: asking for a few bytes at a time costs more than all else in making an id. */
const pool = Buffer.alloc(8_192);
let used = pool.length;

/** Random bytes as text: for ids, which must differ, and not for secrets. */
export function randomText(bytes: number, encoding: 'hex' | 'base64url'): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString(encoding, used - bytes, used);
}
