import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { basename, join, sep } from 'node:path';

export interface WatchOptions {
  /** A build or an editor writes several files, or one in several steps: the last is waited for. Milliseconds. */
  readonly quiet?: number;
  /** The files and folders (absolute paths) that are left alone. */
  readonly ignores?: (path: string) => boolean;
}

/** How often a path that is gone is looked for. Milliseconds. */
const lookAgain = 100;

/**
 * Calls back when a file changes, or anything in a folder at any depth. All of it may be removed and made anew, as
 * builds and editors do: what is there then is watched from then on. Node's own recursive watch loses a file on Linux
 * once another was renamed over it, so each folder has a watch of its own here, which reports that.
 *
 * @param path absolute
 * @param onChange is told the paths that changed; one may be gone
 * @returns ends the watch
 */
export function watchPath(
  path: string,
  onChange: (changed: readonly string[]) => void,
  { quiet = 50, ignores = () => false }: WatchOptions = {},
): () => void {
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let search: NodeJS.Timeout | undefined;

  const report = (entry: string) => {
    changed.add(entry);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const paths = [...changed];
      changed.clear();
      onChange(paths);
    }, quiet);
  };

  /** Watches what is at a path now, if it is a folder; the files in one that was not there before are changes too. */
  const follow = (entry: string, isNew: boolean) => {
    forget(entry);
    try {
      const isFolder = statSync(entry).isDirectory();
      if (!isFolder && entry !== path) return;
      watchers.set(entry, start(entry));
      if (!isFolder) return;
      for (const child of readdirSync(entry, { withFileTypes: true })) {
        const inside = join(entry, child.name);
        if (ignores(inside)) continue;
        if (isNew) report(inside);
        if (child.isDirectory()) follow(inside, isNew);
      }
    } catch (error) {
      if (!isMissing(error)) throw error;
      forget(entry);
      if (entry !== path) return;
      clearTimeout(search);
      search = setTimeout(lookForPath, lookAgain).unref();
    }
  };
  const start = (entry: string): FSWatcher => {
    const watcher = watch(entry, { persistent: false }, (_, name) => {
      const isItself = name === null || (entry === path && name === basename(path));
      const happened = isItself ? entry : join(entry, name);
      if (ignores(happened)) return;
      report(happened);
      follow(happened, true);
    });
    watcher.on('error', () => forget(entry));
    return watcher;
  };
  const lookForPath = () => {
    follow(path, true);
    if (watchers.has(path)) report(path);
  };
  const forget = (gone: string) => {
    for (const [entry, watcher] of watchers) {
      if (entry !== gone && !entry.startsWith(gone + sep)) continue;
      watcher.close();
      watchers.delete(entry);
    }
  };

  follow(path, false);
  return () => {
    clearTimeout(timer);
    clearTimeout(search);
    forget(path);
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
