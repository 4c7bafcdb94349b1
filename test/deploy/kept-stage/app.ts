import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb';
import { App } from 'aws-cdk-lib/core';
import { bundleFunctions } from '../../../lib/bundles.ts';
import { RidesStack } from '../../../lib/rides-stack.ts';
import { stages } from '../../../lib/stages.ts';

// The prod stage but for what the stand-in refuses: CodeDeploy's canary, a budget, and the style of managed login.
const { canaryMinutes: _, monthlyBudget: __, ...prod } = stages.prod;
const stage = { ...prod, managedLogin: false };

const stack = new RidesStack(new App(), 'UnicornRides-kept', {
  stage,
  bundles: await bundleFunctions(stage.sourceMaps),
});

// The stand-in replaces a table in any update that touches it, unless it has a name.
const table = stack.node.findAll().find((construct) => construct instanceof CfnGlobalTable);
if (table === undefined) throw new Error('The stack has no table.');
table.tableName = 'unicorn-rides-kept';
