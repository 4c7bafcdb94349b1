import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  CorsHttpMethod,
  HttpApi as GatewayApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Method, Operation, Throttle } from '../../lambda/http/operation.ts';
import { parseRoute } from '../routes.ts';
import type { StageSettings } from '../stages.ts';
import { ApiDomain } from './api-domain.ts';
import type { SignIn } from './sign-in.ts';

export interface HttpApiProps {
  readonly signIn: SignIn;
  readonly stage: StageSettings;
  /** The methods in use: what CORS allows. */
  readonly methods: readonly Method[];
}

/** The HTTP API: routes to functions, the check of tokens, CORS, throttling, access logs. */
export class HttpApi extends Construct {
  readonly #api: GatewayApi;
  readonly #stage: HttpStage;
  readonly #authorizer: HttpUserPoolAuthorizer;
  readonly #domain: ApiDomain | undefined;
  readonly #throttles: Record<string, object> = {};

  constructor(scope: Construct, id: string, { signIn, stage, methods }: HttpApiProps) {
    super(scope, id);
    if (stage.domain) this.#domain = new ApiDomain(this, 'Domain', stage.domain);
    this.#api = new GatewayApi(this, 'Api', {
      // One address: what is put before it, a firewall say, cannot be gone around by the one that AWS gives.
      ...(stage.domain && { disableExecuteApiEndpoint: true }),
      // Only a stage of our own can have access logs, throttling and detailed metrics.
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: [...stage.allowedOrigins],
        allowMethods: methods.map((method) => CorsHttpMethod[method]),
        allowHeaders: ['authorization', 'content-type', 'if-match', 'if-none-match', 'idempotency-key'],
        exposeHeaders: ['etag', 'location', 'x-request-id', 'idempotent-replayed'],
        maxAge: Duration.hours(1),
      },
    });
    this.#authorizer = new HttpUserPoolAuthorizer('SignIn', signIn.userPool, { userPoolClients: [signIn.client] });
    const logGroup = new LogGroup(this, 'AccessLogs', {
      retention: stage.logRetentionDays,
      removalPolicy: stage.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.#stage = new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: throttleSettings(stage.throttle),
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: accessLogFormat },
    });
    this.#domain?.leadTo(this.#stage);
  }

  /** What the gateway knows the API by. */
  get id(): string {
    return this.#api.apiId;
  }

  /** The address that clients call, with a slash at its end. */
  get url(): string {
    return this.#domain?.url ?? this.#stage.url;
  }

  /**
   * Routes an operation to its function: behind the authorizer, unless it is for anyone.
   *
   * @param throttle what holds for this route; the stage's default where there is none
   */
  route(operation: Operation, target: IFunction, throttle: Throttle | undefined): void {
    const { method, path } = parseRoute(operation.route);
    const isPublic = operation.auth === 'anyone';
    const routes = this.#api.addRoutes({
      path,
      methods: [HttpMethod[method]],
      integration: new HttpLambdaIntegration(operation.name, target),
      authorizer: isPublic ? new HttpNoneAuthorizer() : this.#authorizer,
    });
    for (const route of routes) {
      if (isPublic) {
        Validations.of(route).acknowledge({
          id: 'AwsSolutions-APIG4',
          reason: `${operation.route} is for anyone: it shows nothing of anybody and changes nothing.`,
        });
      }
      // A stage can only have settings for routes that exist.
      if (throttle) this.#stage.node.addDependency(route);
    }
    if (throttle) this.#throttle(operation.route, throttle);
  }

  #throttle(route: string, throttle: Throttle): void {
    // CloudFormation hands this map to the gateway as it is, so its members are named as the gateway's API names them.
    this.#throttles[route] = {
      ThrottlingRateLimit: throttle.rate,
      ThrottlingBurstLimit: throttle.burst,
      DetailedMetricsEnabled: true,
    };
    const stage = this.#stage.node.defaultChild;
    if (stage instanceof CfnStage) stage.routeSettings = this.#throttles;
  }
}

const throttleSettings = ({ rate, burst }: Throttle) => ({ rateLimit: rate, burstLimit: burst });

/** One JSON object a request: what was asked, who asked (an opaque subject), how it ended, where the time went. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    routeKey: '$context.routeKey',
    status: '$context.status',
    sub: '$context.authorizer.claims.sub',
    sourceIp: '$context.identity.sourceIp',
    responseLength: '$context.responseLength',
    responseLatency: '$context.responseLatency',
    integrationLatency: '$context.integrationLatency',
    integrationStatus: '$context.integrationStatus',
    error: '$context.error.message',
    integrationError: '$context.integrationErrorMessage',
    authorizerError: '$context.authorizer.error',
  }),
);
