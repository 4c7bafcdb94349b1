import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, CfnOutput, CfnParameter, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { readApp } from '../../../local/template/app.ts';
import { newestManifestVersion, readJsonFile } from '../../../local/template/assembly.ts';
import { isObject, ownText } from '../../../local/template/json.ts';
import type { Json } from '../../../local/template/resources.ts';
import { emptyFolder, laptop, problemsIn, types, writeAssembly } from './assemblies.ts';

/** Synthesizes an app as `cdk synth` would have it, without the template validation, which takes most of the time. */
function synthesized(build: (app: App) => void, context: Record<string, unknown> = {}): string {
  vi.stubEnv('CDK_VALIDATION', 'false');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const outdir = emptyFolder();
  const metadata = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };
  const app = new App({ outdir, context: { ...metadata, ...context }, analyticsReporting: true });
  build(app);
  app.synth();
  return outdir;
}

function redrive(properties: Json | undefined): Json | undefined {
  const policy = isObject(properties) ? properties.RedrivePolicy : undefined;
  return isObject(policy) ? policy.deadLetterTargetArn : undefined;
}

function producerAndConsumer(app: App): void {
  const dead = new Queue(new Stack(app, 'Producer', { terminationProtection: true }), 'Dead');
  new Queue(new Stack(app, 'Consumer'), 'Jobs', { deadLetterQueue: { queue: dead, maxReceiveCount: 3 } });
}

function stagesAndNestedStacks(app: App): void {
  const inner = new Stage(new Stage(app, 'Prod'), 'Inner');
  const stack = new Stack(inner, 'Main');
  const nested = new NestedStack(stack, 'Nested', { parameters: { Name: 'given' } });
  const name = new CfnParameter(nested, 'Name', { default: 'default' });
  const jobs = new Queue(nested, 'Jobs', { queueName: name.valueAsString });
  const deep = new NestedStack(nested, 'Deep');
  const deepJobs = new Queue(deep, 'Jobs', { deadLetterQueue: { queue: jobs, maxReceiveCount: 1 } });
  new Queue(stack, 'Jobs', { deadLetterQueue: { queue: deepJobs, maxReceiveCount: 1 } });
}

it.each(['strong', 'weak', 'both'])('A %s reference of one stack to another is resolved', (strength) => {
  const folder = synthesized(producerAndConsumer, { '@aws-cdk/core:defaultCrossStackReferences': strength });
  const { stacks, resources } = readApp(folder, types, laptop);
  const [dead, jobs] = resources;
  expect(stacks.map(({ name, path, terminationProtection }) => [name, path, terminationProtection])).toEqual([
    ['Producer', 'Producer', true],
    ['Consumer', 'Consumer', false],
  ]);
  expect(dead?.attributes.Arn).toMatch(/^arn:aws:sqs:us-east-1:000000000000:Producer-Dead/);
  expect(redrive(jobs?.properties)).toBe(dead?.attributes.Arn);
});

it('Stages in stages and stacks nested in nested stacks are read, with what passes between them', () => {
  const { stacks, resources } = readApp(synthesized(stagesAndNestedStacks), types, laptop);
  const queue = (path: string) => resources.find((resource) => resource.path === path);
  const jobs = queue('Prod/Inner/Main/Nested/Jobs/Resource');
  const deepJobs = queue('Prod/Inner/Main/Nested/Deep/Jobs/Resource');
  expect(stacks.map(({ name }) => name)).toEqual([
    'Prod-Inner-Main',
    expect.stringMatching(/^Prod-Inner-Main-Nested/),
    expect.stringMatching(/^Prod-Inner-Main-Nested.*-Deep/),
  ]);
  expect(resources.map(({ type }) => type)).toEqual(['AWS::SQS::Queue', 'AWS::SQS::Queue', 'AWS::SQS::Queue']);
  expect(jobs?.properties.QueueName).toBe('given');
  expect(redrive(deepJobs?.properties)).toBe('arn:aws:sqs:us-east-1:000000000000:given');
  expect(redrive(queue('Prod/Inner/Main/Jobs/Resource')?.properties)).toBe(deepJobs?.attributes.Arn);
});

it('A nested template is found by its S3 address where the template does not say its file', () => {
  const folder = synthesized(stagesAndNestedStacks, { 'aws:cdk:enable-asset-metadata': false });
  expect(readApp(folder, types, laptop).stacks).toHaveLength(3);
});

it('A nested template that is not there, or that nests itself, is named', () => {
  const folder = synthesized(stagesAndNestedStacks);
  const assembly = join(folder, 'assembly-Prod', 'assembly-Prod-Inner');
  const isNested = (file: string) => file.endsWith('.nested.template.json');
  for (const file of readdirSync(assembly).filter(isNested)) rmSync(join(assembly, file));
  expect(problemsIn(folder).join('\n')).toMatch(/^\S+MainNested\S+\.nested\.template\.json: cannot be read \(ENOENT/);

  const itself = writeAssembly({
    A: { Resources: { N: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'A.template.json' } } } },
  });
  expect(problemsIn(itself)).toEqual([expect.stringMatching(/^A-N-\S+ N .*A\.template\.json nests itself$/)]);
});

it('A bound stack is where it is bound to, and refers to another region and account by their names', () => {
  const folder = synthesized(
    (app) => {
      const west = new Stack(app, 'West', { env: { account: '111111111111', region: 'eu-west-1' } });
      const east = new Stack(app, 'East', { env: { account: '111111111111', region: 'us-east-1' } });
      new CfnOutput(east, 'Address', { value: new Queue(west, 'Jobs', { queueName: 'jobs' }).queueUrl });
      new CfnOutput(new Stack(app, 'Anywhere'), 'Arn', { value: east.formatArn({ service: 'x', resource: 'y' }) });
    },
    { '@aws-cdk/core:defaultCrossStackReferences': 'weak' },
  );
  const { environment, stacks } = readApp(folder, types, laptop);
  const outputs = Object.fromEntries(stacks.map((stack) => [stack.name, stack.outputs]));
  expect(environment).toEqual({ ...laptop, accountId: '111111111111' });
  expect(outputs.East).toEqual({ Address: 'https://sqs.eu-west-1.amazonaws.com/111111111111/jobs' });
  expect(stacks.map((stack) => stack.environment.region)).toEqual(['eu-west-1', 'us-east-1', 'us-east-1']);
});

it('What a stack exports is not there to import in another region', () => {
  const folder = synthesized((app) => {
    const west = new Stack(app, 'West', { env: { account: '111111111111', region: 'eu-west-1' } });
    const east = new Stack(app, 'East', { env: { account: '111111111111', region: 'us-east-1' } });
    new CfnOutput(west, 'Name', { value: 'x', exportName: 'shared' });
    new CfnOutput(east, 'Imported', { value: Fn.importValue('shared') });
  });
  expect(problemsIn(folder)).toEqual([
    'East Outputs.Imported.Value: no stack in 111111111111/us-east-1 exports shared',
  ]);
});

it('A whole app that is bound to one place makes that its environment', () => {
  const folder = synthesized((app) => {
    new Queue(new Stack(app, 'China', { env: { region: 'cn-north-1' } }), 'Jobs');
    new Queue(new Stack(app, 'Unbound'), 'Jobs');
  });
  const { environment, resources } = readApp(folder, types, laptop);
  expect(environment).toEqual({
    accountId: '000000000000',
    region: 'cn-north-1',
    partition: 'aws-cn',
    urlSuffix: 'amazonaws.com.cn',
  });
  expect(resources.map(({ attributes }) => attributes.Arn?.split(':').slice(0, 5).join(':'))).toEqual([
    'arn:aws-cn:sqs:cn-north-1:000000000000',
    'arn:aws-cn:sqs:cn-north-1:000000000000',
  ]);
});

function codeFolder(): string {
  const folder = join(emptyFolder(), 'code');
  mkdirSync(folder);
  writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => 1;');
  return folder;
}

it.each([
  ['copied into the assembly', false],
  ['left where it is', true],
])("A function's code is found %s", (_where, unstaged) => {
  const source = codeFolder();
  const folder = synthesized(
    (app) => {
      new LambdaFunction(new Stack(new Stage(app, 'Prod'), 'Main'), 'Hello', {
        runtime: Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: Code.fromAsset(source),
      });
    },
    { 'aws:cdk:disable-asset-staging': unstaged },
  );
  const app = readApp(folder, types, laptop);
  const code = app.resources.find(({ type }) => type === 'AWS::Lambda::Function')?.properties.Code;
  const path = app.assetPath(code);
  if (unstaged) expect(path).toBe(source);
  else expect(path.startsWith(join(folder, 'asset.'))).toBe(true);
  rmSync(path, { recursive: true });
  expect(() => app.assetPath(code)).toThrow(`the asset ${path} is missing`);
  expect(() => app.assetPath({ S3Bucket: 'b', S3Key: 'k' })).toThrow('s3://b/k is no asset of the assembly');
  expect(() => app.assetPath({ ZipFile: 'x' })).toThrow('the code has no S3Bucket and S3Key');
});

it('The newest manifest that this reads is that of the installed CDK', () => {
  const folder = synthesized((app) => {
    new Queue(new Stack(app, 'A'), 'Jobs');
  });
  const manifest = readJsonFile(join(folder, 'manifest.json'));
  expect(isObject(manifest) && ownText(manifest, 'version')).toBe(`${newestManifestVersion}.0.0`);
});
