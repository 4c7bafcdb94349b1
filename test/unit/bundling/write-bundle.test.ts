import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeBundle } from '../../../lib/bundling/write-bundle.ts';

test('several that write the same bundle at once do not get in the way of each other', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'write-bundle-'));
  onTestFinished(() => rm(scratch, { recursive: true }));
  const folder = join(scratch, 'SayHello');
  const versions = Array.from({ length: 40 }, (_, version) => `version ${version}`);

  await Promise.all(
    versions.map((text) => writeBundle(folder, [{ path: '/made/up/index.js', contents: Buffer.from(text) }])),
  );

  expect(await readdir(folder)).toEqual(['index.js']);
  expect(await readdir(scratch)).toEqual(['SayHello']);
  expect(versions).toContain(await readFile(join(folder, 'index.js'), 'utf8'));
});
