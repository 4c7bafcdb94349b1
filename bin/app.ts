import './compile-cache.ts';

import { App, Validations } from 'aws-cdk-lib/core';
import { bundleFunctions } from '../lib/bundles.ts';
import { stageNamed, stages } from '../lib/stages.ts';
import { templateValidation } from '../lib/validation/template-validation.ts';

const app = new App();
const name = stageNamed(app.node.tryGetContext('stage'));
const stage = stages[name];

// The handlers are bundled in another thread, and CDK's rules read in a third one, while this one makes the stacks.
const bundling = bundleFunctions(stage.sourceMaps);
const validation = templateValidation();
const { RidesStack } = await import('../lib/rides-stack.ts');
const { WebStack } = await import('../lib/web-stack.ts');
const { AwsSolutionsChecks } = await import('cdk-nag');
Validations.of(app).addPlugins(...validation, new AwsSolutionsChecks(app));

const rides = new RidesStack(app, `UnicornRides-${name}`, {
  stage,
  bundles: await bundling,
  restoredTable: app.node.tryGetContext('restoredTable'),
});
new WebStack(app, `UnicornRides-${name}-Web`, { stage, rides });
