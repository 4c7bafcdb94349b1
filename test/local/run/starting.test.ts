import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { readArguments } from '../../../local/arguments.ts';
import { loadApp } from '../../../local/run.ts';
import { newestManifestVersion } from '../../../local/template/assembly.ts';
import { freePort } from '../../support/free-port.ts';
import { endAll, newFolder, startCommand } from './command.ts';
import { assemblyOf, smallTemplate, tableOnly } from './small-app.ts';

afterAll(endAll);

test.each([
  [['--bogus'], "Unknown option '--bogus'"],
  [['cdk.out'], "Unexpected argument 'cdk.out'"],
  [['--port'], "Option '--port <value>' argument missing"],
  [['--data', '--quiet'], "Option '--data' argument is ambiguous"],
  [['--quiet=yes'], "Option '--quiet' does not take an argument"],
  [['--data', ''], '--data needs a value.'],
  [['--port', '-1'], 'argument is ambiguous'],
  [['--port=-1'], '--port takes a number from 0 to 65532, not "-1".'],
  [['--port', '65533'], '--port takes a number from 0 to 65532, not "65533".'],
  [['--port', '80a'], 'not "80a"'],
  [['--faults', '1.1'], '--faults takes a number from 0 to 1, not "1.1".'],
  [['--synth', '--app', 'x'], '--synth runs the project in this folder, --app an assembly: one of them.'],
])('%j is refused in one line', (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
  expect(() => readArguments(args)).toThrow(/^[^\n]+ \(--help says what there is\)$/);
});

test('What the command line leaves out has a default', () => {
  const defaults = { app: 'cdk.out', synth: false, port: 3000, faults: 0, beside: [], quiet: false };
  expect(readArguments([])).toEqual(defaults);
  expect(readArguments(['--seed', 'x', '--no-seed', '--faults', '.5'])).toEqual({ ...defaults, faults: 0.5 });
});

test('A wrong command line ends with 2, and help with 0', async () => {
  const wrong = startCommand(['--bogus']);
  const help = startCommand(['--help']);
  expect(await wrong.ended).toBe(2);
  expect(wrong.stderr()).toBe("Unknown option '--bogus'. (--help says what there is)\n");
  expect(await help.ended).toBe(0);
  for (const flag of ['app', 'synth', 'port', 'data', 'faults', 'seed', 'no-seed', 'beside', 'welcome', 'quiet']) {
    expect(help.stdout()).toContain(`  --${flag} `);
  }
});

const manifest = (content: string) => (folder: string) => {
  assemblyOf(tableOnly, folder);
  writeFileSync(join(folder, 'assembly', 'manifest.json'), content);
};
const withResource = (resource: object) => (folder: string) => {
  assemblyOf({ Resources: { It: { ...resource, Metadata: { 'aws:cdk:path': 'Small/Nice/It' } } } }, folder);
};

test.each<[string, (folder: string) => void, RegExp]>([
  ['is not there', () => {}, /^\S+\/assembly\/manifest.json: cannot be read \(ENOENT.*\)$/],
  ['is no JSON', manifest('{'), /^\S+manifest.json: is no JSON .*$/],
  ['is no manifest', manifest('[]'), /^\S+manifest.json: is no cloud assembly manifest$/],
  [
    'is newer than this',
    manifest(`{"version": "${newestManifestVersion + 1}.0.0"}`),
    /^\S+manifest.json: has schema version \d+\.0\.0; \d+ is the newest this knows$/,
  ],
  ['is empty', manifest(`{"version": "${newestManifestVersion}.0.0"}`), /the assembly holds no stack$/],
  [
    'wants something looked up',
    manifest(`{"version": "${newestManifestVersion}.0.0", "missing": [{"key": "vpc:x"}]}`),
    /wants context to be looked up .*: vpc:x$/,
  ],
  [
    'has a resource of an unknown type',
    withResource({ Type: 'AWS::ECS::Cluster' }),
    /^Small It \(Small\/Nice\/It\).*AWS::ECS::Cluster.*$/,
  ],
  [
    'has a property that is not known',
    withResource({ Type: 'AWS::DynamoDB::Table', Properties: { ResourcePolicy: {} } }),
    /^Small It \(Small\/Nice\/It\).*ResourcePolicy.*/,
  ],
])('An assembly that %s is named in a line', (_what, prepare, message) => {
  const folder = newFolder();
  prepare(folder);
  expect(() => loadApp(join(folder, 'assembly'))).toThrow(message);
});

test('An assembly that cannot be run ends the command with 1, and that line alone', async () => {
  const folder = newFolder();
  withResource({ Type: 'AWS::ECS::Cluster' })(folder);
  const command = startCommand(['--app', join(folder, 'assembly'), '--port', '0']);
  expect(await command.ended).toBe(1);
  expect(command.stdout()).toBe('');
  expect(command.hasRunFile()).toBe(false);
  expect(command.stderr()).toMatch(/^Small It \(Small\/Nice\/It\).*AWS::ECS::Cluster.*\n$/);
});

test('A port in use is one line, and takes nothing from the run that has it', async () => {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const command = startCommand(['--app', assemblyOf(smallTemplate, newFolder()), '--port', String(port)]);
  expect(await command.ended).toBe(1);
  expect(command.stderr()).toBe(`Port ${port} is in use: stop what listens there, or choose others with --port.\n`);
});

test('A second run on the same data is one line, and the first goes on', async () => {
  const folder = newFolder();
  const args = ['--app', assemblyOf(smallTemplate, newFolder()), '--port', '0', '--data', 'kept'];
  const first = startCommand(args, { folder });
  const { apiUrl, pid } = await first.ready();
  const second = startCommand(args, { folder });
  expect(await second.ended).toBe(1);
  expect(second.stderr()).toMatch(/^The data folder \S+kept\S* is in use by another run\. .*\n$/);
  expect((await fetch(`${apiUrl}/put`)).status).toBe(200);
  expect(JSON.parse(readFileSync(join(folder, '.local/run.json'), 'utf8')).pid).toBe(pid);
});

test('A welcome that is not there, and a seed without an API to fill, are one line', async () => {
  const app = assemblyOf(tableOnly, newFolder());
  const welcome = startCommand(['--app', app, '--port', '0', '--welcome', 'no.txt']);
  const seed = startCommand(['--app', app, '--port', '0', '--seed', 'true']);
  expect(await welcome.ended).toBe(1);
  expect(welcome.stderr()).toMatch(/^ENOENT.*no\.txt'\n$/);
  expect(await seed.ended).toBe(1);
  expect(seed.stderr()).toBe('The app has no API for true to fill.\n');
});
