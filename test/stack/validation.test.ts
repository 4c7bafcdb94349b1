import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { validatedTypes } from '../../lib/validation/validated-types.ts';
import { synthesize } from '../../local/project.ts';
import { editFile } from '../support/edit-file.ts';
import { copyProject } from '../support/project-copy.ts';
import { assemblyFile, pageTemplateOf, stageNames, templateOf } from './templates.ts';

const patient = { timeout: 180_000 };

test("a finding of cdk-nag's or of CDK's own validation fails the synth, without a network too", patient, async () => {
  vi.stubEnv('NODE_OPTIONS', `--require ${join(import.meta.dirname, 'fixtures/no-network.cjs')}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const copy = copyProject({ bundled: true });
  onTestFinished(copy.remove);
  const stack = join(copy.directory, 'lib/rides-stack.ts');
  editFile(stack, 'import ', "import { Topic } from 'aws-cdk-lib/aws-sns';\nimport ");
  editFile(stack, 'import ', "import { CfnQueue } from 'aws-cdk-lib/aws-sqs';\nimport ");
  const plants = "new Topic(this, 'Open'); new CfnQueue(this, 'Slow', { delaySeconds: 1_000_000 });";
  editFile(stack, 'this.templateOptions', `${plants} this.templateOptions`);

  await expect(synthesize({ directory: copy.directory })).rejects.toThrow('exit code 1');
  const reports = reportsIn(join(copy.directory, 'cdk.out/validation-report.json'));
  expect(reports.map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
  expect(reports.flatMap(findings).sort()).toEqual([
    'AwsSolutions-SNS3 UnicornRides-dev/Open',
    'AwsSolutions-SQS3 UnicornRides-dev/Slow',
    'AwsSolutions-SQS4 UnicornRides-dev/Slow',
    'F3034 UnicornRides-dev/Slow',
  ]);
});

test('no finding stands in the way of a stage that traces, keeps functions warm and has a domain', () => {
  const folder = inject('assemblies').traced ?? '';
  const text = readFileSync(join(folder, 'Traced.template.json'), 'utf8');
  for (const part of ['"Active"', 'AWS::Lambda::Alias', 'AWS::ApiGatewayV2::DomainName']) expect(text).toContain(part);
  expect(reportsIn(join(folder, 'validation-report.json'))).toEqual([]);
});

test('the rules for every type of resource are read while the handlers are bundled', () => {
  const templates = stageNames.flatMap((stage) => [templateOf(stage), pageTemplateOf(stage)]);
  const types = templates.flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type));
  expect([...new Set(types)].sort()).toEqual(validatedTypes);
});

test.each(stageNames)('%s is synthesized without a finding', (stage) => {
  expect(reportsIn(assemblyFile(stage, 'validation-report.json'))).toEqual([]);
});

test.each(stageNames)(
  'what %s leaves as it is, in spite of a rule, is named by resource and has its reason',
  (stage) => {
    const metadata = JSON.parse(readFileSync(assemblyFile(stage, `UnicornRides-${stage}.metadata.json`), 'utf8'));
    const found = Object.entries<{ type: string; data: Record<string, string> }[]>(metadata).flatMap(
      ([path, entries]) =>
        entries
          .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
          .flatMap(({ data }) =>
            Object.entries(data).map(([rule, reason]) => {
              expect(reason.length, `${path}: ${reason}`).toBeGreaterThan(30);
              return `${path.split('/').slice(2).join('/')} ${rule.replace('Annotation::', '')}`;
            }),
          ),
    );
    const prefix = (name: string) => `AwsSolutions-IAM5[Resource::<FleetFilesBucketC7F96B20.Arn>/${name}/*]`;
    expect([...new Set(found)].sort()).toEqual([
      'Api/Api/GET--docs AwsSolutions-APIG4',
      'Api/Api/GET--hello AwsSolutions-APIG4',
      'Api/Api/GET--openapi.json AwsSolutions-APIG4',
      'Api/Api/GET--quotes AwsSolutions-APIG4',
      ...(stage === 'prod' ? ['Canary/Role AwsSolutions-IAM5[Resource::*]'] : []),
      `CreateImport/Role ${prefix('uploads')}`,
      'FleetFiles/Bucket AwsSolutions-S1',
      'FleetImports/DeadLetters/Queue AwsSolutions-SQS3',
      `FleetImports/ImportFleet/Role ${prefix('reports')}`,
      `FleetImports/ImportFleet/Role ${prefix('uploads')}`,
      `GetImport/Role ${prefix('reports')}`,
      'RideEvents/DeadLetters/Queue AwsSolutions-SQS3',
      'SignIn/UserPool AwsSolutions-COG2',
      'SignIn/UserPool AwsSolutions-COG8',
    ]);
  },
);

interface Report {
  readonly conclusion: string;
  readonly violations: readonly {
    readonly ruleName: string;
    readonly violatingConstructs: readonly { readonly constructPath: string }[];
  }[];
}

/** What each of the checks said that found something. */
function reportsIn(file: string): readonly Report[] {
  return JSON.parse(readFileSync(file, 'utf8')).pluginReports;
}

/** Each finding: its rule, and the construct. */
function findings({ violations }: Report): string[] {
  return violations.flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath.replace('/Resource', '')}`),
  );
}
