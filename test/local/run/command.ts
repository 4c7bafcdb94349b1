import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { RunFile } from '../../../local/run-file.ts';

const start = resolve(import.meta.dirname, '../../../local/start.ts');
const patience = { timeout: 50_000, interval: 50 };

/** What is left to do when the tests of the file are done, the last first. */
const endings: (() => Promise<void>)[] = [];

/**
 * Ends what the tests of a file share, and removes their folders. Each file says `afterAll(endAll)` itself: files share this
 * module, and a hook of its own would be the first file's alone.
 */
export async function endAll(): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end();
}

/** A new folder, gone when the tests of the file are. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'run-'));
  endings.push(async () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

export interface Command {
  readonly process: ChildProcess;
  readonly folder: string;
  /** All that it has written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** What `run.json` says, once it is there. */
  readonly ready: () => Promise<RunFile & { readonly apiUrl: string }>;
  readonly hasRunFile: () => boolean;
}

export interface Surroundings {
  /** Where it runs; a new folder unless given. */
  readonly folder?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether all tests of the file share it; otherwise it ends with the test that started it. */
  readonly shared?: boolean;
}

/** Starts `node local/start.ts` as a person does. */
export function startCommand(args: readonly string[], surroundings: Surroundings = {}): Command {
  const { folder = newFolder(), env = {}, shared = false } = surroundings;
  const { NO_COLOR, FORCE_COLOR, ...inherited } = process.env;
  const child = spawn(process.execPath, [start, ...args], {
    cwd: folder,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  const ended = new Promise<number | NodeJS.Signals | null>((done) => {
    child.on('close', (code, signal) => done(code ?? signal));
  });
  const end = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  if (shared) endings.push(end);
  else onTestFinished(end);
  const runFile = join(folder, '.local', 'run.json');
  return {
    process: child,
    folder,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    ended,
    hasRunFile: () => existsSync(runFile),
    ready: async () => {
      await vi.waitFor(() => {
        if (child.exitCode === null && !existsSync(runFile)) throw new Error('not yet ready');
      }, patience);
      if (child.exitCode !== null) throw new Error(`It ended instead:\n${written.stdout}${written.stderr}`);
      return JSON.parse(readFileSync(runFile, 'utf8'));
    },
  };
}

/** Waits until something holds: it is looked at again after so many milliseconds. */
export const until = (holds: () => void | Promise<void>, interval = patience.interval): Promise<void> =>
  vi.waitFor(holds, { ...patience, interval });
