import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, onTestFinished, test } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { RidesStack } from '../../lib/rides-stack.ts';
import { stages } from '../../lib/stages.ts';
import { synthesize } from '../../local/project.ts';
import { anotherCheckout, replaceIn } from './checkout.ts';
import { assemblyFile, functionNames, stageNames } from './templates.ts';

test("a finding of cdk-nag's or of CDK's own validation fails the synth", { timeout: 180_000 }, async () => {
  const checkout = anotherCheckout();
  const stack = join(checkout, 'lib/rides-stack.ts');
  replaceIn(stack, 'import ', "import { Topic } from 'aws-cdk-lib/aws-sns';\nimport ");
  replaceIn(stack, 'import ', "import { CfnQueue } from 'aws-cdk-lib/aws-sqs';\nimport ");
  const plants = "new Topic(this, 'Open'); new CfnQueue(this, 'Slow', { delaySeconds: 1_000_000 });";
  replaceIn(stack, 'super(scope, id, props);', `super(scope, id, props); ${plants}`);

  await expect(synthesize({ directory: checkout })).rejects.toThrow('exit code 1');
  const reports = reportsIn(join(checkout, 'cdk.out/validation-report.json'));
  expect(reports.map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
  expect(reports.flatMap(findings).sort()).toEqual([
    'AwsSolutions-SNS3 UnicornRides-dev/Open',
    'AwsSolutions-SQS3 UnicornRides-dev/Slow',
    'AwsSolutions-SQS4 UnicornRides-dev/Slow',
    'F3034 UnicornRides-dev/Slow',
  ]);
});

test('no finding stands in the way of a stage that traces and keeps functions warm', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'traced-'));
  onTestFinished(() => rmSync(outdir, { recursive: true }));
  const app = new App({ context: cdkJson.context, outdir });
  const functions = { RequestRide: { provisionedConcurrency: 1 } };
  const bundles = Object.fromEntries(functionNames.map((name) => [name, join(import.meta.dirname, 'fixtures')]));
  new RidesStack(app, 'Traced', { stage: { ...stages.dev, tracing: true, functions }, bundles });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(reportsIn(join(app.synth().directory, 'validation-report.json'))).toEqual([]);
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
