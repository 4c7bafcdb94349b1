import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import {
  CfnAlias,
  EventInvokeConfig,
  type EventInvokeConfigOptions,
  FunctionBase,
  type Function as LambdaFunction,
  type TenancyConfig,
} from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

export interface LiveAliasProps {
  readonly lambda: LambdaFunction;
  readonly role: IRole;
  /** Execution environments that are kept warm; none unless said. */
  readonly provisionedConcurrency: number | undefined;
}

const aliasName = 'live';

/**
 * The version of a function that gets its calls: an alias, which routes and events call in the function's place.
 *
 * CDK's own `Alias` is no `IFunction` to a compiler that takes optional members exactly: aws-cdk-lib declares its role and
 * more as possibly undefined.
 */
export class LiveAlias extends FunctionBase {
  readonly resource: CfnAlias;
  readonly lambda: LambdaFunction;
  readonly functionArn: string;
  /** The ARN too: Lambda takes ARNs where it takes names, and the alias stays in it. */
  readonly functionName: string;
  readonly role: IRole;
  readonly grantPrincipal;
  readonly architecture;
  override readonly tenancyConfig?: TenancyConfig;
  readonly permissionsNode = this.node;
  readonly resourceArnsForGrantInvoke: string[];
  protected readonly canCreatePermissions = true;

  constructor(scope: Construct, id: string, { lambda, role, provisionedConcurrency }: LiveAliasProps) {
    super(scope, id);
    this.lambda = lambda;
    this.resource = new CfnAlias(this, 'Resource', {
      name: aliasName,
      functionName: lambda.functionName,
      functionVersion: lambda.currentVersion.version,
      ...(provisionedConcurrency !== undefined && {
        provisionedConcurrencyConfig: { provisionedConcurrentExecutions: provisionedConcurrency },
      }),
    });
    this.functionArn = this.resource.ref;
    this.functionName = this.resource.ref;
    this.role = role;
    this.grantPrincipal = lambda.grantPrincipal;
    this.architecture = lambda.architecture;
    this.resourceArnsForGrantInvoke = [this.resource.ref];
  }

  /** The ARN in other words, for what the alias itself has to wait for. */
  get writtenArn(): string {
    return `${this.lambda.functionArn}:${aliasName}`;
  }

  /** A metric of all calls of the alias, whatever version took them. */
  override metric(metricName: string, options?: MetricOptions): Metric {
    const { functionName } = this.lambda;
    const dimensionsMap = { FunctionName: functionName, Resource: `${functionName}:${aliasName}` };
    return super.metric(metricName, { dimensionsMap, ...options });
  }

  override configureAsyncInvoke(options: EventInvokeConfigOptions): void {
    new EventInvokeConfig(this, 'EventInvokeConfig', { function: this.lambda, qualifier: aliasName, ...options });
  }
}
