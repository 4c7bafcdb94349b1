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
  await source('two.ts', "export const handler = () => 'two';");
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes a source that lay there long before anything is bundled. */
async function source(name: string, text: string): Promise<void> {
  await writeFile(file(name), text);
  await utimes(file(name), anHourAgo, anHourAgo);
}

async function bundle(sourceMaps = false) {
  const entries = { One: file('one.ts'), Two: file('two.ts') };
  const bundles = await bundleHandlers({ entries, outdir: file('out'), sourceMaps });
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

/** The bundles of before that are taken as they are. */
async function taken(sourceMaps?: boolean): Promise<string[]> {
  const { sourcesOf } = await bundle(sourceMaps);
  return ['One', 'Two'].filter((name) => sourcesOf(name).includes('marked.ts'));
}

test('where nothing has changed nothing is bundled again', async () => {
  await bundle();
  await mark();
  expect(await taken()).toEqual(['One', 'Two']);
});

test.each<[string, () => Promise<void>]>([
  ['a source', () => source('one.ts', "export const handler = () => 'changed';")],
  ['a source that another imports', () => source('shared.ts', "export const greeting: string = 'good day';")],
  ['a bundle', () => writeFile(file('out', 'One', 'index.js'), 'changed')],
  ['a bundle, gone,', () => rm(file('out', 'One', 'index.js'))],
  ['what lies beside a bundle', () => writeFile(file('out', 'One', 'left.js'), 'left')],
])('%s that is another one has it bundled again, and no other', async (_, change) => {
  await bundle();
  await mark();
  await change();
  expect(await taken()).toEqual(['Two']);
  expect(await bundled()).not.toBe('changed');
  await expect(readFile(file('out', 'One', 'left.js'))).rejects.toThrow('ENOENT');
});

test('so has a record that is cut off', async () => {
  await bundle();
  await mark();
  await writeFile(record(), (await readFile(record(), 'utf8')).slice(0, -9));
  expect(await taken()).toEqual([]);
});

test('so has another setting', async () => {
  await bundle();
  await mark();
  expect(await taken(true)).toEqual([]);
});

test('what decides beside the sources counts: the packages, the settings of TypeScript, the cuts', async () => {
  await bundle();
  const kept = JSON.parse(await readFile(record(), 'utf8'));
  expect(Object.keys(kept.digests)).toEqual(
    expect.arrayContaining([
      'node_modules/.package-lock.json',
      'package.json',
      'tsconfig.json',
      'lib/bundling/cuts.ts',
      'lib/bundling/replacements/json-codec.ts',
    ]),
  );
  await mark();
  const marked = JSON.parse(await readFile(record(), 'utf8'));
  await writeFile(record(), JSON.stringify({ ...marked, digests: { ...kept.digests, 'package.json': 'other' } }));
  expect(await taken()).toEqual([]);
});

test('a source that was written while it was bundled may not be what was bundled: nothing is kept', async () => {
  await utimes(file('shared.ts'), Date.now() / 1000, Date.now() / 1000);
  await bundle();
  await expect(readFile(record())).rejects.toThrow('ENOENT');
});

test('what was bundled in part is whole the next time, without what nobody reads any more', async () => {
  await bundle();
  await source('one.ts', "export const handler = () => 'alone';");
  await bundle();
  const { digests } = JSON.parse(await readFile(record(), 'utf8'));
  expect(Object.keys(digests).filter((name) => name.endsWith('shared.ts'))).toEqual([]);
  await mark();
  expect(await taken()).toEqual(['One', 'Two']);
});
