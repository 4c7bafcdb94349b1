import { cpSync, globSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const project = resolve(import.meta.dirname, '../..');
const sources = ['bin', 'lib', 'lambda', 'local', 'cdk.json', 'openapi.json', 'package.json', 'tsconfig.json'];

/** A copy of the project's sources that a test may change. The packages are those of the project itself. */
export interface ProjectCopy {
  readonly directory: string;
  readonly remove: () => void;
}

/** @param bundled whether what is bundled here already goes along: where the test changes no handler, nothing is bundled again */
export function copyProject({ bundled = false } = {}): ProjectCopy {
  const directory = mkdtempSync(join(tmpdir(), 'unicorn-rides-'));
  const bundles = bundled ? globSync('.build/*/kept.json', { cwd: project }).map(dirname) : [];
  for (const source of [...sources, ...bundles])
    cpSync(join(project, source), join(directory, source), { recursive: true });
  symlinkSync(join(project, 'node_modules'), join(directory, 'node_modules'));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
