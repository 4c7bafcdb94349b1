import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Credentials } from './endpoint/credentials.ts';

/** Where scripts and tests find a run, relative to the folder that it was started in. */
export const runFile = '.local/run.json';

/** What `.local/run.json` says while a run is ready. */
export interface RunFile {
  readonly pid: number;
  /** Without a slash at its end, as all addresses here. */
  readonly apiUrl: string | null;
  readonly pageUrl: string | null;
  readonly issuerUrl: string | null;
  readonly tokenUrl: string;
  readonly awsEndpoint: string;
  /** ID tokens of a rider and of an operator; none where the app has no user pool. */
  readonly tokens: { readonly rider: string; readonly operator: string } | null;
  /** Those of the account's root at the AWS endpoint: they may do everything there, and only in this run. */
  readonly credentials: Credentials;
}

/** Writes the file at once, so that nobody reads half of it, and for this user's eyes only. */
export function writeRunFile(content: RunFile): void {
  mkdirSync(dirname(runFile), { recursive: true });
  const next = `${runFile}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, runFile);
}

/** Removes the file of a run that was killed and could not do it itself. */
export function removeStaleRunFile(): void {
  const pid = pidInFile();
  if (pid !== undefined && !isAlive(pid)) rmSync(runFile, { force: true });
}

/** Removes this run's own file, and not that of another one. */
export function removeRunFile(): void {
  if (pidInFile() === process.pid) rmSync(runFile, { force: true });
}

function pidInFile(): number | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(runFile, 'utf8'));
    const hasPid = typeof content === 'object' && content !== null && 'pid' in content;
    return hasPid && typeof content.pid === 'number' ? content.pid : undefined;
  } catch {
    // Not there, or another process is writing it just now.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It may be another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
