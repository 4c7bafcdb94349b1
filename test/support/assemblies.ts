import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { stages } from '../../lib/stages.ts';
import { synthesize } from '../../local/project.ts';

/** The folders that the stages are synthesized into for tests, by stage, and one more that is traced and kept warm. */
export type Assemblies = Readonly<Record<string, string>>;

declare module 'vitest' {
  interface ProvidedContext {
    assemblies: Assemblies;
  }
}

const directory = resolve(import.meta.dirname, '../../.local/test');

/** Synthesizes every stage once for all tests. Another test holds that the CDK CLI makes the same of it. */
export async function setup(project: TestProject): Promise<void> {
  if (project.getProvidedContext().assemblies !== undefined) return;
  const app = `node ${join(import.meta.dirname, 'all-stages.ts')}`;
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'cdk.json'), JSON.stringify({ ...cdkJson, app }));
  const { output } = await synthesize({ directory, output: 'stages' });
  const names = [...Object.keys(stages), 'traced'];
  // To the root, whose tests are those of all projects.
  const root = project.vitest.getRootProject();
  root.provide('assemblies', Object.fromEntries(names.map((stage) => [stage, join(output, stage)])));
}
