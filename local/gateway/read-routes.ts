import { ownObject } from '../template/json.ts';
import { located, Problem, type Problems } from '../template/problem.ts';
import type { Resource } from '../template/resources.ts';
import type { IdentitySource, Integration, JwtAuthorizer, Route } from './http-api.ts';
import { numberOf, textOf, textsOf } from './properties.ts';
import { isRouteKey } from './routes.ts';

/** AWS's own limit, and what it takes when the template gives none. */
const longestIntegration = 30_000;

/** Whether the policy of a function lets API Gateway invoke it on behalf of a route, by the ARNs of both. */
export type Permits = (functionArn: string, sourceArn: string) => boolean;

/**
 * The routes of one API, each with its function and its authorizer.
 *
 * @param problems gets what cannot be run; a route with a problem is left out
 */
export function readRoutes(
  api: Resource,
  resources: readonly Resource[],
  permits: Permits,
  problems: Problems,
): Route[] {
  const ofApi = (type: string) => resources.filter((each) => each.type === type && each.properties.ApiId === api.ref);
  const integrations = new Map(ofApi('AWS::ApiGatewayV2::Integration').map((each) => [each.ref, each]));
  const authorizers = new Map(ofApi('AWS::ApiGatewayV2::Authorizer').map((each) => [each.ref, each]));
  const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  const routes: Route[] = [];
  for (const resource of ofApi('AWS::ApiGatewayV2::Route')) {
    const route = problems.attempt(() =>
      located(resource.path, () => ({
        key: readKey(resource, routes),
        integration: readIntegration(integrationOf(resource, integrations), functions, permits),
        ...readAuthorization(resource, authorizers),
      })),
    );
    if (route) routes.push(route);
  }
  return routes;
}

function readKey(resource: Resource, routes: readonly Route[]): string {
  const key = textOf(resource.properties, 'RouteKey') ?? '';
  if (!isRouteKey(key)) throw new Problem(`RouteKey "${key}" is no route key of an HTTP API`);
  if (routes.some((route) => route.key === key)) throw new Problem(`RouteKey "${key}" stands twice`);
  return key;
}

function integrationOf(route: Resource, integrations: ReadonlyMap<string, Resource>): Resource {
  const id = textOf(route.properties, 'Target')?.replace(/^integrations\//, '') ?? '';
  const integration = integrations.get(id);
  if (!integration) throw new Problem(`Target names no integration of the API (${id || 'none'})`);
  return integration;
}

const readIntegration = (
  { path, properties }: Resource,
  functions: readonly Resource[],
  permits: Permits,
): Integration =>
  located(path, () => {
    const type = textOf(properties, 'IntegrationType');
    if (type !== 'AWS_PROXY') {
      throw new Problem(`IntegrationType ${type} is not run locally, only AWS_PROXY with a function is`);
    }
    const payload = textOf(properties, 'PayloadFormatVersion');
    if (payload !== '2.0') throw new Problem(`PayloadFormatVersion ${payload} is not run locally, only 2.0 is`);
    const uri = textOf(properties, 'IntegrationUri') ?? '';
    const functionArn = /^arn:[^:]+:apigateway:.*\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
    const unqualified = functionArn.split(':').slice(0, 7).join(':');
    const lambda = functions.find(({ attributes }) => attributes.Arn === unqualified);
    if (!lambda) throw new Problem(`IntegrationUri names no function of this run (${uri})`);
    const timeout = numberOf(properties, 'TimeoutInMillis') ?? longestIntegration;
    if (timeout < 50 || timeout > longestIntegration) {
      throw new Problem(`TimeoutInMillis ${timeout} is not between 50 and ${longestIntegration}`);
    }
    return { functionArn, functionLabel: labelOf(lambda), timeout, permits: permissionsOf(permits, functionArn) };
  });

/** Remembers what a function's policy said: every request asks, mostly for the same few routes. */
function permissionsOf(permits: Permits, functionArn: string): Integration['permits'] {
  const known = new Map<string, boolean>();
  return (sourceArn) => {
    const permitted = known.get(sourceArn) ?? permits(functionArn, sourceArn);
    known.set(sourceArn, permitted);
    return permitted;
  };
}

/** `Rides/RequestRide/Function/Resource` is `RequestRide/Function` to people. */
const labelOf = ({ path }: Resource) => path.replace(/^[^/]+\//, '').replace(/\/Resource$/, '');

function readAuthorization(route: Resource, authorizers: ReadonlyMap<string, Resource>): Pick<Route, 'authorization'> {
  const type = textOf(route.properties, 'AuthorizationType') ?? 'NONE';
  if (type === 'NONE') return {};
  if (type !== 'JWT') {
    throw new Problem(`AuthorizationType ${type} is not run locally, only NONE and JWT are`);
  }
  const id = textOf(route.properties, 'AuthorizerId') ?? '';
  const authorizer = authorizers.get(id);
  if (!authorizer) throw new Problem(`AuthorizerId names no authorizer of the API (${id || 'none'})`);
  const scopes = textsOf(route.properties, 'AuthorizationScopes');
  return { authorization: { authorizer: located(authorizer.path, () => readAuthorizer(authorizer)), scopes } };
}

function readAuthorizer(resource: Resource): JwtAuthorizer {
  const { properties } = resource;
  const type = textOf(properties, 'AuthorizerType');
  if (type !== 'JWT') throw new Problem(`AuthorizerType ${type} is not run locally, only JWT is`);
  const configuration = ownObject(properties, 'JwtConfiguration');
  const issuer = textOf(configuration, 'Issuer');
  if (!issuer || !URL.canParse(issuer)) {
    throw new Problem(`JwtConfiguration.Issuer is no URL (${issuer ?? 'none'})`);
  }
  const audience = textsOf(configuration, 'Audience');
  if (audience.length === 0) {
    throw new Problem('JwtConfiguration.Audience is empty, so no token could pass');
  }
  return { name: textOf(properties, 'Name') ?? '', identitySource: readIdentitySource(resource), issuer, audience };
}

function readIdentitySource(resource: Resource): IdentitySource {
  const sources = textsOf(resource.properties, 'IdentitySource');
  const [, place, name] = /^\$request\.(header|querystring)\.(.+)$/.exec(sources[0] ?? '') ?? [];
  if (sources.length === 1 && name && place === 'header') return { in: 'header', name: name.toLowerCase() };
  if (sources.length === 1 && name && place === 'querystring') return { in: 'querystring', name };
  const form = '$request.header.NAME or $request.querystring.NAME';
  throw new Problem(`IdentitySource of a JWT authorizer is one ${form}, not "${sources.join(', ')}"`);
}
