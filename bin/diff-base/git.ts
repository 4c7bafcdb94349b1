import { execFileSync } from 'node:child_process';

/** What a hook of git tells of the repository it runs for: another worktree is none of its business. */
const ofTheCaller = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
];

/**
 * Runs git in a folder, without the repository's hooks.
 *
 * @returns what it writes to its standard output
 * @throws Error with what git says is wrong
 */
export function git(directory: string, ...words: readonly string[]): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofTheCaller.includes(name)));
  try {
    return execFileSync('git', ['-c', 'core.hooksPath=/dev/null', ...words], {
      cwd: directory,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 256 * 1024 * 1024,
    });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(`git ${words[0]}: ${said || (error instanceof Error ? error.message : error)}`, { cause: error });
  }
}

export interface Commit {
  readonly hash: string;
  /** The first line of its message. */
  readonly subject: string;
}

/**
 * The commit that a branch, tag, hash or expression such as `HEAD~1` names.
 *
 * @throws Error in one line where there is none
 */
export function commitNamed(directory: string, ref: string): Commit {
  let hash: string;
  try {
    hash = git(directory, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).trim();
  } catch (error) {
    const isShallow = git(directory, 'rev-parse', '--is-shallow-repository').trim() === 'true';
    const why = isShallow ? ' in this shallow clone (git fetch --deepen 100 brings more)' : '';
    throw new Error(`there is no commit "${ref}"${why}`, { cause: error });
  }
  return { hash, subject: git(directory, 'log', '-1', '--format=%s', hash).trim() };
}

/** What a file held at a commit; undefined where the commit has none. The path is relative to the folder. */
export function fileAt(directory: string, { hash }: Commit, path: string): string | undefined {
  const isThere = git(directory, 'ls-tree', '--name-only', hash, '--', path).trim() !== '';
  return isThere ? git(directory, 'show', `${hash}:./${path}`) : undefined;
}
