import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundleHandlers } from '../../../lib/bundling/bundle-handlers.ts';

let folder: string;
const file = (...names: string[]) => join(folder, ...names);
const record = () => file('out', 'kept.json');
const anHourAgo = Date.now() / 1000 - 3600;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kept-'));
  await source('shared.ts', "export const greeting: string = 'hello';");
  await source('one.ts', "import { greeting } from './shared.ts'; export const handler = () => greeting;");
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes a source that lay there long before anything is bundled. */
async function source(name: string, text: string): Promise<void> {
  await writeFile(file(name), text);
  await utimes(file(name), anHourAgo, anHourAgo);
}

async function bundle(sourceMaps = false) {
  const bundles = await bundleHandlers({ entries: { One: file('one.ts') }, outdir: file('out'), sourceMaps });
  await bundles.keep();
  return bundles;
}

const bundled = () => readFile(file('out', 'One', 'index.js'), 'utf8');

/** Puts a word into what was kept that no bundling would: whoever reads it there has bundled nothing. */
async function mark(): Promise<void> {
  const kept = JSON.parse(await readFile(record(), 'utf8'));
  for (const output of Object.values<{ inputs: object }>(kept.metafile.outputs)) {
    output.inputs = { 'marked.ts': { bytesInOutput: 1 } };
  }
  await writeFile(record(), JSON.stringify(kept));
}

/** Whether the bundles of before are taken as they are. */
const isTaken = async (sourceMaps?: boolean) => (await bundle(sourceMaps)).sourcesOf('One').includes('marked.ts');

test('where nothing has changed nothing is bundled again', async () => {
  await bundle();
  await mark();
  expect(await isTaken()).toBe(true);
});

test.each<[string, () => Promise<void>]>([
  ['a source', () => source('one.ts', "export const handler = () => 'changed';")],
  ['a source that another imports', () => source('shared.ts', "export const greeting: string = 'good day';")],
  ['a bundle', () => writeFile(file('out', 'One', 'index.js'), 'changed')],
  ['a bundle, gone,', () => rm(file('out', 'One', 'index.js'))],
  ['what lies beside a bundle', () => writeFile(file('out', 'One', 'left.js'), 'left')],
])('%s that is another one has it bundled again', async (_, change) => {
  await bundle();
  await mark();
  await change();
  expect(await isTaken()).toBe(false);
  expect(await bundled()).not.toBe('changed');
  await expect(readFile(file('out', 'One', 'left.js'))).rejects.toThrow('ENOENT');
});

test('so has another setting', async () => {
  await bundle();
  await mark();
  expect(await isTaken(true)).toBe(false);
});

test('what decides beside the sources counts: the packages, the settings of TypeScript, the cuts', async () => {
  await bundle();
  const { files } = JSON.parse(await readFile(record(), 'utf8'));
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining([
      'node_modules/.package-lock.json',
      'package.json',
      'tsconfig.json',
      'lib/bundling/cuts.ts',
      'lib/bundling/replacements/json-codec.ts',
    ]),
  );
  await writeFile(record(), JSON.stringify({ ...JSON.parse(await readFile(record(), 'utf8')), files: {} }));
  await mark();
  expect(await isTaken()).toBe(false);
});

test('a source that was written while it was bundled may not be what was bundled: nothing is kept', async () => {
  await utimes(file('shared.ts'), Date.now() / 1000, Date.now() / 1000);
  await bundle();
  await expect(readFile(record())).rejects.toThrow('ENOENT');
});
