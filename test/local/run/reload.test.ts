import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyProject } from '../../support/project-copy.ts';
import { startCommand, until } from './command.ts';

const sayMoon = `
import * as z from 'zod/mini';
import { handle } from '../http/handle.ts';
import { defineOperation } from '../http/operation.ts';

export const sayMoon = defineOperation({
  name: 'SayMoon',
  route: 'GET /moon',
  summary: 'Say moon',
  auth: 'anyone',
  responses: { 200: { description: 'The moon', body: z.strictObject({ phase: z.string() }) } },
});

export const handler = handle(sayMoon, async () => ({ status: 200, body: { phase: 'new' } as const }));
`;

test('What a developer changes in the project is served, while data and addresses stay', {
  timeout: 180_000,
}, async () => {
  const { directory: folder, remove } = copyProject();
  onTestFinished(remove);
  const change = (file: string, from: string | RegExp, to: string) => {
    const before = readFileSync(join(folder, file), 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    writeFileSync(join(folder, file), after);
  };
  const env = { CDK_VALIDATION: 'false', PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
  // As `npm start`, but empty.
  const command = startCommand(['--synth', '--beside', 'node bin/bundle.ts', '--port', '0'], { folder, env });
  const { apiUrl, tokens } = await command.ready();
  const answers = async (path: string, expected: object) => {
    const response = await fetch(apiUrl + path);
    expect(await response.json()).toMatchObject(expected);
  };
  const unicorn = {
    name: 'Ada',
    color: 'white',
    gender: 'female',
    location: { latitude: 0, longitude: 0 },
    status: 'resting',
  };
  const headers = { authorization: `Bearer ${tokens?.operator}`, 'content-type': 'application/json' };
  const put = await fetch(`${apiUrl}/unicorns/ada`, { method: 'PUT', headers, body: JSON.stringify(unicorn) });
  expect(put.status).toBe(201);

  // A handler.
  change('lambda/meta/say-hello.ts', 'Hello $', 'Welcome $');
  await until(() => answers('/hello?name=you', { message: 'Welcome you' }));

  // A fault in it: said, and what was there goes on.
  change('lambda/meta/say-hello.ts', 'export const handler', 'const = ;\nexport const handler');
  await until(() => expect(command.stderr()).toMatch(/say-hello\.ts:\d+:\d+: ERROR/));
  await until(() => expect(command.stderr()).toContain('Still running what was there before: '));
  await answers('/hello?name=you', { message: 'Welcome you' });
  change('lambda/meta/say-hello.ts', 'const = ;\n', '');

  // A setting of the stage, and a new operation: its file, and its line.
  change('lib/stages.ts', "allowedOrigins: ['*']", "allowedOrigins: ['https://page.example']");
  writeFileSync(join(folder, 'lambda/meta/say-moon.ts'), sayMoon);
  change('lambda/operations.ts', /^/, "import { sayMoon } from './meta/say-moon.ts';\n");
  change('lambda/operations.ts', '  sayHello,', '  sayHello,\n  sayMoon,');
  await until(() => answers('/moon', { phase: 'new' }));
  const origin = 'https://page.example';
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } };
  expect((await fetch(`${apiUrl}/moon`, preflight)).headers.get('access-control-allow-origin')).toBe(origin);

  // The new one's handler.
  change('lambda/meta/say-moon.ts', "phase: 'new'", "phase: 'full'");
  await until(() => answers('/moon', { phase: 'full' }));

  // Gone again.
  rmSync(join(folder, 'lambda/meta/say-moon.ts'));
  change('lambda/operations.ts', "import { sayMoon } from './meta/say-moon.ts';\n", '');
  change('lambda/operations.ts', '  sayMoon,\n', '');
  await until(async () => expect((await fetch(`${apiUrl}/moon`)).status).toBe(404));
  const kept = await fetch(`${apiUrl}/unicorns/ada`, { headers });
  expect(await kept.json()).toMatchObject(unicorn);
});
