import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { git } from '../../bin/diff-base/git.ts';
import { review } from '../../bin/diff-base/review.ts';

const packages = resolve(import.meta.dirname, '../../node_modules');
const folder = mkdtempSync(join(tmpdir(), 'review-'));
const project = join(folder, 'project');
const untouched = join(folder, 'untouched');
// A folder of its own for what is temporary, so that nothing else leaves anything there.
const temporary = join(folder, 'tmp');
beforeAll(() => {
  mkdirSync(temporary);
  vi.stubEnv('TMPDIR', temporary);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** An app without the CDK, which says the same as one: a stack of files in each stage that there is. */
const app = `import { mkdirSync, writeFileSync } from 'node:fs';
import { files } from './files.mjs';
const { stage = 'prod' } = JSON.parse(process.env.CDK_CONTEXT_JSON);
const write = (name, value) => writeFileSync(process.env.CDK_OUTDIR + '/' + name, JSON.stringify(value));
const name = 'Files-' + stage;
write('manifest.json', { version: '48.0.0', artifacts: { [name]: {
  type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region',
  properties: { templateFile: 'template.json', terminationProtection: stage === 'prod' } } } });
write('template.json', { Resources: Object.fromEntries(files.map((id) =>
  [id, { Type: 'AWS::S3::Bucket', Metadata: { 'aws:cdk:path': name + '/' + id + '/Resource' } }])) });
`;

function write(file: string, text: string): void {
  mkdirSync(join(project, file, '..'), { recursive: true });
  writeFileSync(join(project, file), text);
}

function commit(message: string): void {
  git(project, 'add', '--all');
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@unicorn-rides.example'];
  execFileSync('git', [...author, 'commit', '--quiet', '--allow-empty', '-m', message], { cwd: project });
}

beforeAll(() => {
  write('cdk.json', '{ "app": "node app.mjs" }');
  write('package.json', '{ "type": "module" }');
  write('app.mjs', app);
  write('files.mjs', `export const files = ['Uploads'];`);
  write('.gitignore', 'node_modules/\nignored.txt\n');
  git(project, 'init', '--quiet', '--initial-branch=main');
  commit('Keep uploads');
  symlinkSync(packages, join(project, 'node_modules'));
  renameSync(project, untouched);
});

beforeEach(() => {
  rmSync(project, { recursive: true, force: true });
  cpSync(untouched, project, { recursive: true, verbatimSymlinks: true });
});

const reviewed = (ref = 'HEAD') => review(project, ref, new AbortController().signal);
const left = () => readdirSync(temporary);

test('nothing changed is nothing to tell, and leaves nothing behind', async () => {
  const { findings, reasons, base } = await reviewed();
  expect({ findings, reasons, subject: base.subject }).toEqual({ findings: [], reasons: [], subject: 'Keep uploads' });
  expect(git(project, 'worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(git(project, 'branch').trim()).toBe('* main');
  expect(git(project, 'status', '--short').trim()).toBe('?? node_modules');
  expect(left()).toEqual([]);
});

test('what is not committed counts, in a file that git knows and in a new one', async () => {
  write('more.mjs', `export const more = 'Reports';`);
  write('files.mjs', `import { more } from './more.mjs';\nexport const files = [more];`);
  write('app.mjs', app.replace(`stage === 'prod'`, 'false'));
  const { findings, reasons } = await reviewed();
  expect(findings.map(({ subject, text, stages }) => [subject + text, ...stages])).toEqual([
    ['The stack: termination protection is OFF now'],
    ['Uploads (AWS::S3::Bucket, Uploads) is REMOVED'],
    ['Reports (AWS::S3::Bucket)'],
  ]);
  expect(reasons).toEqual(['Uploads (AWS::S3::Bucket, Uploads) is REMOVED: its files would be lost in Files-prod']);
});

test('the base is made by its own code, wherever that lay, for the stages that it had', async () => {
  git(project, 'mv', 'app.mjs', 'old-app.mjs');
  write('cdk.json', '{ "app": "node old-app.mjs" }');
  write('lib/stages.ts', 'export const stages = { beta: {}, prod: {} };');
  commit('Another layout');
  git(project, 'mv', 'old-app.mjs', 'app.mjs');
  write('cdk.json', '{ "app": "node app.mjs" }');
  write('lib/stages.ts', 'export const stages = { prod: {}, dev: {} };');
  const { findings, reasons } = await reviewed();
  expect(findings.map(({ subject, text, stages }) => [subject + text, ...stages])).toEqual([
    ['The stack is new, with 1 resources', 'dev'],
    ['Uploads (AWS::S3::Bucket, Uploads) is REMOVED', 'beta'],
  ]);
  expect(reasons).toEqual(['Uploads (AWS::S3::Bucket, Uploads) is REMOVED: its files would be lost in beta']);
});

test('a contract that loses a route is refused, by the file as by what is made of the operations', async () => {
  const route = '{"get": {"responses": {"200": {"description": "Yes"}}}}';
  const contract = (paths: string) =>
    `{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {${paths}}}`;
  write('openapi.json', contract(`"/one": ${route}, "/two": ${route}`));
  commit('Have a contract');
  write('openapi.json', contract(`"/one": ${route}`));
  const made = JSON.stringify(contract(`"/two": ${route}`));
  write('bin/openapi.ts', `import { writeFileSync } from 'node:fs';\nwriteFileSync('openapi.json', ${made});`);
  const { reasons, notes } = await reviewed();
  expect(reasons).toEqual(['GET /two', 'GET /one'].map((gone) => expect.stringContaining(`breaks clients: ${gone}`)));
  expect(notes).toContain('openapi.json is not what the operations make (npm run openapi)');
  expect(readFileSync(join(project, 'openapi.json'), 'utf8')).toContain('/one');
});

test.each([
  ['a commit that is not there', () => undefined, 'nowhere', /^there is no commit "nowhere"$/],
  ['a flag for a commit', () => undefined, '--all', /^there is no commit "--all"$/],
  [
    'a tree that does not synthesize',
    () => write('app.mjs', 'throw new Error("No app");'),
    'HEAD',
    /^the working tree does not synthesize: Error: No app$/,
  ],
  [
    'stages that cannot be read',
    () => write('lib/stages.ts', 'export const = 1'),
    'HEAD',
    /^the working tree does not synthesize: lib\/stages\.ts cannot be read: SyntaxError\b.*$/,
  ],
])('%s is named, and leaves nothing behind', async (_name, spoil, ref, message) => {
  spoil();
  await expect(reviewed(ref)).rejects.toThrow(message);
  expect(git(project, 'worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(left()).toEqual([]);
});

test('who interrupts it finds nothing left', async () => {
  // The base waits for ever: only the interruption ends it.
  const mark = join(folder, 'started');
  write(
    'app.mjs',
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(mark)}, '');\nsetInterval(() => {}, 1000);`,
  );
  const interruption = new AbortController();
  const work = review(project, 'HEAD', interruption.signal);
  await expect.poll(() => existsSync(mark), { timeout: 30_000 }).toBe(true);
  interruption.abort(new Error('interrupted'));
  await expect(work).rejects.toThrow('interrupted');
  expect(git(project, 'worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(left()).toEqual([]);
});
