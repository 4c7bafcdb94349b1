import { mayInvoke } from '../endpoint/invoke-permission.ts';
import { createResourcePolicies, resourcePoliciesFrom } from '../endpoint/resource-policies.ts';
import { ownObject } from '../template/json.ts';
import { Problem, Problems } from '../template/problem.ts';
import type { Environment, Resource } from '../template/resources.ts';
import type { Cors, HttpApi, Stage } from './http-api.ts';
import { numberOf, textOf, textsOf } from './properties.ts';
import { type Permits, readRoutes } from './read-routes.ts';

/**
 * The HTTP APIs among the resources of a run.
 *
 * @param resources all resources of all stacks: functions and their permissions are looked up among them
 * @param environment the account and region that the run pretends to be in
 * @throws AssemblyError naming all that cannot be run, each with its construct path and property
 */
export function readHttpApis(resources: readonly Resource[], environment: Environment): HttpApi[] {
  const problems = new Problems();
  const ofLambda = resources.filter(({ type }) => type.startsWith('AWS::Lambda::'));
  const policies = createResourcePolicies(resourcePoliciesFrom(ofLambda, environment));
  const permits: Permits = (functionArn, sourceArn) =>
    mayInvoke(policies, functionArn, { service: 'apigateway.amazonaws.com', sourceArn }, environment);
  const apis = resources
    .filter(({ type }) => type === 'AWS::ApiGatewayV2::Api')
    .map((api) => readApi(api, resources, environment, permits, problems));
  problems.throwIfAny();
  return apis;
}

function readApi(
  api: Resource,
  resources: readonly Resource[],
  environment: Environment,
  permits: Permits,
  problems: Problems,
): HttpApi {
  const protocol = textOf(api.properties, 'ProtocolType');
  if (protocol !== 'HTTP') {
    problems.add(new Problem(`ProtocolType ${protocol} is not run locally, only HTTP is`, api.path));
  }
  const stages = resources
    .filter(({ type, properties }) => type === 'AWS::ApiGatewayV2::Stage' && properties.ApiId === api.ref)
    .map(readStage);
  if (stages.length === 0)
    problems.add(new Problem('the API has no stage, so nothing of it would be served', api.path));
  const cors = readCors(api, problems);
  return {
    id: api.ref,
    path: api.path,
    name: textOf(api.properties, 'Name') ?? api.logicalId,
    environment,
    ...(cors && { cors }),
    stages,
    routes: readRoutes(api, resources, permits, problems),
  };
}

function readStage({ ref, properties }: Resource): Stage {
  const variables = Object.entries(ownObject(properties, 'StageVariables'));
  return { name: ref, variables: Object.fromEntries(variables.map(([name, value]) => [name, String(value)])) };
}

function readCors(api: Resource, problems: Problems): Cors | undefined {
  if (api.properties.CorsConfiguration === undefined) return undefined;
  const properties = ownObject(api.properties, 'CorsConfiguration');
  const maxAge = numberOf(properties, 'MaxAge');
  const cors: Cors = {
    origins: textsOf(properties, 'AllowOrigins'),
    methods: textsOf(properties, 'AllowMethods'),
    headers: textsOf(properties, 'AllowHeaders'),
    exposedHeaders: textsOf(properties, 'ExposeHeaders'),
    ...(maxAge !== undefined && { maxAge }),
    credentials: textOf(properties, 'AllowCredentials') === 'true',
  };
  if (cors.credentials && cors.origins.includes('*')) {
    const reason = 'CorsConfiguration allows credentials and any origin, which API Gateway refuses';
    problems.add(new Problem(reason, api.path));
  }
  return cors;
}
