import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { synthesize } from '../../local/project.ts';

const repository = resolve(import.meta.dirname, '..', '..');

/** A project folder of the given files, gone when the test is. */
function project(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'project-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** An app that writes what it was told into its output folder. */
const tellingApp = `
  const { CDK_OUTDIR, CDK_CONTEXT_JSON, CDK_DEFAULT_REGION, CDK_DEFAULT_ACCOUNT, CDK_VALIDATION } = process.env;
  const told = { context: JSON.parse(CDK_CONTEXT_JSON), CDK_DEFAULT_REGION, CDK_DEFAULT_ACCOUNT, CDK_VALIDATION };
  require('node:fs').writeFileSync(CDK_OUTDIR + '/told.json', JSON.stringify(told));
`;

function told(output: string): { context: Record<string, unknown> } & Record<string, unknown> {
  return JSON.parse(readFileSync(join(output, 'told.json'), 'utf8'));
}

const cdkApp = `
  import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
  import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
  const app = new App();
  const stack = new Stack(app, 'Main');
  new Function(stack, 'Hello', { runtime: Runtime.NODEJS_24_X, handler: 'hello.handler', code: Code.fromAsset('code') });
  new CfnOutput(stack, 'Big', { value: String(app.node.tryGetContext('big')?.length) });
  new CfnOutput(stack, 'Greeting', { value: app.node.tryGetContext('greeting') });
  app.synth();
`;

function cdkProject(context: Record<string, unknown> = {}): string {
  const folder = project({
    'cdk.json': { app: 'node app.mjs', validation: false, context: { greeting: 'hello' } },
    'cdk.context.json': context,
    'app.mjs': cdkApp,
  });
  mkdirSync(join(folder, 'code'));
  writeFileSync(join(folder, 'code', 'hello.js'), 'exports.handler = async () => 1;');
  return folder;
}

function templates(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((file) => /\.(template|assets)\.json$|^manifest\.json$/.test(file));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

it('The templates are those of the CDK CLI, to the byte', { timeout: 60_000 }, async () => {
  const directory = cdkProject();
  const { output, milliseconds } = await synthesize({ directory });
  const bin = join(repository, 'node_modules', '.bin');
  execFileSync(join(bin, 'cdk'), ['synth', '--quiet', '--no-notices', '--output', 'by-cli'], {
    cwd: directory,
    env: {
      ...process.env,
      // The templates say which Node made them.
      PATH: [bin, process.env.PATH].join(delimiter),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stdio: 'pipe',
  });
  expect(output).toBe(join(directory, 'cdk.out'));
  expect(milliseconds).toBeGreaterThan(0);
  expect(Object.keys(templates(output))).toContain('Main.template.json');
  expect(templates(output)).toEqual(templates(join(directory, 'by-cli')));
});

it('Assets can stay where they are, and a context longer than a variable may be arrives whole', async () => {
  const directory = cdkProject({ big: 'x'.repeat(300_000) });
  const { output } = await synthesize({
    directory,
    stageAssets: false,
    output: 'elsewhere',
    context: { greeting: 'hi' },
  });
  const { Resources, Outputs } = JSON.parse(templates(output)['Main.template.json'] ?? '');
  const code = Object.values(Object(Resources)).map((resource) => Object(resource).Metadata['aws:asset:path']);
  expect(output).toBe(join(directory, 'elsewhere'));
  expect(code).toContain(join(directory, 'code'));
  expect(Outputs).toEqual({ Big: { Value: '300000' }, Greeting: { Value: 'hi' } });
});

it('Context given goes before that of cdk.json, and that before cdk.context.json', async () => {
  const directory = project({
    'cdk.json': { app: ['node', 'app.cjs'], output: 'out', versionReporting: false, context: { a: 'json', b: 'json' } },
    'cdk.context.json': { a: 'looked up', b: 'looked up', c: 'looked up' },
    'app.cjs': tellingApp,
  });
  const { output } = await synthesize({ directory, context: { a: 'given' } });
  expect(output).toBe(join(directory, 'out'));
  expect(told(output).context).toEqual({
    a: 'given',
    b: 'json',
    c: 'looked up',
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:enable-asset-metadata': true,
    'aws:cdk:version-reporting': false,
    'aws:cdk:bundling-stacks': ['**'],
  });
});

it('An app is told no account and no region, whatever the shell has', async () => {
  vi.stubEnv('CDK_DEFAULT_ACCOUNT', '123456789012');
  vi.stubEnv('CDK_DEFAULT_REGION', 'eu-central-1');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const directory = project({ 'cdk.json': { app: 'node app.cjs', validation: false }, 'app.cjs': tellingApp });
  const { context, ...environment } = told((await synthesize({ directory })).output);
  expect(environment).toEqual({ CDK_VALIDATION: 'false' });
  expect(context).not.toHaveProperty('aws:cdk:disable-asset-staging');
});

it('The build command of cdk.json runs first, and commands of installed packages are found', async () => {
  const directory = project({
    'cdk.json': { build: 'esbuild app.ts --outfile=app.cjs', app: 'node app.cjs' },
    'app.ts': tellingApp,
  });
  await expect(synthesize({ directory })).resolves.toMatchObject({ output: join(directory, 'cdk.out') });
});

it('A command that fails is named, with its exit code and its last words', async () => {
  const directory = project({ 'cdk.json': { app: 'echo working; echo "no such stage: x" >&2; exit 3' } });
  await expect(synthesize({ directory })).rejects.toThrow(/ended with exit code 3:\nworking\nno such stage: x$/);
});

it.each<[string, Record<string, unknown>, string]>([
  ['is not there', {}, 'cdk.json cannot be read'],
  ['is no JSON', { 'cdk.json': '{' }, 'cdk.json is no JSON: '],
  ['is no object', { 'cdk.json': '[]' }, 'cdk.json is no JSON object'],
  ['has no app', { 'cdk.json': {} }, 'cdk.json names no "app" command'],
  [
    'stands beside a broken cdk.context.json',
    { 'cdk.json': { app: 'true' }, 'cdk.context.json': '{' },
    'cdk.context.json is no JSON',
  ],
])('A cdk.json that %s is named', async (_what, files, message) => {
  await expect(synthesize({ directory: project(files) })).rejects.toThrow(message);
});

it('A signal stops the app and all that it started', async () => {
  const directory = project({
    'cdk.json': { app: 'node app.cjs && true' },
    'app.cjs': `require('node:fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000);`,
  });
  const stop = new AbortController();
  const synthesis = synthesize({ directory, signal: stop.signal });
  const pidFile = join(directory, 'pid');
  await vi.waitUntil(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '', { timeout: 10_000 });
  const pid = Number(readFileSync(pidFile, 'utf8'));
  stop.abort(new Error('stopped by the test'));
  await expect(synthesis).rejects.toThrow('stopped by the test');
  await vi.waitUntil(() => !isAlive(pid), { timeout: 10_000 });
  await expect(synthesize({ directory, signal: stop.signal })).rejects.toThrow('stopped by the test');
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
