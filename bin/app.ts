import './compile-cache.ts';

import { App, Validations } from 'aws-cdk-lib/core';
import { bundleFunctions } from '../lib/bundles.ts';
import { stageNamed, stages } from '../lib/stages.ts';

const app = new App();
const name = stageNamed(app.node.tryGetContext('stage'));
const stage = stages[name];

// The handlers are bundled in another thread; all that can be got ready meanwhile is.
const bundling = bundleFunctions(stage.sourceMaps);
const { RidesStack } = await import('../lib/rides-stack.ts');
const { WebStack } = await import('../lib/web-stack.ts');
const { AwsSolutionsChecks } = await import('cdk-nag');
const { templateValidation } = await import('../lib/template-validation.ts');
Validations.of(app).addPlugins(...templateValidation(app), new AwsSolutionsChecks(app));

const rides = new RidesStack(app, `UnicornRides-${name}`, {
  stage,
  bundles: await bundling,
  restoredTable: app.node.tryGetContext('restoredTable'),
});
new WebStack(app, `UnicornRides-${name}-Web`, { stage, rides });
