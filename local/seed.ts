import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './shell-command.ts';

export interface SeedOptions {
  /** The API to fill, if there is one. */
  readonly apiUrl: string | undefined;
  /** The token to fill it with; none where the app has no user pool. */
  readonly token: string | undefined;
  /** Where the data is kept, if it is: then it is filled once and for all. */
  readonly dataDirectory: string | undefined;
  /** Whether what the command writes to its output is left out. */
  readonly quiet: boolean;
  readonly signal: AbortSignal;
}

/**
 * Fills an empty app by a command, which finds the API in `API_URL` and a token in `TOKEN`.
 *
 * @throws Error that says how the command failed; the signal's reason where that stopped it
 */
export async function seed(command: string, options: SeedOptions): Promise<void> {
  const { apiUrl, token, dataDirectory, quiet, signal } = options;
  if (apiUrl === undefined) throw new Error(`The app has no API for ${command} to fill.`);
  const marker = dataDirectory === undefined ? undefined : join(dataDirectory, 'seeded');
  if (marker !== undefined && existsSync(marker)) return;
  await runCommand(command, { env: { ...process.env, API_URL: apiUrl, TOKEN: token }, quiet, signal });
  if (marker !== undefined) writeFileSync(marker, '');
}
