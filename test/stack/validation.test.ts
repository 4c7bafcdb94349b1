import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { synthesize } from '../../local/project.ts';
import { anotherCheckout, replaceIn } from './checkout.ts';
import { assemblyFile, stageNames } from './templates.ts';

describe('a finding fails the synth', { timeout: 180_000 }, () => {
  test.each([
    ["cdk-nag's", "import { Topic } from 'aws-cdk-lib/aws-sns';", "new Topic(this, 'Planted');", 'AwsSolutions-SNS3'],
    [
      "CDK's own validation's",
      "import { CfnQueue } from 'aws-cdk-lib/aws-sqs';",
      "new CfnQueue(this, 'Planted', { delaySeconds: 1_000_000 });",
      'F3034',
    ],
  ])('%s', async (_, statement, plant, rule) => {
    const checkout = anotherCheckout();
    const stack = join(checkout, 'lib/rides-stack.ts');
    replaceIn(stack, 'import ', `${statement}\nimport `);
    replaceIn(stack, 'super(scope, id, props);', `super(scope, id, props); ${plant}`);

    await expect(synthesize({ directory: checkout })).rejects.toThrow('exit code 1');
    const report = readFileSync(join(checkout, 'cdk.out/validation-report.json'), 'utf8');
    expect(rulesIn(report)).toContain(rule);
    expect(report).toContain('UnicornRides-dev/Planted');
  });
});

test('no finding stands in the way of a stage that traces and keeps functions warm', { timeout: 180_000 }, async () => {
  const checkout = anotherCheckout();
  const settings = join(checkout, 'lib/stages.ts');
  replaceIn(settings, 'tracing: false', 'tracing: true');
  replaceIn(settings, 'operations: {}', 'operations: { RequestRide: { provisionedConcurrency: 1 } }');
  const { output } = await synthesize({ directory: checkout });
  expect(rulesIn(readFileSync(join(output, 'validation-report.json'), 'utf8'))).toEqual([]);
});

test.each(stageNames)('%s is synthesized without a finding', (stage) => {
  expect(rulesIn(readFileSync(assemblyFile(stage, 'validation-report.json'), 'utf8'))).toEqual([]);
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
    expect(found.sort()).toEqual([
      'Api/Api/GET--docs AwsSolutions-APIG4',
      'Api/Api/GET--hello AwsSolutions-APIG4',
      'Api/Api/GET--openapi.json AwsSolutions-APIG4',
      'Api/Api/GET--quotes AwsSolutions-APIG4',
      'SignIn/UserPool AwsSolutions-COG2',
      'SignIn/UserPool AwsSolutions-COG8',
    ]);
  },
);

function rulesIn(report: string): string[] {
  const { pluginReports }: { pluginReports: { violations: { ruleName: string }[] }[] } = JSON.parse(report);
  return pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
}
