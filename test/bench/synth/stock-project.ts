import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { peersFolder } from '../peers/peers.ts';

const project = resolve(import.meta.dirname, '../../..');

/** What the app is made of. */
const sources = [
  'bin',
  'lib',
  'lambda',
  'openapi.json',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/**
 * Copies the app, changed to what the CDK does by default: NodejsFunction is given an `entry` and bundles each function
 * itself, and tsx runs it all.
 *
 * @throws Error where the app is written otherwise than these changes expect
 */
export function makeStockProject(folder: string): void {
  mkdirSync(folder);
  for (const source of sources) cpSync(join(project, source), join(folder, source), { recursive: true });
  edit(join(folder, 'cdk.json'), '"app": "node bin/app.ts"', '"app": "npx tsx bin/app.ts"');
  edit(join(folder, 'bin/app.ts'), 'bundleFunctions(stage.sourceMaps)', 'handlerEntries()');
  edit(join(folder, 'bin/app.ts'), 'import { bundleFunctions }', 'import { handlerEntries }');
  edit(join(folder, 'bin/app.ts'), "import './compile-cache.ts';", '');
  const construct = join(folder, 'lib/constructs/app-function.ts');
  edit(construct, 'code: Code.fromAsset(bundle),', 'entry: bundle,');
  edit(construct, "handler: 'index.handler',", '');
  linkPackages(join(folder, 'node_modules'));
}

/** The packages of the project, and tsx beside their commands. */
function linkPackages(folder: string): void {
  const packages = join(project, 'node_modules');
  const commands = join(folder, '.bin');
  mkdirSync(commands, { recursive: true });
  const link = (from: string, to: string, names: readonly string[]) => {
    for (const name of names) symlinkSync(join(from, name), join(to, name));
  };
  link(
    packages,
    folder,
    readdirSync(packages).filter((name) => !name.startsWith('.')),
  );
  link(join(packages, '.bin'), commands, readdirSync(join(packages, '.bin')));
  link(join(peersFolder, 'node_modules/.bin'), commands, ['tsx']);
}

function edit(file: string, text: string, replacement: string): void {
  const source = readFileSync(file, 'utf8');
  if (source.split(text).length !== 2) throw new Error(`${file} does not hold "${text}" once: mend the benchmark.`);
  writeFileSync(file, source.replace(text, replacement));
}
