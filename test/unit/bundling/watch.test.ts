import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type WatchedBundles, watchHandlers } from '../../../lib/bundling/bundle-handlers.ts';

let folder: string;
let watched: WatchedBundles;
const file = (name: string) => join(folder, name);
const bundleOf = (name: string) => readFile(join(watched.directories[name] ?? '', 'index.js'), 'utf8');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
  await writeFile(file('shared.ts'), "export const greeting: string = 'hello';");
  await writeFile(
    file('one.ts'),
    "import { greeting } from './shared.ts'; export const handler = () => greeting + ' one';",
  );
  await writeFile(
    file('two.ts'),
    "import { greeting } from './shared.ts'; export const handler = () => greeting + ' two';",
  );
  const entries = { One: file('one.ts'), Two: file('two.ts') };
  watched = await watchHandlers({ entries, outdir: file('out'), sourceMaps: false });
});

afterEach(async () => {
  await watched.dispose();
  await rm(folder, { recursive: true });
});

test('a changed operation is bundled again, and no other', async () => {
  for (const word of ['first', 'second']) {
    await writeFile(file('one.ts'), `export const handler = () => '${word}';`);
    expect(await watched.rebuild([file('one.ts')])).toEqual(['One']);
    expect(await bundleOf('One')).toContain(word);
  }
  await writeFile(file('two.ts'), "export const handler = () => 'third';");
  expect(await watched.rebuild([file('two.ts')])).toEqual(['Two']);
});

test('a file that operations share changes them all', async () => {
  await writeFile(file('shared.ts'), "export const greeting: string = 'good day';");
  expect(await watched.rebuild([file('shared.ts')])).toEqual(['One', 'Two']);
  expect(await bundleOf('Two')).toContain('good day');
});

test('a change that makes no difference, or is in no bundle, changes none', async () => {
  await writeFile(file('one.ts'), `${await readFile(file('one.ts'), 'utf8')} // said again`);
  expect(await watched.rebuild([file('one.ts')])).toEqual([]);
  expect(await watched.rebuild([file('elsewhere.ts')])).toEqual([]);
});

test('a fault leaves the bundle as it was, until it is mended in whatever file', async () => {
  const before = await bundleOf('One');
  await writeFile(file('one.ts'), "export { handler } from './new.ts';");
  await writeFile(file('new.ts'), 'export const handler = (');
  await expect(watched.rebuild([file('one.ts')])).rejects.toThrow(/new\.ts:1/);
  expect(await bundleOf('One')).toBe(before);

  await writeFile(file('new.ts'), "export const handler = () => 'mended';");
  expect(await watched.rebuild([file('new.ts')])).toEqual(['One']);
  expect(await bundleOf('One')).toContain('mended');
});

test('what does not belong in a folder goes', async () => {
  await mkdir(join(watched.directories.One ?? '', 'left'), { recursive: true });
  await copyFile(file('one.ts'), join(watched.directories.One ?? '', 'index.js.map'));
  await writeFile(file('one.ts'), "export const handler = () => 'clean';");
  await watched.rebuild([file('one.ts')]);
  expect(watched.sourcesOf('One').map((source) => source.replace(/.*\//, ''))).toEqual(['one.ts']);
  await expect(readFile(join(watched.directories.One ?? '', 'index.js.map'))).rejects.toThrow('ENOENT');
});
