import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where what we are compared with is installed: apart from the project, which needs none of it. */
export const peersFolder = import.meta.dirname;

/** Installs the peers as their lock file says, unless that has been done. */
export function installPeers(say: (line: string) => void): void {
  const lock = join(peersFolder, 'package-lock.json');
  const installed = join(peersFolder, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs > statSync(lock).mtimeMs) return;
  say('Installing what we are compared with (once)');
  // Scripts are not needed, and are code of other people's that would run.
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: peersFolder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The version of a peer, as it is pinned. */
export function versionOf(name: string): string {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(peersFolder, 'package.json'), 'utf8'),
  );
  return dependencies[name] ?? 'unknown';
}
