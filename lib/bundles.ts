import { globSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';
import { operations } from '../lambda/operations.ts';
import { type BundleOptions, bundleHandlers, watchHandlers } from './bundling/bundle-handlers.ts';

const project = resolve(import.meta.dirname, '..');

/** The file of each operation, by its name: `RequestRide` is `lambda/rides/request-ride.ts`. */
export function handlerEntries(): Record<string, string> {
  return Object.fromEntries(operations.map(({ name }) => [name, entryOf(name)]));
}

function entryOf(name: string): string {
  const file = `${name.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()}.ts`;
  const [entry, ...others] = globSync(join(project, 'lambda/*', file));
  if (entry === undefined) throw new Error(`The operation ${name} has no file lambda/*/${file}.`);
  if (others.length > 0) throw new Error(`The operation ${name} has several files: ${[entry, ...others].join(', ')}.`);
  return entry;
}

/** Bundles every handler, and gives the folder of each by the operation's name. */
export async function bundleOperations(sourceMaps: boolean): Promise<Readonly<Record<string, string>>> {
  const { directories } = await bundleHandlers(bundleOptions(sourceMaps));
  return directories;
}

/** Milliseconds: editors write a file in several steps. */
const quiet = 20;

/** Bundles again what a changed source is part of, until standard input ends. */
export async function rebuildOnChange(sourceMaps: boolean): Promise<void> {
  const bundles = await watchHandlers(bundleOptions(sourceMaps));
  const changed = new Set<string>();
  let work = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const rebuild = async () => {
    const files = [...changed];
    changed.clear();
    try {
      await bundles.rebuild(files);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    }
  };
  const watcher = watch(join(project, 'lambda'), { recursive: true }, (_, name) => {
    if (name === null) return;
    changed.add(join(project, 'lambda', name));
    clearTimeout(timer);
    timer = setTimeout(() => {
      work = work.then(rebuild);
    }, quiet);
  });
  process.stdin.resume();
  process.stdin.once('end', () => {
    watcher.close();
    clearTimeout(timer);
    void work.then(() => bundles.dispose());
  });
}

function bundleOptions(sourceMaps: boolean): BundleOptions {
  return {
    entries: handlerEntries(),
    outdir: join(project, '.build', sourceMaps ? 'with-source-maps' : 'plain'),
    sourceMaps,
  };
}
