import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { synthesize } from '../../local/project.ts';
import { copyProject } from '../support/project-copy.ts';
import { assemblyFile } from './templates.ts';

const project = resolve(import.meta.dirname, '../..');
/** A whole synth takes seconds, and a busy machine is slower. */
const patient = { timeout: 180_000 };

test('cdk synth needs no network and no credentials, and gives the same bytes in another folder', patient, async () => {
  // The stage without source maps: those name the packages' files, which are linked here and lie elsewhere.
  const { directory, remove } = copyProject();
  onTestFinished(remove);
  await synthesizeAlone(directory, 'assembly');

  const mine = assemblyFile('prod', '');
  const other = join(directory, 'assembly');
  expect(files(other)).toEqual(files(mine));
  for (const file of files(other)) {
    expect(readFileSync(join(other, file)).equals(readFileSync(join(mine, file))), file).toBe(true);
  }
});

test('an unknown stage is refused with the names of those there are', patient, async () => {
  const attempt = synthesize({ directory: project, output: '.local/test/unknown', context: { stage: 'production' } });
  await expect(attempt).rejects.toThrow('There is no stage "production". The stages are dev, staging, prod.');
  expect(existsSync(join(project, '.local/test/unknown/manifest.json'))).toBe(false);
});

/** What is deployed: the template, what ties it together, and each asset. The rest of an assembly is for tools. */
function files(assembly: string): string[] {
  const manifest = JSON.parse(readFileSync(join(assembly, 'UnicornRides-prod.assets.json'), 'utf8'));
  const assets = Object.values<{ source: { path: string } }>(manifest.files).map(({ source }) => source.path);
  const patterns = assets.map((path) => (path.startsWith('asset.') ? `${path}/**/*.*` : path));
  return globSync(['UnicornRides-prod.assets.json', 'manifest.json', ...patterns], { cwd: assembly }).sort();
}

/** Runs the CDK CLI's own synth with a home that is empty, and nothing else that a machine could lend it. */
async function synthesizeAlone(directory: string, output: string): Promise<void> {
  const home = join(directory, 'home');
  mkdirSync(home);
  const bin = join(directory, 'node_modules', '.bin');
  // Another test has the validation find faults without a network.
  const command = ['synth', '--quiet', '--no-validation', '-c', 'stage=prod', '--output', output];
  const child = spawn(join(bin, 'cdk'), command, {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: [bin, process.env.PATH].join(delimiter),
      HOME: home,
      NODE_OPTIONS: `--require ${join(import.meta.dirname, 'fixtures/no-network.cjs')}`,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const [code] = await once(child, 'close');
  expect(code, said).toBe(0);
}
