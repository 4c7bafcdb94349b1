import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundleHandlers } from '../../../lib/bundling/bundle-handlers.ts';
import { type Cut, cuts } from '../../../lib/bundling/cuts.ts';

let outdir: string;
beforeEach(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'cuts-'));
});
afterEach(() => rm(outdir, { recursive: true }));

function bundleWith(cut: Cut, fixture = 'send-command.ts') {
  return bundleHandlers({
    entries: { Fixture: join(import.meta.dirname, 'fixtures', fixture) },
    outdir,
    sourceMaps: false,
    cuts: [cut],
  });
}

test('a cut of a file that the library no longer has fails by its name', async () => {
  const cut: Cut = { kind: 'file', target: '@smithy/core/dist-es/gone.js', digest: '', replacement: 'uuid.ts' };
  await expect(bundleWith(cut)).rejects.toThrow(
    'The cut "@smithy/core/dist-es/gone.js" (lib/bundling/cuts.ts) matches nothing',
  );
});

test('a cut of a package that nothing imports any more fails by its name', async () => {
  const cut: Cut = {
    kind: 'package',
    target: '@aws-sdk/gone',
    importedBy: '@aws-sdk/client-dynamodb',
    replacement: 'uuid.ts',
  };
  await expect(bundleWith(cut)).rejects.toThrow('The cut "@aws-sdk/gone" (lib/bundling/cuts.ts) matches nothing');
});

test('a cut fails by its name when its file is another than it was made for', async () => {
  const target = '@smithy/core/dist-es/submodules/serde/uuid/v4.js';
  const cut: Cut = { kind: 'file', target, digest: 'that of last year', replacement: 'uuid.ts' };
  await expect(bundleWith(cut)).rejects.toThrow(
    `The cut "${target}" (lib/bundling/cuts.ts) was made for another version of its file`,
  );
});

test('an edit fails by its name when the text is another', async () => {
  const target = '@smithy/core/dist-es/submodules/serde/uuid/v4.js';
  const edit = () => {
    throw new Error('it has no such line');
  };
  await expect(bundleWith({ kind: 'edit', target, edit })).rejects.toThrow(
    `The cut "${target}" (lib/bundling/cuts.ts) does not fit its file: it has no such line`,
  );
});

test.each(cuts.filter((cut) => cut.kind === 'edit'))('the edit of $target takes no other text', ({ edit }) => {
  expect(() => edit('{}')).toThrow(/^it /);
});

test('a bundle without the library needs none of its cuts', async () => {
  const cut: Cut = { kind: 'file', target: '@smithy/core/dist-es/gone.js', digest: '', replacement: 'uuid.ts' };
  await expect(bundleWith(cut, 'say-hello.ts')).resolves.toBeDefined();
});
