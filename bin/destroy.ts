import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { type DeployedResource, findStack } from './destroy/deployed-stacks.ts';
import { emptyBucket } from './destroy/empty-bucket.ts';

// Takes a stage down: `cdk destroy`, and before it empties the buckets that go, which CloudFormation does not delete while
// they hold a file. What the stage retains (the table, the users, the files, the logs) stays as it is.
//   npm run destroy                       the dev stage
//   npm run destroy -- -c stage=staging   another one
//   npm run destroy -- --force            without being asked
// -c, --app and --profile are the CDK CLI's.

const { app, context = [], force, profile } = readFlags();
if (profile !== undefined) process.env.AWS_PROFILE = profile;
const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
// The CLI knows the second name too, the SDK does not.
const region = AWS_REGION ?? AWS_DEFAULT_REGION;
const settings = region === undefined ? {} : { region };

const assembly = mkdtempSync(join(tmpdir(), 'destroy-'));
process.on('exit', () => rmSync(assembly, { recursive: true, force: true }));
const synthesis = [...(app === undefined ? [] : ['--app', app]), ...context.flatMap((pair) => ['--context', pair])];
cdk('synth', '--quiet', '--output', assembly, ...synthesis);

const cloudFormation = new CloudFormationClient(settings);
const found = await Promise.all(stacksIn(assembly).map((name) => findStack(cloudFormation, name)));
const stacks = found.filter((stack) => stack !== undefined);
if (stacks.length === 0) end(0, 'None of these stacks is here.');
const names = stacks.map(({ name }) => name).join(', ');
const locked = stacks.filter(({ isProtected }) => isProtected).map(({ name }) => name);
if (locked.length > 0) {
  end(
    1,
    `Protected from termination: ${locked.join(', ')}. Deploy it with terminationProtection off first (lib/stages.ts).`,
  );
}

const resources = stacks.flatMap((stack) => stack.resources);
const buckets = resources.filter(({ type, isRetained }) => type === 'AWS::S3::Bucket' && !isRetained);
for (const { name } of buckets) say(`Goes with all its files: ${name}`);
for (const { type, name } of resources.filter(({ isRetained }) => isRetained)) say(`Stays: ${name} (${type})`);
if (!force && !(await isSure())) end(1, 'Nothing was changed.');

const s3 = new S3Client(settings);
for (const { name } of buckets) await empty(name);
cdk('destroy', '--all', '--force', '--app', assembly);

async function empty(bucket: DeployedResource['name']): Promise<void> {
  const count = await emptyBucket(s3, bucket);
  say(`${bucket}: removed ${count} versions of files`);
}

async function isSure(): Promise<boolean> {
  if (!process.stdin.isTTY) end(1, 'Nobody can be asked here: say --force.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Are you sure you want to delete: ${names} (y/n)? `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** The names of an assembly's stacks. */
function stacksIn(directory: string): string[] {
  interface Artifact {
    readonly type: string;
    readonly properties?: { readonly stackName?: string };
  }
  const { artifacts }: { artifacts: Record<string, Artifact> } = JSON.parse(
    readFileSync(join(directory, 'manifest.json'), 'utf8'),
  );
  return Object.entries(artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { properties }]) => properties?.stackName ?? id);
}

/** Runs the CDK CLI, and ends as it does where it fails. */
function cdk(...args: readonly string[]): void {
  const { status } = spawnSync('cdk', args, { stdio: 'inherit' });
  if (status !== 0) end(status ?? 1, `cdk ${args[0]} failed.`);
}

function readFlags() {
  const options = {
    context: { type: 'string', short: 'c', multiple: true },
    app: { type: 'string', short: 'a' },
    force: { type: 'boolean', short: 'f', default: false },
    profile: { type: 'string' },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return end(2, error instanceof Error ? error.message : String(error));
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function end(code: number, line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(code);
}
