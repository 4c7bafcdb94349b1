import { hash } from 'node:crypto';
import { globSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { filesBehind, type Metafile, project } from './sources.ts';
import { readPresent, replace } from './write-bundle.ts';

/** What was bundled, and of what. */
interface Kept {
  readonly sourceMaps: boolean;
  /** The digest of each file that was read or written, by its path relative to the project. */
  readonly digests: Readonly<Record<string, string>>;
  readonly metafile: Metafile;
}

export interface KeepOptions {
  /** As `BundleOptions` have them. */
  readonly entries: Readonly<Record<string, string>>;
  readonly outdir: string;
  readonly sourceMaps: boolean;
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

const nothing: Metafile = { inputs: {}, outputs: {} };
const recordIn = (outdir: string) => join(outdir, 'kept.json');

/** The sources of an operation, relative to the project; none where it was never bundled. */
const sourcesOf = (entry: string, metafile: Metafile) =>
  Array.from(filesBehind(entry, metafile), (path) => relative(project, path));

/** What lies in the folder of an operation, relative to the project. */
const madeFor = (name: string, outdir: string) =>
  globSync('*', { cwd: join(outdir, name) }).map((file) => relative(project, join(outdir, name, file)));

/**
 * Which bundles of before esbuild would make again as they are: all that it read and wrote is as it was. That spares a synth
 * seconds of processor time where no handler has changed, and most of them where one has.
 *
 * @returns the operations that are to be bundled, and what esbuild said of the others
 */
export async function keptBundles({
  entries,
  outdir,
  sourceMaps,
}: KeepOptions): Promise<{ readonly stale: readonly string[]; readonly metafile: Metafile }> {
  const names = Object.keys(entries);
  const kept = await readRecord(outdir);
  if (kept === undefined) return { stale: names, metafile: nothing };
  const files = Object.keys(kept.digests);
  const digests = await Promise.all(files.map(digestOf));
  const same = new Set(files.filter((file, index) => digests[index] === kept.digests[file]));
  if (kept.sourceMaps !== sourceMaps || !rules().every((file) => same.has(file))) {
    return { stale: names, metafile: nothing };
  }
  const stale = names.filter((name) => {
    const sources = sourcesOf(entries[name] ?? '', kept.metafile);
    const folder = relative(project, join(outdir, name));
    const made = [...files.filter((file) => dirname(file) === folder), ...madeFor(name, outdir)];
    return sources.length === 0 || ![...sources, ...made].every((file) => same.has(file));
  });
  return { stale, metafile: kept.metafile };
}

/** Milliseconds that a file system's clock may be behind. */
const lag = 1_000;

/**
 * Writes down what was bundled for the next time. Not where a file was changed since, which esbuild may have read before or
 * after; nor where another tool than npm has installed the packages.
 *
 * @param metafile of all operations
 * @param begun when bundling began: milliseconds since 1970
 */
export async function keepBundles(
  { entries, outdir, sourceMaps }: KeepOptions,
  metafile: Metafile,
  begun: number,
): Promise<void> {
  const sources = Object.values(entries).flatMap((entry) => sourcesOf(entry, metafile));
  const read = new Set([...rules(), ...sources]);
  const made = Object.keys(entries).flatMap((name) => madeFor(name, outdir));
  const digests: Record<string, string> = {};
  for (const file of [...read, ...made]) {
    const digest = await digestOf(file);
    if (digest === undefined) return;
    digests[file] = digest;
  }
  const times = await Promise.all(Array.from(read, async (file) => (await stat(join(project, file))).mtimeMs));
  if (times.some((time) => time > begun - lag)) return;
  // What none of them reads any more is forgotten.
  const inputs = Object.fromEntries(Object.entries(metafile.inputs).filter(([file]) => read.has(file)));
  const kept: Kept = { sourceMaps, digests, metafile: { ...metafile, inputs } };
  await replace(recordIn(outdir), Buffer.from(JSON.stringify(kept)));
}

async function readRecord(outdir: string): Promise<Kept | undefined> {
  const record = await readPresent(recordIn(outdir));
  try {
    return record && JSON.parse(record.toString());
  } catch {
    // Cut off or edited by hand: all is bundled, and written down anew.
    return undefined;
  }
}

async function digestOf(file: string): Promise<string | undefined> {
  const content = await readPresent(join(project, file));
  return content && hash('sha256', content);
}
