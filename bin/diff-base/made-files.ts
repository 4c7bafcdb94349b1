import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from '../../local/shell-command.ts';
import { type Commit, fileAt } from './git.ts';
import { causeIn } from './last-words.ts';

/** A committed file that a script makes from the code: as it was, as it is, and as it would be made now. */
export interface MadeFile {
  readonly path: string;
  readonly before: string | undefined;
  readonly now: string | undefined;
  /** What the script makes of it; undefined where there is no such script. */
  readonly made: string | undefined;
}

/**
 * Reads a made file at the base and in the copy of the checkout, and has the copy's own script make it again.
 *
 * @throws Error with the script's last words where it fails
 */
export async function readMadeFile(
  { path, script }: { readonly path: string; readonly script: string },
  { project, commit, copy }: { readonly project: string; readonly commit: Commit; readonly copy: string },
  signal: AbortSignal,
): Promise<MadeFile> {
  const read = () => (existsSync(join(copy, path)) ? readFileSync(join(copy, path), 'utf8') : undefined);
  const file = { path, before: fileAt(project, commit, path), now: read() };
  if (!existsSync(join(copy, script))) return { ...file, made: undefined };
  let said = '';
  const env = { ...process.env, PATH: [join(copy, 'node_modules/.bin'), process.env.PATH].join(delimiter) };
  try {
    await runCommand(`node ${script}`, { cwd: copy, env, onOutput: (text) => (said += text), signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(`${path} cannot be made: ${causeIn(said)}`, { cause: error });
  }
  return { ...file, made: read() };
}
