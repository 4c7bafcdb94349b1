import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isObject, own, parseJson } from '../../local/template/json.ts';
import { type Commit, git } from './git.ts';

/** Two folders to synthesize in: the project as a commit has it, and as it lies in the user's checkout now. */
export interface Checkouts {
  readonly base: string;
  readonly head: string;
  /** A folder for what is made of them. */
  readonly scratch: string;
  /** Takes all of it away, and what git noted of it. */
  readonly remove: () => void;
}

/**
 * Makes both in a temporary folder: the commit as a worktree without a branch, the checkout as a copy of all files that git
 * tracks or would take in, as they are now. Both have the user's installed packages, as links. They lie equally deep, so
 * that equal sources give equal bundles, source maps included, and nothing that runs in them writes into the checkout.
 *
 * @param project the folder with `cdk.json`, inside a repository
 * @throws Error with what git says is wrong; the folder is gone then
 */
export function checkOut(project: string, commit: Commit): Checkouts {
  const packages = join(project, 'node_modules');
  if (!existsSync(packages)) throw new Error('there is no node_modules: npm ci brings it');
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'diff-base-')));
  const worktree = join(scratch, 'base');
  const remove = () => {
    removeWorktree(project, worktree);
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    git(project, 'worktree', 'add', '--quiet', '--force', '--detach', worktree, commit.hash);
    const prefix = git(project, 'rev-parse', '--show-prefix').trim();
    const base = join(worktree, prefix);
    const head = join(scratch, 'head', prefix);
    copyFiles(project, head);
    for (const folder of [base, head]) linkPackages(project, folder);
    return { base, head, scratch, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Tracked files as they are now, and new ones that are not ignored. */
function copyFiles(project: string, to: string): void {
  const listed = git(project, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  for (const file of new Set(listed)) {
    const from = join(project, file);
    // One that is deleted is listed still; a link called node_modules is not ignored by "node_modules/".
    if (file === '' || /(^|\/)node_modules(\/|$)/.test(file) || !isFile(from)) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(from, join(to, file), { verbatimSymlinks: true });
  }
}

function isFile(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isDirectory();
}

/** Those of the project, and of its workspaces where they have some of their own. */
function linkPackages(project: string, checkout: string): void {
  for (const folder of ['', ...workspacesOf(project)]) {
    const packages = join(project, folder, 'node_modules');
    const link = join(checkout, folder, 'node_modules');
    if (!existsSync(packages) || !existsSync(dirname(link))) continue;
    rmSync(link, { recursive: true, force: true });
    symlinkSync(realpathSync(packages), link);
  }
}

function workspacesOf(project: string): string[] {
  const manifest = parseJson(readFileSync(join(project, 'package.json'), 'utf8'));
  const workspaces = isObject(manifest) ? own(manifest, 'workspaces') : undefined;
  return Array.isArray(workspaces) ? workspaces.filter((folder) => typeof folder === 'string') : [];
}

/** Git takes one that is gone out of its list, whether it was made whole or only in part. */
function removeWorktree(project: string, worktree: string): void {
  rmSync(worktree, { recursive: true, force: true });
  if (!git(project, 'worktree', 'list', '--porcelain').split('\n').includes(`worktree ${worktree}`)) return;
  git(project, 'worktree', 'remove', '--force', '--force', worktree);
}
