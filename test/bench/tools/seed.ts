import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { LocalRun } from '../../support/local-run.ts';

/** Fills a run with the sample fleet, as `npm run seed` does. @throws Error where that fails */
export async function seed({ apiUrl, tokens }: LocalRun): Promise<void> {
  const command = resolve(import.meta.dirname, '../../../bin/seed.ts');
  const env = { ...process.env, API_URL: apiUrl, TOKEN: tokens?.operator };
  const child = spawn(process.execPath, [command], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ended with exit code ${code}.`);
}
