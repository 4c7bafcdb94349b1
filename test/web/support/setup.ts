import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesize } from '../../../local/project.ts';
import { startLocalRun } from '../../support/local-run.ts';
import { startPageServer } from './page-server.ts';

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
  /** An ID token of an operator. */
  readonly operator: string;
  readonly chromium: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    web: WebTarget;
  }
}

/** Builds the page, starts the app with its sample fleet, and serves the page beside it. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const chromium = findChromium();
  const page = join(project, '.local/web/page');
  execFileSync(process.execPath, [join(project, 'bin/build-web.ts'), page], { stdio: 'inherit' });
  const { output } = await synthesize({ directory: project, output: join(project, '.local/web/assembly') });
  const run = await startLocalRun(output, ['--quiet']);
  const { tokens, apiUrl, tokenUrl, awsEndpoint } = run;
  if (tokens === null) throw new Error('The app has no user pool.');
  const env = { ...process.env, API_URL: apiUrl, TOKEN: tokens.operator };
  execFileSync(process.execPath, [join(project, 'bin/seed.ts')], { env });
  const { iss: issuer, aud: clientId } = claimsOf(tokens.operator);
  const server = await startPageServer({
    folder: page,
    config: () => ({ apiUrl, issuer, clientId }),
    connect: [apiUrl, new URL(issuer).origin, awsEndpoint],
  });
  provide('web', {
    pageUrl: server.url,
    apiUrl,
    tokenUrl,
    awsEndpoint,
    issuer,
    clientId,
    operator: tokens.operator,
    chromium,
  });
  return async () => {
    await server.close();
    await run.stop();
  };
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

interface Claims {
  readonly iss: string;
  readonly aud: string;
}

function claimsOf(token: string): Claims {
  const content: Claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return content;
}
