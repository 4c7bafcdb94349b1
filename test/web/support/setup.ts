import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesize } from '../../../local/project.ts';
import { parseConfig } from '../../../web/src/config.ts';
import { findChromium } from '../../support/chromium.ts';
import { startLocalRun } from '../../support/local-run.ts';

const project = resolve(import.meta.dirname, '../../..');
const script = (name: string) => join(project, 'bin', name);

/** Where everything of the page under test is. */
export interface WebTarget {
  /** Without a slash at its end, as all addresses here. */
  readonly pageUrl: string;
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly awsEndpoint: string;
  readonly issuer: string;
  readonly clientId: string;
  /** The folder of the built page. */
  readonly folder: string;
  /** The browser's program. */
  readonly chromium: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    web: WebTarget;
  }
}

/** Starts the app as npm start does: with its page, served as the template says, and its sample fleet. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const chromium = findChromium();
  const folder = join(project, '.local/web/page');
  execFileSync(process.execPath, [script('build-web.ts'), folder], { stdio: 'inherit' });
  const { output } = await synthesize({ directory: project, output: join(project, '.local/web/assembly') });
  const run = await startLocalRun(output, ['--quiet', '--publish', `${process.execPath} ${script('publish.ts')}`]);
  const { pageUrl, apiUrl, tokenUrl, awsEndpoint, tokens } = run;
  if (pageUrl === null || tokens === null) throw new Error('The app has no page, or no user pool.');
  const env = { ...process.env, API_URL: apiUrl, TOKEN: tokens.operator };
  execFileSync(process.execPath, [script('seed.ts')], { env });
  const { issuer, clientId } = parseConfig(await (await fetch(`${pageUrl}/config.json`)).json());
  provide('web', { pageUrl, apiUrl, tokenUrl, awsEndpoint, issuer, clientId, folder, chromium });
  return run.stop;
}
