import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesize } from '../../../local/project.ts';
import { loadApp, type Run, startRun } from '../../../local/run.ts';
import { startPageServer } from './page-server.ts';
import { claimsIn, tokensOf } from './tokens.ts';

const project = resolve(import.meta.dirname, '../../..');

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

/** Builds the page, serves it, and starts the app that it is of, with the sample fleet. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const chromium = findChromium();
  const folder = join(project, '.local/web/page');
  execFileSync(process.execPath, [join(project, 'bin/build-web.ts'), folder], { stdio: 'inherit' });
  const { output } = await synthesize({ directory: project, output: join(project, '.local/web/assembly') });

  let config: Readonly<Record<string, string>> = {};
  let connect: readonly string[] = [];
  const server = await startPageServer({ folder, config: () => config, connect: () => connect });
  const run = await startRun(loadApp(output), {
    port: 0,
    faults: 0,
    callbackUrls: [`${server.url}/callback`, `${server.url}/`],
    onRequest: () => {},
    onLog: () => {},
    onOtherCall: () => {},
    onEvent: () => {},
    onFault: (error) => console.error(error),
  });
  const target = await describe(run);
  config = {
    apiUrl: target.apiUrl,
    issuer: target.issuer,
    clientId: target.clientId,
    signOutUrl: `${target.issuer}/logout`,
  };
  connect = [target.apiUrl, new URL(target.issuer).origin, target.awsEndpoint];

  const { id_token } = await tokensOf(target.tokenUrl, 'operator', 'operators');
  const env = { ...process.env, API_URL: target.apiUrl, TOKEN: id_token };
  await runNode(join(project, 'bin/seed.ts'), env);
  provide('web', { ...target, pageUrl: server.url, folder, chromium });
  return async () => {
    await server.close();
    await run.close();
  };
}

async function describe({ apis, tokenUrl, awsEndpoint }: Run) {
  const [api] = apis;
  if (api === undefined) throw new Error('The app has no API.');
  const { id_token } = await tokensOf(tokenUrl, 'operator', 'operators');
  const { iss, aud } = claimsIn(id_token);
  return { apiUrl: api.url, tokenUrl, awsEndpoint, issuer: iss, clientId: aud };
}

/** Runs a script beside the run, which is in this process. @throws Error where it fails */
async function runNode(script: string, env: NodeJS.ProcessEnv): Promise<void> {
  const [code] = await once(spawn(process.execPath, [script], { env, stdio: ['ignore', 'ignore', 'inherit'] }), 'exit');
  if (code !== 0) throw new Error(`${script} ended with ${code}.`);
}

/** @throws Error that says what to install, where there is no browser */
function findChromium(): string {
  const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = places.find((place) => place !== undefined && existsSync(place));
  if (found !== undefined) return found;
  throw new Error(
    'No browser to test the page in: install Chromium (Debian, Ubuntu: apt-get install chromium), or name one in CHROMIUM.',
  );
}
