import { join, matchesGlob, relative, resolve } from 'node:path';
import { readSettings } from './project.ts';
import { own, ownObject, ownText } from './template/json.ts';
import type { JsonObject } from './template/resources.ts';
import { watchPath } from './watch.ts';

/** An editor or a checkout writes several files: the last is waited for. Milliseconds. */
const quiet = 100;

/**
 * Calls back when a source of a CDK project changes: what `watch.include` in its cdk.json names and `watch.exclude` does
 * not. As for `cdk watch`, hidden files, installed packages and the CLI's own output are never among them.
 *
 * @returns ends the watch
 */
export async function watchSources(directory: string, onChange: () => void): Promise<() => void> {
  const root = resolve(directory);
  const settings = await readSettings(join(root, 'cdk.json'));
  const watched = ownObject(settings, 'watch');
  const include = patternsIn(watched, 'include') ?? ['**'];
  const output = ownText(settings, 'output') ?? 'cdk.out';
  const exclude = [...(patternsIn(watched, 'exclude') ?? []), output, '**/.*', '**/node_modules'];

  const matches = (path: string, patterns: readonly string[]) =>
    patterns.some((pattern) => matchesGlob(relative(root, path), pattern));
  return watchPath(
    root,
    (changed) => {
      if (changed.some((path) => matches(path, include))) onChange();
    },
    { quiet, ignores: (path) => matches(path, exclude) },
  );
}

/** One pattern or a list of them. */
function patternsIn(settings: JsonObject, name: string): string[] | undefined {
  const patterns = own(settings, name);
  return patterns === undefined ? undefined : [patterns].flat().filter((pattern) => typeof pattern === 'string');
}
