import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

interface File {
  readonly path: string;
  readonly contents: Uint8Array;
}

/** Makes a folder hold these files and no others. Gives whether that changed a file. */
export async function writeBundle(folder: string, files: readonly File[]): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  const names = new Set(files.map(({ path }) => basename(path)));
  const strangers = (await readdir(folder)).filter((name) => !names.has(name));
  await Promise.all(strangers.map((name) => rm(join(folder, name), { recursive: true, force: true })));
  const changes = await Promise.all(files.map(({ path, contents }) => replace(join(folder, basename(path)), contents)));
  return changes.includes(true);
}

/**
 * Replaces a file at once, so that a function that starts meanwhile loads the old or the new one whole. Another synth may
 * bundle into the same folder at the same time: each writes under a name of its own, beside the folder.
 */
export async function replace(path: string, contents: Uint8Array): Promise<boolean> {
  if ((await readPresent(path))?.equals(contents)) return false;
  const next = `${dirname(path)}.${randomUUID()}.next`;
  await writeFile(next, contents);
  await rename(next, path);
  return true;
}

/** The content of a file; undefined where it is not there. */
export async function readPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
