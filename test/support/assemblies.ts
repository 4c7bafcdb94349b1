import { resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { stages } from '../../lib/stages.ts';
import { synthesize } from '../../local/project.ts';

/** The folders that the stages are synthesized into for tests, by stage. */
export type Assemblies = Readonly<Record<string, string>>;

declare module 'vitest' {
  interface ProvidedContext {
    assemblies: Assemblies;
  }
}

/** Synthesizes every stage once for all tests, as the CDK CLI does it. */
export async function setup(project: TestProject): Promise<void> {
  const directory = resolve(import.meta.dirname, '../..');
  const outputs = Object.keys(stages).map(async (stage) => {
    const { output } = await synthesize({ directory, output: `.local/test/${stage}`, context: { stage } });
    return [stage, output] as const;
  });
  project.provide('assemblies', Object.fromEntries(await Promise.all(outputs)));
}
