import { type FSWatcher, globSync, readFileSync, watch } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';

/** Editors write a file in several steps: the last is waited for. Milliseconds. */
const quiet = 100;

/**
 * Calls back when a source of the project changes: what `watch.include` in its cdk.json names, as for `cdk watch`.
 *
 * @returns ends the watch
 */
export function watchSources(directory: string, onChange: () => void): () => void {
  const patterns = watchPatterns(join(directory, 'cdk.json'));
  let timer: NodeJS.Timeout | undefined;
  const watchers = rootsOf(directory, patterns).map(
    (root): FSWatcher =>
      watch(join(directory, root), { recursive: true }, (_, name) => {
        const path = name === null ? root : join(root, name);
        if (!patterns.some((pattern) => matchesGlob(path, pattern))) return;
        clearTimeout(timer);
        timer = setTimeout(onChange, quiet);
      }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

function watchPatterns(file: string): string[] {
  const settings: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const include = isObject(settings) && isObject(settings.watch) ? settings.watch.include : undefined;
  return [include ?? []].flat().filter((pattern) => typeof pattern === 'string');
}

/** The folders and files that the patterns begin with: `lib/**` is watched at `lib`. */
function rootsOf(directory: string, patterns: readonly string[]): string[] {
  const starts = patterns.map((pattern) => {
    const wild = pattern.search(/[*?[{]/);
    return wild < 0 ? pattern : dirname(`${pattern.slice(0, wild)}x`);
  });
  return [...new Set(starts)].filter((start) => globSync(start, { cwd: directory }).length > 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
