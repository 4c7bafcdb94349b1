import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AddRoutesOptions,
  CfnIntegration,
  CfnRoute,
  HttpApi,
  HttpMethod,
  HttpStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import {
  CfnAlias,
  Code,
  type FunctionOptions,
  type IFunction,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { CfnCondition, CfnMapping, CfnParameter, Fn, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { strToU8, zipSync } from 'fflate';
import { auditorRole, counterRole, officeRole } from './roles.ts';

export interface FrontProps {
  readonly table: Table;
  /** Who signs the tokens that the API takes. */
  readonly issuer: string;
  /** A folder for what is built. */
  readonly outdir: string;
}

const { ANY, GET, POST, PUT } = HttpMethod;
const asset = (name: string) => Code.fromAsset(join(import.meta.dirname, 'functions', name));

/** The counter where parcels are handed in: one API, and many kinds of functions behind its routes. */
export class Front extends Stack {
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string, { table, issuer, outdir }: FrontProps) {
    super(scope, id);
    // `$default`, the route for what no other takes: a zip file, made by a build.
    const zip = this.#function('Zipped', zipped(outdir), { functionName: 'parcels-zipped' }, 'src/main.run');
    this.#api = new HttpApi(this, 'Api', {
      apiName: 'parcels',
      defaultIntegration: new HttpLambdaIntegration('DefaultIntegration', zip),
    });
    new HttpStage(this, 'Beta', {
      httpApi: this.#api,
      stageName: 'beta',
      autoDeploy: true,
      stageVariables: { color: 'blue' },
    });

    const roles = {
      counter: counterRole(this, table),
      office: officeRole(this, table),
      auditor: auditorRole(this, table),
    };
    for (const [name, role] of Object.entries(roles)) {
      this.#route([POST], `/probe/${name}`, this.#probe(name, { role }));
    }
    this.#routesOfOneFunction();
    this.#settings();
    this.#concurrency();
    this.#tokens(issuer);
    this.#withoutPermission();
  }

  /** Several routes of one function, among them one for every path, under one permission for all. */
  #routesOfOneFunction(): void {
    const desk = new HttpLambdaIntegration('DeskIntegration', this.#probe('desk'), { scopePermissionToRoute: false });
    this.#api.addRoutes({ path: '/parcels/{id}', methods: [GET, PUT], integration: desk });
    this.#api.addRoutes({ path: '/parcels/newest', methods: [GET], integration: desk });
    const files = this.#function('Files', asset('files'), { functionName: 'parcels-files' });
    this.#route([ANY], '/{proxy+}', files);
  }

  /** Code that stands in the template, with an environment of parameters, a mapping and a condition. */
  #settings(): void {
    const tone = new CfnParameter(this, 'Tone', { default: 'loud', allowedValues: ['loud', 'quiet'] });
    const floors = new CfnParameter(this, 'Floors', { type: 'CommaDelimitedList', default: 'cellar,attic' });
    const cities = new CfnMapping(this, 'Cities', { mapping: { 'us-east-1': { name: 'Ashburn' } } });
    const isLoud = new CfnCondition(this, 'IsLoud', { expression: Fn.conditionEquals(tone.valueAsString, 'loud') });
    const environment = {
      GREETING: Fn.conditionIf(isLoud.logicalId, 'HELLO', 'hello').toString(),
      CITY: cities.findInMap(this.region, 'name'),
      FLOOR: Fn.select(1, floors.valueAsList),
      STACK: Fn.sub(`\${AWS::StackName} in \${AWS::Region}`),
    };
    const code = Code.fromInline(
      'exports.handler = async () => { const { GREETING, CITY, FLOOR, STACK, HOME } = process.env; return { GREETING, CITY, FLOOR, STACK, HOME }; };',
    );
    this.#route([GET], '/settings', this.#function('Settings', code, { environment }));
  }

  #concurrency(): void {
    const keptWarm = this.#probe('kept-warm');
    const alias = new CfnAlias(this, 'Live', {
      name: 'live',
      functionName: keptWarm.functionName,
      functionVersion: keptWarm.currentVersion.version,
      provisionedConcurrencyConfig: { provisionedConcurrentExecutions: 1 },
    });
    const live = { functionArn: alias.ref, sameEnvironment: true };
    this.#route([GET], '/live', LambdaFunction.fromFunctionAttributes(this, 'LiveTarget', live));
    const code = Code.fromInline('exports.handler = () => new Promise((done) => setTimeout(done, 300, {}));');
    this.#route([GET], '/one-at-a-time', this.#function('One', code, { reservedConcurrentExecutions: 1 }));
  }

  /** Routes for those that have a token of an issuer that is not of this app. */
  #tokens(issuer: string): void {
    const url = new CfnParameter(this, 'Issuer', { default: issuer });
    const authorizer = new HttpJwtAuthorizer('People', url.valueAsString, {
      jwtAudience: ['parcels-web'],
      identitySource: ['$request.header.X-Token'],
    });
    const claims = this.#function('Claims', asset('files'));
    this.#route([GET], '/me', claims, { authorizer });
    this.#route([GET], '/me/parcels', claims, { authorizer, authorizationScopes: ['parcels/read', 'parcels/all'] });
  }

  /** A route whose function does not let the API call it. */
  #withoutPermission(): void {
    const integration = new CfnIntegration(this, 'Closed', {
      apiId: this.#api.apiId,
      integrationType: 'AWS_PROXY',
      integrationUri: this.#probe('closed').functionArn,
      payloadFormatVersion: '2.0',
    });
    const target = `integrations/${integration.ref}`;
    new CfnRoute(this, 'ClosedRoute', { apiId: this.#api.apiId, routeKey: 'GET /closed', target });
  }

  #route(methods: HttpMethod[], path: string, target: IFunction, more: Partial<AddRoutesOptions> = {}): void {
    this.#api.addRoutes({
      path,
      methods,
      integration: new HttpLambdaIntegration(`${methods}${path}`, target),
      ...more,
    });
  }

  /** A function that makes the calls it is asked for. */
  #probe(name: string, options: FunctionOptions = {}): LambdaFunction {
    return this.#function(`Probe-${name}`, asset('probe'), { functionName: `parcels-${name}`, ...options });
  }

  #function(id: string, code: Code, options: FunctionOptions = {}, handler = 'index.handler'): LambdaFunction {
    return new LambdaFunction(this, id, { runtime: Runtime.NODEJS_24_X, code, handler, ...options });
  }
}

/** A zip file with a function's code in a folder of its own. */
function zipped(outdir: string): Code {
  const main = 'exports.run = async (event) => ({ by: "zip", routeKey: event.routeKey, path: event.rawPath });';
  const file = join(outdir, 'built.zip');
  writeFileSync(file, zipSync({ 'src/main.js': strToU8(main) }, { mtime: '1980-01-02' }));
  return Code.fromAsset(file);
}
