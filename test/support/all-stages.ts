import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { consumers } from '../../lambda/consumers.ts';
import { operations } from '../../lambda/operations.ts';
import { RidesStack } from '../../lib/rides-stack.ts';
import { stages } from '../../lib/stages.ts';
import { templateValidation } from '../../lib/validation/template-validation.ts';

// The app, once for each stage, into folders beside each other: what the CDK CLI says to one app is said to each. In one
// process, because what judges the templates is WebAssembly that takes seconds of processor time to get ready.

const { CDK_OUTDIR = '', CDK_CONTEXT_JSON = '{}' } = process.env;
for (const stage of Object.keys(stages)) {
  process.env.CDK_OUTDIR = join(CDK_OUTDIR, stage);
  process.env.CDK_CONTEXT_JSON = JSON.stringify({ ...JSON.parse(CDK_CONTEXT_JSON), stage });
  await import(`../../bin/app.ts?${stage}`);
}

// And a stage with what none of them asks for. It is there to be judged: what its functions run is any folder.
process.env.CDK_OUTDIR = join(CDK_OUTDIR, 'traced');
const traced = new App();
const functions = { RequestRide: { provisionedConcurrency: 1 } };
const domain = { name: 'api.rides.example', zoneName: 'rides.example', hostedZoneId: 'Z0123456789ABCDEFGHIJ' };
const bundles = Object.fromEntries([...operations, ...consumers].map(({ name }) => [name, import.meta.dirname]));
new RidesStack(traced, 'Traced', {
  stage: { ...stages.dev, tracing: true, functions, warmUp: ['FindUnicorns'], domain },
  bundles,
});
Validations.of(traced).addPlugins(...templateValidation(), new AwsSolutionsChecks(traced));
