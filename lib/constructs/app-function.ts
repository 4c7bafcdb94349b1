import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, type IFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { FileAccess, FunctionSettings, TableAccess } from '../../lambda/http/operation.ts';
import type { StageSettings } from '../stages.ts';
import { metricsNamespace, serviceName } from './app-metrics.ts';
import type { Canary } from './canary.ts';
import type { FleetFiles } from './fleet-files.ts';
import { functionAlarms } from './function-alarms.ts';
import { LiveAlias } from './live-alias.ts';
import type { RidesTable } from './rides-table.ts';

/** What every function of the stack is made with. */
export interface FunctionParts {
  /** The folder of each function's bundle, by the function's name. */
  readonly bundles: Readonly<Record<string, string>>;
  readonly table: RidesTable;
  readonly files: FleetFiles;
  readonly stage: StageSettings;
  /** How new versions get their calls; all at once without one. */
  readonly canary?: Canary | undefined;
}

export interface AppFunctionProps extends FunctionParts {
  /** An operation, or a consumer. */
  readonly definition: {
    readonly name: string;
    readonly table?: readonly TableAccess[];
    readonly files?: readonly FileAccess[];
    readonly settings?: FunctionSettings;
    /** Of an operation, whose answers say what went wrong. */
    readonly route?: string;
  };
  /** Environment variables of its own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Seconds: the most that Lambda has. Who asks for it has work for several invocations, and uses each to its end. */
const longestTimeout = 900;

/**
 * The function of one operation or consumer, with a role and a log group of its own: it may write its log, do what its
 * definition says it does to the table and to files, what its role is granted beside that, and nothing else.
 */
export class AppFunction extends Construct {
  readonly lambda: IFunction;
  /**
   * What routes and events call: the function, or an alias of one of its versions, where new versions get their calls in
   * steps or environments are kept warm.
   */
  readonly target: IFunction;
  readonly role: Role;

  constructor(
    scope: Construct,
    id: string,
    { definition, bundles, table, files, stage, canary, environment }: AppFunctionProps,
  ) {
    super(scope, id);
    const bundle = bundles[definition.name];
    if (bundle === undefined) throw new Error(`The function ${definition.name} has no bundle.`);
    const { memory, timeout, provisionedConcurrency, reservedConcurrency } = {
      ...stage.functionDefaults,
      ...definition.settings,
      ...stage.functions[definition.name],
    };
    const logGroup = new LogGroup(this, 'Logs', {
      retention: stage.logRetentionDays,
      removalPolicy: stage.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    for (const access of definition.table ?? []) table.grant(role, access);
    for (const access of definition.files ?? []) files.grant(role, access);
    if (stage.tracing) this.#allowTracing(role);

    const lambda = new NodejsFunction(this, 'Function', {
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memory,
      timeout: Duration.seconds(timeout),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: stage.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      awsSdkConnectionReuse: false, // What it sets is the default of the SDK in use.
      // Where deployments are taken back, the versions before are there to go back to by hand too. They cost nothing.
      currentVersionOptions: { removalPolicy: canary ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY },
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
      environment: {
        ...(definition.table && table.environment),
        ...(definition.files && { FILES_BUCKET: files.name }),
        POWERTOOLS_SERVICE_NAME: serviceName,
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(this),
        POWERTOOLS_LOG_LEVEL: stage.logLevel,
        ...(stage.sourceMaps && { NODE_OPTIONS: '--enable-source-maps' }),
        ...environment,
      },
    });
    this.lambda = lambda;
    this.role = role;
    if (canary === undefined && provisionedConcurrency === undefined) {
      this.target = lambda;
      return;
    }
    const alias = new LiveAlias(this, 'Live', { lambda, role, provisionedConcurrency });
    const alarmed = { lambda: alias, name: definition.name, answers: definition.route !== undefined };
    canary?.shift(alias, functionAlarms(this, { ...alarmed, ...(timeout < longestTimeout && { timeout }) }));
    this.target = alias;
  }

  #allowTracing(role: Role): void {
    role.addToPolicy(
      new PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] }),
    );
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray takes segments for no resource: these two actions have no other form.',
    });
  }
}
