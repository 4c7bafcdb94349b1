import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** A build writes several files: the last of them is waited for. Milliseconds. */
const quiet = 50;

/**
 * Calls back when a folder (at any depth) or file changes. The folder may be removed and made anew, as builds do: its
 * parent is watched as well, and the new one is watched from then on.
 *
 * @returns ends the watch
 */
export function watchPath(path: string, onChange: () => void): () => void {
  let inside: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;

  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      watchInside();
      onChange();
    }, quiet);
  };
  const watchInside = () => {
    inside?.close();
    inside = undefined;
    try {
      if (!statSync(path).isDirectory()) return;
      const watcher = watch(path, { recursive: true, persistent: false }, changed);
      watcher.on('error', (error) => {
        watcher.close();
        if (isMissing(error)) changed();
      });
      inside = watcher;
    } catch (error) {
      // Its parent tells when it is there again.
      if (!isMissing(error)) throw error;
    }
  };
  const outside: FSWatcher = watch(dirname(path), { persistent: false }, (_, name) => {
    if (name === basename(path)) changed();
  });
  outside.on('error', () => outside.close());
  watchInside();

  return () => {
    clearTimeout(timer);
    inside?.close();
    outside.close();
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
