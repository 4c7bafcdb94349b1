import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { editFile } from '../../support/edit-file.ts';
import { copyProject, type ProjectCopy } from '../../support/project-copy.ts';
import { addReadmeEndpoint, readmeEndpoint } from '../../support/readme-endpoint.ts';
import { type Command, endAll, startCommand, until } from './command.ts';

afterAll(endAll);

// Each change of a project is synthesized, which takes seconds: what is changed together here, and the order, save some.
const patient = { timeout: 180_000 };

let copy: ProjectCopy;
let command: Command;
let api: string;
let as: (person: 'rider' | 'operator') => { readonly headers: Record<string, string> };

beforeAll(async () => {
  copy = copyProject({ bundled: true });
  const env = { CDK_VALIDATION: 'false', PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
  // As `npm start`, but empty.
  const flags = ['--synth', '--beside', 'node bin/bundle.ts', '--port', '0'];
  command = startCommand(flags, { folder: copy.directory, env, shared: true });
  const { apiUrl, tokens } = await command.ready();
  api = apiUrl;
  as = (person) => ({ headers: { authorization: `Bearer ${tokens?.[person]}`, 'content-type': 'application/json' } });
}, patient.timeout);
afterAll(() => copy.remove());

const inCopy = (file: string) => join(copy.directory, file);

const change = (file: string, from: string | RegExp, to: string) => editFile(inCopy(file), from, to);

async function answer(path: string, init: RequestInit = {}): Promise<object> {
  const response = await fetch(api + path, init);
  return { status: response.status, body: await response.json() };
}

/** Waits until a path is answered like this. */
const answers = (path: string, body: object, init?: RequestInit): Promise<void> =>
  until(async () => expect(await answer(path, init)).toMatchObject({ body }), 250);

test("the README's endpoint works after its two steps: one new file, one new line", patient, async () => {
  const unicorn = {
    name: 'Ada',
    color: 'white',
    gender: 'female',
    location: { latitude: 0, longitude: 0 },
    status: 'resting',
  };
  const put = { method: 'PUT', body: JSON.stringify(unicorn), ...as('operator') };
  expect(await answer('/unicorns/ada', put)).toMatchObject({ status: 201 });

  addReadmeEndpoint(copy.directory);
  // Beside it: another operation goes, and a setting of the stage is another.
  change('lambda/operations.ts', '  getDocs,\n', '');
  change('lib/stages.ts', "allowedOrigins: ['*']", "allowedOrigins: ['https://page.example']");

  await answers('/unicorns/ada/status', { status: 'resting' }, as('rider'));
  expect(await answer('/unicorns/ada/status')).toMatchObject({ status: 401 });
  expect(await answer('/unicorns/bob/status', as('rider'))).toMatchObject({ status: 404 });
});

test('what is taken out of the list is gone, a setting of the stage is as it is now, and the data is kept', async () => {
  expect(await answer('/docs')).toEqual({ status: 404, body: { message: 'Not Found' } });
  const origin = 'https://page.example';
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } };
  expect((await fetch(`${api}/hello`, preflight)).headers.get('access-control-allow-origin')).toBe(origin);
  expect(await answer('/unicorns/ada', as('rider'))).toMatchObject({ body: { name: 'Ada', status: 'resting' } });
});

test(
  'a fault in a handler is said, and what was there goes on; handlers old and new are served as changed',
  patient,
  async () => {
    change(readmeEndpoint.file, 'export const handler', 'const = ;\nexport const handler');
    await until(() => expect(command.stderr()).toMatch(/get-unicorn-status\.ts:\d+/));
    await until(() => expect(command.stderr()).toContain('Still running what was there before: '));
    expect(await answer('/unicorns/ada/status', as('rider'))).toMatchObject({ body: { status: 'resting' } });

    change(readmeEndpoint.file, 'const = ;\n', '');
    change(readmeEndpoint.file, 'There is no such unicorn.', 'There never was such a unicorn.');
    change('lambda/meta/say-hello.ts', 'Hello $', 'Welcome $');
    await answers('/unicorns/bob/status', { detail: 'There never was such a unicorn.' }, as('rider'));
    await answers('/hello?name=you', { message: 'Welcome you' });
  },
);

test('npm run openapi gives it its place in openapi.json', async () => {
  command.process.kill('SIGTERM');
  expect(await command.ended).toBe(0);
  execFileSync(process.execPath, ['bin/openapi.ts'], { cwd: copy.directory });
  expect(readFileSync(inCopy('openapi.json'), 'utf8')).toContain(`"operationId": "${readmeEndpoint.operation}"`);
});
