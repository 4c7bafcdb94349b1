import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { consumers } from '../lambda/consumers.ts';
import { operations } from '../lambda/operations.ts';
import { type BundleOptions, type WatchedBundles, watchHandlers } from './bundling/bundle-handlers.ts';

const project = resolve(import.meta.dirname, '..');

/** The file of each operation and consumer, by its name: `RequestRide` is `lambda/rides/request-ride.ts`. */
export function handlerEntries(): Record<string, string> {
  return Object.fromEntries([...operations, ...consumers].map(({ name }) => [name, entryOf(name)]));
}

function entryOf(name: string): string {
  const file = `${name.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()}.ts`;
  const [entry, ...others] = globSync(join(project, 'lambda/*', file));
  if (entry === undefined) throw new Error(`The function ${name} has no file lambda/*/${file}.`);
  if (others.length > 0) throw new Error(`The function ${name} has several files: ${[entry, ...others].join(', ')}.`);
  return entry;
}

/**
 * Bundles every handler, and gives the folder of each by the function's name. A thread of its own does it, so that who
 * asks can go on with what keeps a processor busy.
 *
 * @throws esbuild's `BuildFailure` where a handler does not compile or a cut no longer fits its library
 */
export async function bundleFunctions(sourceMaps: boolean): Promise<Readonly<Record<string, string>>> {
  const worker = new Worker(new URL('./bundling/bundle-worker.ts', import.meta.url), {
    workerData: bundleOptions(sourceMaps),
  });
  const { promise, resolve, reject } = Promise.withResolvers<Readonly<Record<string, string>>>();
  worker.once('message', resolve).once('error', reject);
  return promise;
}

/** Bundles every handler, for who goes on to edit: what a changed source is part of can be bundled again. */
export function watchFunctions(sourceMaps: boolean): Promise<WatchedBundles> {
  return watchHandlers(bundleOptions(sourceMaps));
}

function bundleOptions(sourceMaps: boolean): BundleOptions {
  return {
    entries: handlerEntries(),
    outdir: join(project, '.build', sourceMaps ? 'with-source-maps' : 'plain'),
    sourceMaps,
  };
}
