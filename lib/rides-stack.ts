import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { consumers } from '../lambda/consumers.ts';
import { operations } from '../lambda/operations.ts';
import { AppFunction } from './constructs/app-function.ts';
import { Canary } from './constructs/canary.ts';
import { FleetFiles } from './constructs/fleet-files.ts';
import { FleetImports } from './constructs/fleet-imports.ts';
import { HttpApi } from './constructs/http-api.ts';
import { Monitoring } from './constructs/monitoring.ts';
import { MonthlyBudget } from './constructs/monthly-budget.ts';
import { pageUrl } from './constructs/page-url.ts';
import { RideEvents } from './constructs/ride-events.ts';
import { RidesTable } from './constructs/rides-table.ts';
import { Schedules } from './constructs/schedules.ts';
import { SignIn } from './constructs/sign-in.ts';
import { methodsOf } from './routes.ts';
import type { StageSettings } from './stages.ts';

export interface RidesStackProps extends StackProps {
  readonly stage: StageSettings;
  /** The folder of each function's bundle, by the function's name. */
  readonly bundles: Readonly<Record<string, string>>;
  /** The ARN of the stream of a restored table, to be used in place of the stack's own: `npm run restore` says it. */
  readonly restoredTable?: string | undefined;
}

/** The back end of one stage: the table, sign-in, the API with a function for each operation, and the events. */
export class RidesStack extends Stack {
  constructor(scope: Construct, id: string, { stage: settings, bundles, restoredTable, ...props }: RidesStackProps) {
    super(scope, id, { terminationProtection: settings.terminationProtection, ...props });
    const page = pageUrl(this, settings.page);
    const stage = { ...settings, allowedOrigins: originsOf(settings, page) };
    refuseUnknown(Object.keys(stage.functions), [...operations, ...consumers]);
    refuseUnknown(stage.warmUp, operations);
    // Each function depends on its role twice, by CDK's own doing: all that cfn-lint has to say.
    this.templateOptions.metadata = { 'cfn-lint': { config: { ignore_checks: ['W3005'] } } };

    const table = new RidesTable(this, 'Table', { retain: stage.retainData, restored: restoredTable });
    const signIn = new SignIn(this, 'SignIn', { ...stage, pageUrl: page });
    const api = new HttpApi(this, 'Api', { signIn, stage, methods: methodsOf(operations) });

    const files = new FleetFiles(this, 'FleetFiles', stage);
    // On a restored table no call may be left to the versions that still use the other.
    const minutes = restoredTable === undefined ? stage.canaryMinutes : undefined;
    const canary = stage.canaryMinutes === undefined ? undefined : new Canary(this, 'Canary', { minutes });
    const parts = { bundles, table, files, stage, canary };
    const targets = new Map<string, IFunction>();
    for (const operation of operations) {
      const { target } = new AppFunction(this, operation.name, { ...parts, definition: operation });
      api.route(operation, target, stage.functions[operation.name]?.throttle ?? operation.throttle);
      targets.set(operation.name, target);
    }
    const rideEvents = new RideEvents(this, 'RideEvents', parts);
    const fleetImports = new FleetImports(this, 'FleetImports', parts);
    const schedules = new Schedules(this, 'Schedules', { ...parts, targets });
    new Monitoring(this, 'Monitoring', { stage, api, table, operations: targets, rideEvents, fleetImports, schedules });
    if (stage.monthlyBudget) new MonthlyBudget(this, 'MonthlyBudget', stage.monthlyBudget);

    new CfnOutput(this, 'ApiUrl', { value: api.url, description: 'The address of the API' });
    new CfnOutput(this, 'UserPoolId', { value: signIn.userPool.userPoolId, description: 'Who may sign in' });
    new CfnOutput(this, 'IssuerUrl', {
      // As the pool's attribute ProviderURL says it, which stand-ins for AWS do not know.
      value: `https://cognito-idp.${this.region}.${this.urlSuffix}/${signIn.userPool.userPoolId}`,
      description: 'Who vouches for tokens, and says how to sign in',
    });
    new CfnOutput(this, 'ClientId', {
      value: signIn.client.userPoolClientId,
      description: 'The client of the web page',
    });
    new CfnOutput(this, 'SignInUrl', { value: signIn.url, description: 'Where people sign in and out' });
    new CfnOutput(this, 'PageUrl', { value: page, description: 'The page that sign-in returns to' });
    new CfnOutput(this, 'FilesUrl', { value: files.url, description: 'Where fleet files are uploaded to' });
    new CfnOutput(this, 'RideTopicArn', {
      value: rideEvents.topicArn,
      description: 'What happens to rides, for who subscribes to it',
    });
  }
}

/** Whose pages may call the API: the page, and what else the stage names. */
function originsOf({ allowedOrigins }: StageSettings, page: string): readonly string[] {
  return allowedOrigins.includes('*') ? allowedOrigins : [page, ...allowedOrigins];
}

/** Settings under a misspelt name would be without effect, and nobody would know. */
function refuseUnknown(names: readonly string[], known: readonly { readonly name: string }[]): void {
  const unknown = names.filter((name) => !known.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new Error(`The stage has settings for functions that are not there: ${unknown.join(', ')}.`);
}
