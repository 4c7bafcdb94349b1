import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { synthesize } from '../../../local/project.ts';
import { startLocalRun } from '../../support/local-run.ts';
import { copyProject } from '../../support/project-copy.ts';

const readme = readFileSync(resolve(import.meta.dirname, '../../../README.md'), 'utf8');

test("the README's endpoint works after its two steps: one new file, one new line", async () => {
  const [, file = '', code = ''] = /The file, `(lambda\/[^`]+)`:\n\n```ts\n(.*?)```/s.exec(readme) ?? [];
  const [, name = ''] = /export const (\w+) = defineOperation/.exec(code) ?? [];
  const { directory, remove } = copyProject();
  onTestFinished(remove);
  const inCopy = (path: string) => join(directory, path);

  writeFileSync(inCopy(file), code);
  const list = readFileSync(inCopy('lambda/operations.ts'), 'utf8');
  const added = list
    .replace('import ', `import { ${name} } from './${file.replace('lambda/', '')}';\nimport `)
    .replace('] as const', `  ${name},\n] as const`);
  writeFileSync(inCopy('lambda/operations.ts'), added);

  execFileSync(process.execPath, ['bin/openapi.ts'], { cwd: directory });
  expect(readFileSync(inCopy('openapi.json'), 'utf8')).toContain(`"operationId": "${name}"`);

  // Other tests have the app validated: that takes longer than the rest.
  vi.stubEnv('CDK_VALIDATION', 'false');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { output } = await synthesize({ directory });
  const run = await startLocalRun(output, ['--quiet']);
  onTestFinished(run.stop);
  const unicorn = `${run.apiUrl}/unicorns/example`;
  const as = (token: string) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });
  await fetch(unicorn, {
    method: 'PUT',
    headers: as(run.tokens?.operator ?? ''),
    body: JSON.stringify({
      name: 'Example',
      color: 'white',
      gender: 'female',
      location: { latitude: 0, longitude: 0 },
      status: 'resting',
    }),
  });

  const answer = await fetch(`${unicorn}/status`, { headers: as(run.tokens?.rider ?? '') });
  expect(await answer.json()).toEqual({ status: 'resting' });
  expect((await fetch(`${unicorn}/status`)).status).toBe(401);
  expect((await fetch(`${unicorn}-unknown/status`, { headers: as(run.tokens?.rider ?? '') })).status).toBe(404);
});
