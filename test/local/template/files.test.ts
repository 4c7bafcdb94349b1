import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newestManifestVersion } from '../../../local/template/assembly.ts';
import { emptyFolder, problemsIn, problemsOf, writeAssembly } from './assemblies.ts';

const queues = { Resources: { Q: { Type: 'AWS::SQS::Queue' } } };

function manifestOf(content: unknown): string {
  const folder = writeAssembly({ A: queues });
  writeFileSync(join(folder, 'manifest.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}

it('A folder that is not there, or is no assembly, is named', () => {
  const folder = emptyFolder();
  const missing = join(folder, 'nowhere');
  expect(problemsIn(missing)[0]).toContain(`${missing}/manifest.json: cannot be read (ENOENT`);
  expect(problemsIn(folder)[0]).toContain(`${folder}/manifest.json: cannot be read (ENOENT`);
});

it.each([
  ['no JSON', '{"version": ', 'is no JSON (Unexpected end'],
  ['no object', '[]', 'is no cloud assembly manifest'],
  ['no version', { artifacts: {} }, 'is no cloud assembly manifest'],
  ['a version that is none', { version: 'new' }, 'has schema version new; 55 is the newest this knows'],
  ['a newer version', { version: `${newestManifestVersion + 1}.0.0` }, '56.0.0; 55 is the newest this knows'],
  [
    'missing context',
    { version: '55.0.0', missing: [{ key: 'vpc-provider:x' }] },
    'wants context to be looked up in an AWS account first (cdk synth): vpc-provider:x',
  ],
])('A manifest with %s is named', (_what, content, reason) => {
  const problems = problemsIn(manifestOf(content));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('/manifest.json: ');
  expect(problems[0]).toContain(reason);
});

it('An assembly without a stack has nothing to run', () => {
  expect(problemsIn(manifestOf({ version: '55.0.0' }))[0]).toContain('the assembly holds no stack');
});

it('An assembly that stands in itself is named', () => {
  const inner = { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } };
  expect(problemsIn(manifestOf({ version: '55.0.0', artifacts: { inner } }))[0]).toContain(
    'the assembly stands in itself',
  );
});

it('Every file that cannot be read is named at once, in stages too', () => {
  const stack = (templateFile?: string) => ({
    type: 'aws:cloudformation:stack',
    properties: templateFile === undefined ? {} : { templateFile },
  });
  const folder = manifestOf({
    version: '55.0.0',
    artifacts: {
      Missing: stack('missing.json'),
      Broken: stack('broken.json'),
      Nameless: stack(),
      Assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
      Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'stage' } },
    },
  });
  writeFileSync(join(folder, 'broken.json'), 'Resources:\n');
  mkdirSync(join(folder, 'stage'));
  expect(problemsIn(folder).map((problem) => problem.replaceAll(folder, '').replace(/ \(.*/, ''))).toEqual([
    '/missing.json: cannot be read',
    '/broken.json: is no JSON',
    'Nameless: the manifest names no template',
    '/assets.json: cannot be read',
    '/stage/manifest.json: cannot be read',
  ]);
});

it('A template that is not as CloudFormation wants it is named', () => {
  const problems = problemsOf({
    A: {
      Transform: ['AWS::Serverless-2016-10-31', { Name: 'AWS::Include' }],
      Parameters: { P: 'text' },
      Conditions: { 'Fn::ForEach::C': [] },
      Resources: {
        NoType: {},
        NoObject: [],
        Wrong: { Type: 'AWS::SQS::Queue', Properties: [] },
        Whole: { Type: 'AWS::SQS::Queue', Properties: { 'Fn::If': ['a', {}, {}] } },
        'Fn::ForEach::Queues': ['x', [], {}],
      },
      Outputs: [],
    },
  });
  expect(problems).toEqual([
    'A: the transform AWS::Serverless-2016-10-31 is not run locally',
    'A: the transform {"Name":"AWS::Include"} is not run locally',
    'A: Parameters.P is no JSON object',
    'A: Conditions: Fn::ForEach::C is not run locally',
    'A: Resources: Fn::ForEach::Queues is not run locally',
    'A: Resources.NoObject is no JSON object',
    'A NoType (A/NoType): the resource has no Type',
    'A Wrong (A/Wrong): Properties is no JSON object',
    'A Whole (A/Whole): Properties as a whole cannot be an intrinsic function',
    'A: Outputs is no JSON object',
  ]);
});

it('A template that is no object is named', () => {
  const folder = writeAssembly({ A: queues });
  writeFileSync(join(folder, 'A.template.json'), '"text"');
  expect(problemsIn(folder)).toEqual(['A: the template is no JSON object']);
});

it('Two stacks of one name in one place are named', () => {
  const stack = { type: 'aws:cloudformation:stack', properties: { templateFile: 'A.template.json', stackName: 'A' } };
  const inPlace = (region: string) => ({ ...stack, environment: `aws://111111111111/${region}` });
  const apart = { version: '55.0.0', artifacts: { one: inPlace('eu-west-1'), two: inPlace('eu-west-2') } };
  expect(problemsIn(manifestOf(apart))).toEqual([]);
  expect(problemsIn(manifestOf({ version: '55.0.0', artifacts: { one: stack, two: stack } }))).toEqual([
    '000000000000/us-east-1 stack A: there is more than one',
  ]);
});
