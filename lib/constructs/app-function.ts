import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnAlias,
  Code,
  type IFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { FileAccess, FunctionSettings, TableAccess } from '../../lambda/http/operation.ts';
import type { StageSettings } from '../stages.ts';
import type { FleetFiles } from './fleet-files.ts';
import type { RidesTable } from './rides-table.ts';

/** What every function of the stack is made with. */
export interface FunctionParts {
  /** The folder of each function's bundle, by the function's name. */
  readonly bundles: Readonly<Record<string, string>>;
  readonly table: RidesTable;
  readonly files: FleetFiles;
  readonly stage: StageSettings;
}

export interface AppFunctionProps extends FunctionParts {
  /** An operation, or a consumer. */
  readonly definition: {
    readonly name: string;
    readonly table?: readonly TableAccess[];
    readonly files?: readonly FileAccess[];
    readonly settings?: FunctionSettings;
  };
  /** Environment variables of its own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * The function of one operation or consumer, with a role and a log group of its own: it may write its log, do what its
 * definition says it does to the table and to files, what its role is granted beside that, and nothing else.
 */
export class AppFunction extends Construct {
  readonly lambda: IFunction;
  /** What a route calls: the function, or its alias where environments of it are kept warm. */
  readonly target: IFunction;
  readonly role: Role;

  constructor(
    scope: Construct,
    id: string,
    { definition, bundles, table, files, stage, environment }: AppFunctionProps,
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
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
      environment: {
        ...(definition.table && { TABLE_NAME: table.name }),
        ...(definition.files && { FILES_BUCKET: files.name }),
        POWERTOOLS_SERVICE_NAME: 'unicorn-rides',
        POWERTOOLS_METRICS_NAMESPACE: 'UnicornRides',
        POWERTOOLS_LOG_LEVEL: stage.logLevel,
        ...(stage.sourceMaps && { NODE_OPTIONS: '--enable-source-maps' }),
        ...environment,
      },
    });
    this.lambda = lambda;
    this.role = role;
    this.target = provisionedConcurrency === undefined ? lambda : this.#keepWarm(lambda, provisionedConcurrency);
  }

  /** Environments are kept warm for a version, which an alias names; the alias is what is called then. */
  #keepWarm(lambda: NodejsFunction, provisionedConcurrentExecutions: number): IFunction {
    const alias = new CfnAlias(this, 'Warm', {
      name: 'warm',
      functionName: lambda.functionName,
      functionVersion: lambda.currentVersion.version,
      provisionedConcurrencyConfig: { provisionedConcurrentExecutions },
    });
    return LambdaFunction.fromFunctionAttributes(this, 'WarmTarget', { functionArn: alias.ref, sameEnvironment: true });
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
