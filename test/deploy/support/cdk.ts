import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { type Ended, run } from './run.ts';

export const project = resolve(import.meta.dirname, '../../..');

/** Runs the CDK CLI as a user does, in the project or in a copy of it. */
export function cdk(args: readonly string[], cwd = project): Promise<Ended> {
  return run(join(project, 'node_modules/.bin/cdk'), [...args, '--no-notices'], { cwd });
}

/** Deploys all stacks of the app of a folder. @throws AssertionError with what the CLI said, where it fails */
export async function deploy(cwd = project, ...args: readonly string[]): Promise<string> {
  const { code, output } = await cdk(['deploy', '--all', '--require-approval', 'never', ...elsewhere(), ...args], cwd);
  expect(code, reasonsIn(output)).toBe(0);
  return output;
}

/** What the CLI says of a failure, without the hundreds of lines on what went well. */
const reasonsIn = (output: string): string =>
  output
    .split('\n')
    .filter((line) => !/^success:|^start:|_(IN_PROGRESS|COMPLETE) /.test(line))
    .join('\n');

let outputs = 0;

/** An assembly folder of its own for a command: what is in the project's own is somebody else's. */
export function elsewhere(): readonly string[] {
  outputs += 1;
  return ['--output', join(process.env.TMPDIR ?? '', `cdk.out-${outputs}`)];
}
