import { randomUUID } from 'node:crypto';

/** The SDK's ids by `node:crypto`, which signing needs anyhow; the global `crypto` loads Web Crypto as well. */
export function bindV4(): () => string {
  return () => randomUUID();
}
