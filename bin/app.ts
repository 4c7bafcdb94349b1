import './compile-cache.ts';

import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { bundleFunctions } from '../lib/bundles.ts';
import { RidesStack } from '../lib/rides-stack.ts';
import { stageNamed, stages } from '../lib/stages.ts';

const app = new App();
const name = stageNamed(app.node.tryGetContext('stage'));
const stage = stages[name];

new RidesStack(app, `UnicornRides-${name}`, { stage, bundles: await bundleFunctions(stage.sourceMaps) });

Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
