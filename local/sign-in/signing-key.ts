import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  type JWK,
} from 'jose';

/** The key that signs the tokens of a run. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  /** The public half, as the issuer shows it. */
  readonly publicJwk: JWK;
}

const algorithm = 'RS256';

/**
 * The signing key kept in a folder, made when there is none yet.
 *
 * @param directory where the key is kept, so that tokens survive a restart; a new key each run where there is none
 * @throws Error when the kept key cannot be read
 */
export async function signingKey(directory?: string): Promise<SigningKey> {
  if (directory === undefined) return describe(await makeKey());
  const file = join(directory, 'signing-key.pem');
  const kept = await readIfThere(file);
  if (kept !== undefined) {
    return describe(
      await importPKCS8(kept, algorithm, { extractable: true }).catch((cause: unknown) => {
        throw new Error(`the signing key ${file} cannot be read; delete it to get a new one`, { cause });
      }),
    );
  }
  const key = await makeKey();
  await mkdir(directory, { recursive: true });
  // Written beside and then renamed: whatever ends the run, the file is whole or not there.
  const beside = `${file}.${randomUUID()}`;
  await writeFile(beside, await exportPKCS8(key), { mode: 0o600 });
  await rename(beside, file);
  return describe(key);
}

const makeKey = async () => (await generateKeyPair(algorithm, { extractable: true })).privateKey;

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function describe(privateKey: CryptoKey): Promise<SigningKey> {
  const { kty, n, e } = await exportJWK(privateKey);
  if (kty === undefined || n === undefined || e === undefined) throw new Error('the signing key is no RSA key');
  const publicJwk = { kty, n, e };
  const kid = await calculateJwkThumbprint(publicJwk);
  return { kid, privateKey, publicJwk: { ...publicJwk, kid, use: 'sig', alg: algorithm } };
}
