import { hash } from 'node:crypto';
import { globSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Metafile, project } from './sources.ts';
import { readPresent, replace } from './write-bundle.ts';

/** What was bundled, and of what. */
interface Kept {
  readonly settings: string;
  /** The digest of each file that was read or written, by its path relative to the project. */
  readonly files: Readonly<Record<string, string>>;
  readonly metafile: Metafile;
}

/**
 * What decides beside the sources what a bundle holds: which packages there are (npm writes the first of these with each
 * installation), how they and TypeScript are read, and all of this folder.
 */
const rules = () => [
  'node_modules/.package-lock.json',
  'package.json',
  'tsconfig.json',
  ...globSync('lib/bundling/**/*.ts', { cwd: project }),
];

const recordIn = (outdir: string) => join(outdir, 'kept.json');

/**
 * What esbuild said the last time, where it would make the same files again: all that it read and wrote is as it was. That
 * spares a synth seconds of processor time where no handler has changed.
 *
 * @param settings how it is to be bundled
 */
export async function keptBundles(outdir: string, settings: object): Promise<Metafile | undefined> {
  const record = await readPresent(recordIn(outdir));
  if (record === undefined) return undefined;
  const kept: Kept = JSON.parse(record.toString());
  const names = Object.keys(kept.files);
  const present = [
    ...rules(),
    ...globSync('*/*', { cwd: outdir }).map((file) => relative(project, join(outdir, file))),
  ];
  if (kept.settings !== JSON.stringify(settings) || present.some((file) => !names.includes(file))) return undefined;
  const digests = await Promise.all(names.map(digestOf));
  return names.every((name, index) => digests[index] === kept.files[name]) ? kept.metafile : undefined;
}

/** Milliseconds that a file system's clock may be behind. */
const lag = 1_000;

/**
 * Writes down what was bundled for the next time. Not where a file was changed since, which esbuild may have read before or
 * after; nor where another tool than npm has installed the packages.
 *
 * @param begun when bundling began: milliseconds since 1970
 * @param written the paths of all files that were made
 */
export async function keepBundles(
  outdir: string,
  settings: object,
  metafile: Metafile,
  { begun, written }: { readonly begun: number; readonly written: readonly string[] },
): Promise<void> {
  const read = [...rules(), ...Object.keys(metafile.inputs)];
  const files: Record<string, string> = {};
  for (const name of [...read, ...written.map((path) => relative(project, path))]) {
    const digest = await digestOf(name);
    if (digest === undefined) return;
    files[name] = digest;
  }
  const times = await Promise.all(read.map(async (name) => (await stat(join(project, name))).mtimeMs));
  if (times.some((time) => time > begun - lag)) return;
  const kept: Kept = { settings: JSON.stringify(settings), files, metafile };
  await replace(recordIn(outdir), Buffer.from(JSON.stringify(kept)));
}

async function digestOf(name: string): Promise<string | undefined> {
  const content = await readPresent(join(project, name));
  return content && hash('sha256', content);
}
