import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { consumers } from '../lambda/consumers.ts';
import { operations } from '../lambda/operations.ts';
import { type BundleOptions, bundleHandlers, type WatchedBundles, watchHandlers } from './bundling/bundle-handlers.ts';

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

/** Bundles every handler, and gives the folder of each by the function's name. */
export async function bundleFunctions(sourceMaps: boolean): Promise<Readonly<Record<string, string>>> {
  const { directories } = await bundleHandlers(bundleOptions(sourceMaps));
  return directories;
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
