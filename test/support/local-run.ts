import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunFile } from '../../local/run-file.ts';

const start = resolve(import.meta.dirname, '../../local/start.ts');
/** Milliseconds: far more than a start takes, on a machine that does much else. */
const patience = 60_000;

export interface LocalRun extends RunFile {
  /** The address of the first API. */
  readonly apiUrl: string;
  readonly process: ChildProcess;
  /** The folder that it was started in: `.local/run.json` is there. */
  readonly folder: string;
  /** All that it has written to its output and error output so far. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the local run of an assembly in a folder of its own, and waits until it is ready.
 *
 * @param args more flags, such as `--data DIR` or `--faults 0.3`
 * @param env more of its environment
 * @throws Error with its output, where it ends instead
 */
export async function startLocalRun(
  assembly: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<LocalRun> {
  const folder = mkdtempSync(join(tmpdir(), 'local-run-'));
  const child = spawn(process.execPath, [start, '--app', assembly, '--port', '0', ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));

  const runFile = join(folder, '.local', 'run.json');
  const deadline = Date.now() + patience;
  while (!statSync(runFile, { throwIfNoEntry: false })?.size) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`The local run did not get ready:\n${output}`);
    }
    await new Promise((wake) => setTimeout(wake, 20));
  }
  const run: RunFile = JSON.parse(readFileSync(runFile, 'utf8'));
  if (run.apiUrl === null) throw new Error('The app has no API.');
  return {
    ...run,
    apiUrl: run.apiUrl,
    process: child,
    folder,
    output: () => output,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
