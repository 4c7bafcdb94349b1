import { once } from 'node:events';
import { statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { type Command, endAll, newFolder, type Surroundings, startCommand, until } from './command.ts';
import { assemblyOf, smallTemplate } from './small-app.ts';

const start = (args: readonly string[], surroundings: Surroundings = {}) =>
  startCommand(['--app', assemblyOf(smallTemplate, newFolder()), ...args], surroundings);

const lineOf = (command: Command, words: string) =>
  command
    .stdout()
    .split('\n')
    .find((line) => line.includes(words)) ?? '';

let shared: Command;
/** On a port that was chosen. */
let quiet: Command;
let port: number;
beforeAll(async () => {
  port = await freePort();
  shared = start(['--port', '0'], { shared: true });
  quiet = start(['--port', String(port), '--quiet'], { shared: true });
});
afterAll(endAll);

test('run.json says where everything is, to its owner alone, and each address answers', async () => {
  const { tokens, credentials, ...addresses } = await shared.ready();
  expect(addresses).toEqual({
    pid: shared.process.pid,
    apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    pageUrl: null,
    issuerUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/us-east-1_\w+$/),
    tokenUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/token$/),
    awsEndpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  });
  expect(Object.keys(tokens ?? {})).toEqual(['rider', 'operator']);
  expect(Object.keys(credentials)).toEqual(['accessKeyId', 'secretAccessKey']);
  expect(statSync(join(shared.folder, '.local/run.json')).mode & 0o777).toBe(0o600);
  const discovery = await fetch(`${addresses.issuerUrl}/.well-known/openid-configuration`);
  expect(await discovery.json()).toMatchObject({ issuer: addresses.issuerUrl });
});

test('Nothing listens but on 127.0.0.1', async () => {
  const { apiUrl, tokenUrl, awsEndpoint } = await shared.ready();
  for (const url of [apiUrl, tokenUrl, awsEndpoint]) {
    // All of 127.0.0.0/8 is this machine, so that who listens everywhere would answer there as well.
    const socket = connect(Number(new URL(url).port), '127.0.0.2');
    const refused = once(socket, 'error');
    await expect(Promise.race([refused, once(socket, 'connect').then(() => 'connected')])).resolves.not.toBe(
      'connected',
    );
  }
});

test('The ports follow the one that is chosen; a person has the same sub in every run', async () => {
  const { apiUrl, tokenUrl, awsEndpoint, tokens } = await quiet.ready();
  expect([apiUrl, tokenUrl, awsEndpoint]).toEqual([
    `http://127.0.0.1:${port}`,
    `http://127.0.0.1:${port + 2}/token`,
    `http://127.0.0.1:${port + 3}`,
  ]);
  const before = await shared.ready();
  expect(subOf(tokens?.rider)).toBe(subOf(before.tokens?.rider));
  expect(subOf(tokens?.rider)).not.toBe(subOf(tokens?.operator));
});

const subOf = (token = '') => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub;

test('A line on the console tells of each request, without colours where nobody sees them', async () => {
  await ask(shared, ['/first', '/put', '/delete', '/throw', '/a%0Ab%1B[31m?query=1', '/last']);
  const line = (path: string) => lineOf(shared, path);
  expect(line('/first')).toMatch(/^GET {5}\/first {2}200 {2}\d+ ms {2}Echo {2}cold$/);
  expect(line('/put')).toMatch(/^GET {5}\/put {2}200 {2}\d+ ms {2}Echo {2}warm {2}PutItem {2}1 WU$/);
  expect(line('/delete')).toMatch(/ Echo {2}warm {2}DeleteItem$/);
  expect(line('/throw')).toMatch(/ 500 {2}\d+ ms {2}Echo {2}warm {2}Error: no\\u\{a\}luck$/);
  expect(line('/a')).toMatch(/^GET {5}\/a\\u\{a\}b\\u\{1b\}\[31m {2}200 /);
  expect(shared.stderr()).toMatch(
    /^denied {2}User: arn:aws:sts::000000000000:assumed-role\/echo\/\S+ is not authorized to perform: dynamodb:DeleteItem /m,
  );
  expect(shared.stdout()).toMatch(/^\[Echo\] .*no/m);
  expect(shared.stdout() + shared.stderr()).not.toContain('\u001b');
});

test('It has colours where they are asked for', async () => {
  const command = start(['--port', '0'], { env: { FORCE_COLOR: '1' } });
  await ask(command, ['/first']);
  expect(lineOf(command, '/first')).toContain('\u001b[32m200\u001b[39m');
});

test('A quiet run says only where it is, and what goes wrong', async () => {
  await ask(quiet, ['/first', '/delete', '/throw']);
  await until(() => expect(quiet.stderr()).toContain('denied  '));
  const words = quiet
    .stdout()
    .split('\n')
    .map((line) => line.split(' ')[0]);
  expect(words).toEqual(['API', 'Tokens', 'AWS', 'Mailbox', 'Ready', 'GET', '']);
});

/** Asks for paths one after the other, and waits for the line of the last. */
async function ask(command: Command, paths: readonly string[]): Promise<void> {
  const { apiUrl } = await command.ready();
  for (const path of paths) await fetch(apiUrl + path);
  await until(() => expect(command.stdout()).toContain(`GET     ${paths.at(-1)}`));
}
