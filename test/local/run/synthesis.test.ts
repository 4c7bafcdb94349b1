import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAlive } from '../../support/processes.ts';
import { type Command, endAll, newFolder, type Surroundings, startCommand, until } from './command.ts';
import { smallTemplate } from './small-app.ts';

afterAll(endAll);

/**
 * An app that needs no CDK: it writes the assembly itself, of a template in `src/template.json`. It also writes where it
 * should not start a synthesis: hidden, excluded, and installed.
 */
const appSource = `
  import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
  const { CDK_OUTDIR, CDK_CLI_ASM_VERSION: version } = process.env;
  for (const file of ['.runs', 'built/runs', 'node_modules/runs']) appendFileSync(file, 'run\\n');
  console.log('synthesizing');
  const artifacts = { Small: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Small.template.json' } } };
  const template = readFileSync('src/template.json', 'utf8');
  if (template === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000, writeFileSync('.pid', String(process.pid))));
  writeFileSync(CDK_OUTDIR + '/Small.template.json', template);
  writeFileSync(CDK_OUTDIR + '/manifest.json', JSON.stringify({ version, artifacts }));
`;

interface Project {
  readonly folder: string;
  readonly write: (file: string, content: string) => void;
  /** How often it was synthesized. */
  readonly runs: () => number;
}

function project(template: string): Project {
  const folder = newFolder();
  const write = (file: string, content: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  };
  write(
    'cdk.json',
    JSON.stringify({ app: `${process.execPath} app.mjs`, watch: { include: '**', exclude: ['built'] } }),
  );
  write('app.mjs', appSource);
  write('src/template.json', template);
  for (const other of ['built', 'node_modules']) mkdirSync(join(folder, other));
  return { folder, write, runs: () => readFileSync(join(folder, '.runs'), 'utf8').trim().split('\n').length };
}

const start = ({ folder }: Project, args: readonly string[] = [], surroundings: Surroundings = {}) =>
  startCommand(['--synth', '--port', '0', ...args], { folder, ...surroundings });

/** The template with a path of the function's code put in place of another. */
const saying = (greeting: string) =>
  JSON.stringify(smallTemplate).replace('{ path: rawPath }', `{ greeting: '${greeting}' }`);

async function expectGreeting(command: Command, expected: string): Promise<void> {
  const { apiUrl } = await command.ready();
  await until(async () => expect(await (await fetch(apiUrl)).json()).toEqual({ greeting: expected }));
}

/** One run for the tests of changes, which find it saying something and leave it so. */
let it: Project;
let command: Command;
beforeAll(() => {
  it = project(saying('one'));
  command = start(it, [], { shared: true });
});

test('Each change is synthesized once and served, however the file was written, with the data kept', async () => {
  const { apiUrl } = await command.ready();
  await expectGreeting(command, 'one');
  const put = async () => await (await fetch(`${apiUrl}/put`)).json();
  expect(await put()).toEqual({ replaced: false });

  it.write('src/template.json', saying('two'));
  await expectGreeting(command, 'two');
  for (const greeting of ['three', 'four']) {
    it.write('.next', saying(greeting));
    renameSync(join(it.folder, '.next'), join(it.folder, 'src/template.json'));
    await expectGreeting(command, greeting);
  }
  rmSync(join(it.folder, 'src'), { recursive: true });
  for (const greeting of ['five', 'six']) {
    it.write('src/template.json', saying(greeting));
    await expectGreeting(command, greeting);
  }
  expect((await command.ready()).apiUrl).toBe(apiUrl);
  expect(await put()).toEqual({ replaced: true });
  await until(() => expect(command.stdout().split('Synthesized again.').length).toBe(it.runs()));
  expect(it.runs()).toBeLessThanOrEqual(7);
});

test('What cannot be synthesized, read or run is said, and what was there goes on', async () => {
  it.write('src/template.json', saying('one'));
  await expectGreeting(command, 'one');
  for (const [template, words] of [
    ['{', 'Small.template.json: is no JSON'],
    ['{"Resources": {"It": {"Type": "AWS::ECS::Cluster"}}}', 'AWS::ECS::Cluster'],
  ] as const) {
    it.write('src/template.json', template);
    await until(() => expect(command.stderr()).toContain(words));
  }
  it.write('app.mjs', 'console.error("out of order"); process.exit(7)');
  await until(() => expect(command.stderr()).toMatch(/Still running .* ended with exit code 7:\nout of order\n/));
  await expectGreeting(command, 'one');
  it.write('src/template.json', saying('two'));
  it.write('app.mjs', appSource);
  await expectGreeting(command, 'two');
});

test('A table whose key is another now is refused, and what was there goes on whole', async () => {
  it.write('src/template.json', saying('one'));
  await expectGreeting(command, 'one');
  it.write('src/template.json', saying('two').replaceAll('"AttributeName":"id"', '"AttributeName":"key"'));
  await until(() => expect(command.stderr()).toMatch(/Still running what was there before: .*small/));
  await expectGreeting(command, 'one');
  it.write('src/template.json', saying('three'));
  await expectGreeting(command, 'three');
});

test('What runs beside the app begins anew when there are other functions, and when it had ended', async () => {
  const [lasting, ending] = [project(saying('one')), project(saying('one'))];
  const commands = [
    start(lasting, ['--beside', 'echo begun >> .begun; cat']),
    start(ending, ['--beside', 'echo begun >> .begun']),
  ];
  const begun = ({ folder }: Project) => readFileSync(join(folder, '.begun'), 'utf8').trim().split('\n').length;
  await Promise.all(commands.map((command) => command.ready()));
  await until(() => expect([lasting, ending].map(begun)).toEqual([1, 1]));
  lasting.write('src/template.json', saying('two'));
  await until(() => expect(begun(lasting)).toBe(2));
  for (const each of [lasting, ending]) each.write('src/other.txt', 'no function is another for this');
  await until(() => expect(commands[0]?.stdout().match(/Synthesized again/g)).toHaveLength(2));
  await until(() => expect([lasting, ending].map(begun)).toEqual([2, 2]));
});

test('A signal ends a synthesis under way, the first or a later one', async () => {
  const first = project('hang');
  const later = project(saying('one'));
  const commands = [start(first), start(later)];
  await commands[1]?.ready();
  later.write('src/template.json', 'hang');
  for (const [number, { folder }] of [first, later].entries()) {
    let pid = 0;
    await until(() => {
      pid = Number(readFileSync(join(folder, '.pid'), 'utf8'));
    });
    commands[number]?.process.kill('SIGINT');
    expect(await commands[number]?.ended).toBe(0);
    expect(commands[number]?.stderr()).toBe('');
    await until(() => expect(isAlive(pid)).toBe(false));
  }
});

test('A project that cannot be synthesized at first ends the run with what its command said', async () => {
  const it = project('{}');
  it.write('app.mjs', 'console.error("out of order"); process.exit(7)');
  const command = start(it);
  expect(await command.ended).toBe(1);
  expect(command.stderr()).toBe(`${process.execPath} app.mjs ended with exit code 7:\nout of order\n`);
  const nowhere = startCommand(['--synth']);
  expect(await nowhere.ended).toBe(1);
  expect(nowhere.stderr()).toBe(`${resolve(nowhere.folder, 'cdk.json')} cannot be read\n`);
});
