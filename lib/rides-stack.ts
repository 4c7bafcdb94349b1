import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { operations } from '../lambda/operations.ts';
import { HttpApi } from './constructs/http-api.ts';
import { OperationFunction } from './constructs/operation-function.ts';
import { RidesTable } from './constructs/rides-table.ts';
import { SignIn } from './constructs/sign-in.ts';
import { methodsOf } from './routes.ts';
import type { StageSettings } from './stages.ts';

export interface RidesStackProps extends StackProps {
  readonly stage: StageSettings;
  /** The folder of each operation's bundle, by the operation's name. */
  readonly bundles: Readonly<Record<string, string>>;
}

/** The back end of one stage: the table, sign-in, the API, and a function for each operation. */
export class RidesStack extends Stack {
  constructor(scope: Construct, id: string, { stage, bundles, ...props }: RidesStackProps) {
    super(scope, id, props);
    refuseUnknown(Object.keys(stage.operations));
    // Each function depends on its role twice, by CDK's own doing: all that cfn-lint has to say.
    this.templateOptions.metadata = { 'cfn-lint': { config: { ignore_checks: ['W3005'] } } };

    const table = new RidesTable(this, 'Table', { retain: stage.retainData });
    const signIn = new SignIn(this, 'SignIn', { retain: stage.retainData, callbackUrls: stage.callbackUrls });
    const api = new HttpApi(this, 'Api', { signIn, stage, methods: methodsOf(operations) });

    for (const operation of operations) {
      const bundle = bundles[operation.name];
      if (bundle === undefined) throw new Error(`The operation ${operation.name} has no bundle.`);
      const { target } = new OperationFunction(this, operation.name, { operation, bundle, table, stage });
      api.route(operation, target, stage.operations[operation.name]?.throttle ?? operation.throttle);
    }

    new CfnOutput(this, 'ApiUrl', { value: api.url, description: 'The address of the API' });
    new CfnOutput(this, 'UserPoolId', { value: signIn.userPool.userPoolId, description: 'Who may sign in' });
    new CfnOutput(this, 'ClientId', {
      value: signIn.client.userPoolClientId,
      description: 'The client of the web page',
    });
  }
}

/** Settings under a misspelt name would be without effect, and nobody would know. */
function refuseUnknown(names: readonly string[]): void {
  const unknown = names.filter((name) => !operations.some((operation) => operation.name === name));
  if (unknown.length > 0) throw new Error(`The stage has settings for what is no operation: ${unknown.join(', ')}.`);
}
