import type { TestProject } from 'vitest/node';
import { startLocalRun } from './local-run.ts';

/** Where the end-to-end tests go: they know addresses, and where tokens come from, and nothing else. */
export interface Target {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** `GET {tokenUrl}?user=alice&groups=operators` answers `{"id_token", "access_token"}`. */
  readonly tokenUrl: string;
  /** `GET` shows what would have been mailed; only where no mail is sent. */
  readonly mailboxUrl?: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    target: Target;
  }
}

/** The target that the environment names (`API_URL` and `TOKEN_URL`), or a local run of the dev stage. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { API_URL, TOKEN_URL } = process.env;
  if (API_URL !== undefined && TOKEN_URL !== undefined) {
    project.provide('target', { apiUrl: API_URL.replace(/\/$/, ''), tokenUrl: TOKEN_URL });
    return undefined;
  }
  const { dev } = project.getProvidedContext().assemblies;
  if (dev === undefined) throw new Error('The dev stage was not synthesized.');
  const run = await startLocalRun(dev, ['--quiet']);
  const { apiUrl, tokenUrl, awsEndpoint } = run;
  project.provide('target', { apiUrl, tokenUrl, mailboxUrl: `${awsEndpoint}/_local/mailbox` });
  return run.stop;
}
