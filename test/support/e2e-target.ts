import type { TestProject } from 'vitest/node';
import { setup as synthesizeStages } from './assemblies.ts';
import { deployedTarget } from './deployed-target.ts';
import { startLocalRun } from './local-run.ts';

/** Where the end-to-end tests go: they know addresses, and where tokens come from, and nothing else. */
export interface Target {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** `GET {tokenUrl}?user=alice&groups=operators` answers `{"id_token", "access_token"}`. */
  readonly tokenUrl: string;
  /** `GET` shows what riders were told, newest first. */
  readonly mailboxUrl?: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    target: Target;
  }
}

/** The target that the environment names, or a local run of the dev stage. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const deployed = await deployedTarget();
  if (deployed) {
    project.provide('target', deployed.target);
    return deployed.release;
  }
  await synthesizeStages(project);
  const { dev } = project.getProvidedContext().assemblies;
  if (dev === undefined) throw new Error('The dev stage was not synthesized.');
  const run = await startLocalRun(dev, ['--quiet']);
  const { apiUrl, tokenUrl, awsEndpoint } = run;
  project.provide('target', { apiUrl, tokenUrl, mailboxUrl: `${awsEndpoint}/_local/mailbox` });
  return run.stop;
}
