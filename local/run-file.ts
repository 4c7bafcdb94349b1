import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** Writes the file, for this user's eyes only. */
export function writeRunFile(content: RunFile): void {
  mkdirSync(dirname(runFile), { recursive: true });
  writeFileSync(runFile, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}

/** Removes the file, unless another run has written its own since. */
export function removeRunFile(): void {
  try {
    const content: unknown = JSON.parse(readFileSync(runFile, 'utf8'));
    if (typeof content === 'object' && content !== null && 'pid' in content && content.pid !== process.pid) return;
  } catch {
    // Not there, or not readable as JSON: there is nothing of another run's to keep.
  }
  rmSync(runFile, { force: true });
}
