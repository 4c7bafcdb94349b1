import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isAlive } from '../../support/processes.ts';
import { endAll, newFolder, startCommand, until } from './command.ts';
import { assemblyOf, smallTemplate, withoutSignIn } from './small-app.ts';

afterAll(endAll);

const run = (args: readonly string[], folder = newFolder(), template = smallTemplate) =>
  startCommand(['--app', assemblyOf(template, newFolder()), '--port', '0', ...args], { folder });

/** A command that writes its process id, and more, into a file, and goes on until it is stopped. */
const lasting = (file: string, then = 'exec sleep 60') =>
  `echo $$ $API_URL $TOKEN > ${file}.next && mv ${file}.next ${file}; ${then}`;

async function written(folder: string, file: string): Promise<string[]> {
  await until(() => expect(existsSync(join(folder, file))).toBe(true));
  return readFileSync(join(folder, file), 'utf8').trim().split(' ');
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends the run in order: nothing of it is left',
  async (signal) => {
    const command = run(['--beside', lasting('beside')]);
    const { apiUrl } = await command.ready();
    const [pid] = await written(command.folder, 'beside');
    const echo: { pid: number } = JSON.parse(await (await fetch(`${apiUrl}/pid`)).text());
    command.process.kill(signal);
    // npm passes on the Ctrl-C that came here as well.
    command.process.kill(signal);
    expect(await command.ended).toBe(0);
    expect(command.stderr()).toBe('');
    expect(command.hasRunFile()).toBe(false);
    await until(() => expect([echo.pid, Number(pid)].map(isAlive)).toEqual([false, false]));
  },
);

test('A signal that comes while the app is filled ends that too', async () => {
  const command = run(['--seed', lasting('seed', 'sleep 60')]);
  const [pid] = await written(command.folder, 'seed');
  command.process.kill('SIGTERM');
  expect(await command.ended).toBe(0);
  expect(command.stderr()).toBe('');
  await until(() => expect(isAlive(Number(pid))).toBe(false));
});

test('What a killed run left is no obstacle, and its run.json goes', async () => {
  const folder = newFolder();
  const killed = run(['--data', 'kept', '--beside', 'cat; echo gone > gone'], folder);
  await killed.ready();
  killed.process.kill('SIGKILL');
  // Its standard input has ended.
  await written(folder, 'gone');
  expect(killed.hasRunFile()).toBe(true);
  const next = run(['--data', 'kept', '--seed', 'test ! -e .local/run.json'], folder);
  const pid = () => JSON.parse(readFileSync(join(folder, '.local/run.json'), 'utf8')).pid;
  await until(() => expect(pid()).toBe(next.process.pid));
});

test('The seed finds the API and the token of an operator, as the welcome does, and runs once where data is kept', async () => {
  const folder = newFolder();
  const seed = 'echo "$API_URL $TOKEN" >> seeds; echo working; echo careful >&2';
  writeFileSync(join(folder, 'welcome.txt'), 'curl {apiUrl}/x as {rider} or {operator}, not {other}\n');
  const flags = ['--data', 'kept', '--seed', seed, '--welcome', 'welcome.txt'];
  const first = run(flags, folder);
  const { apiUrl, tokens } = await first.ready();
  expect(await written(folder, 'seeds')).toEqual([apiUrl, tokens?.operator]);
  expect(first.stdout()).toContain('working\n');
  const welcome = `curl ${apiUrl}/x as ${tokens?.rider} or ${tokens?.operator}, not {other}\n`;
  await until(() => expect(first.stdout()).toContain(welcome));
  first.process.kill('SIGTERM');
  await first.ended;
  await run(flags, folder).ready();
  expect(readFileSync(join(folder, 'seeds'), 'utf8').trim().split('\n')).toHaveLength(1);

  const quiet = run(['--quiet', '--seed', seed]);
  await quiet.ready();
  expect(quiet.stdout()).not.toContain('working');
  expect(quiet.stderr()).toBe('careful\n');
});

test('An app without a user pool is filled without a token; a command beside it that ends is told', async () => {
  const flags = ['--seed', 'env | grep -c ^TOKEN= > count; true', '--beside', 'exit 4'];
  const command = run(flags, newFolder(), withoutSignIn);
  const { apiUrl, issuerUrl, tokens } = await command.ready();
  expect([issuerUrl, tokens]).toEqual([null, null]);
  expect(await written(command.folder, 'count')).toEqual(['0']);
  await until(() => expect(command.stderr()).toBe('exit 4 ended with exit code 4: the app runs on without it.\n'));
  expect((await fetch(apiUrl)).status).toBe(200);
});

test('A seed that fails ends the run, and is tried again the next time', async () => {
  const folder = newFolder();
  const command = run(['--data', 'kept', '--seed', 'exit 3'], folder);
  expect(await command.ended).toBe(1);
  expect(command.stderr()).toBe('exit 3 ended with exit code 3\n');
  expect(command.hasRunFile()).toBe(false);
  await run(['--data', 'kept', '--seed', 'echo again > again'], folder).ready();
  expect(await written(folder, 'again')).toEqual(['again']);
});
