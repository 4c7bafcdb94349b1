import type { HttpApi } from '../../../local/gateway/http-api.ts';
import { readHttpApis } from '../../../local/gateway/read-apis.ts';
import { resourceTypes } from '../../../local/gateway/resource-types.ts';
import type { JsonObject, Resource } from '../../../local/template/resources.ts';

export const environment = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

/** A resolved resource, identified as its own type says. */
export function resource(type: string, logicalId: string, properties: JsonObject): Resource {
  const declared = { stack: 'Shop', logicalId, path: `Shop/${logicalId}/Resource`, type };
  const identity = resourceTypes[type]?.identify({
    ...declared,
    properties,
    environment,
    generatedName: () => `Shop-${logicalId}`,
  });
  return { ...declared, properties, ref: identity?.ref ?? logicalId, attributes: identity?.attributes ?? {} };
}

export const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

export const lambda = (name: string): Resource => ({
  ...resource('AWS::Lambda::Function', name, {}),
  ref: name,
  attributes: { Arn: functionArn(name) },
});

export const api = (properties: JsonObject = {}): Resource =>
  resource('AWS::ApiGatewayV2::Api', 'Api', { Name: 'shop', ProtocolType: 'HTTP', ...properties });

export const apiId = api().ref;

export const stage = (properties: JsonObject = {}): Resource =>
  resource('AWS::ApiGatewayV2::Stage', 'Stage', {
    ApiId: apiId,
    StageName: '$default',
    AutoDeploy: true,
    ...properties,
  });

export const integration = (name: string, properties: JsonObject = {}): Resource =>
  resource('AWS::ApiGatewayV2::Integration', `${name}Integration`, {
    ApiId: apiId,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: functionArn(name),
    PayloadFormatVersion: '2.0',
    ...properties,
  });

export const permission = (name: string, properties: JsonObject = {}): Resource =>
  resource('AWS::Lambda::Permission', `${name}Permission`, {
    Action: 'lambda:InvokeFunction',
    FunctionName: functionArn(name),
    Principal: 'apigateway.amazonaws.com',
    SourceArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/*/*`,
    ...properties,
  });

/** A route to a function of its own, all that it needs included. */
export const route = (key: string, properties: JsonObject = {}): Resource[] => {
  const name = `fn${key.replaceAll(/[^a-zA-Z0-9]+/g, '')}`;
  return [lambda(name), integration(name), permission(name), routeTo(name, key, properties)];
};

export const routeTo = (name: string, key: string, properties: JsonObject = {}): Resource =>
  resource('AWS::ApiGatewayV2::Route', `${name}${key}Route`, {
    ApiId: apiId,
    RouteKey: key,
    Target: `integrations/${integration(name).ref}`,
    AuthorizationType: 'NONE',
    ...properties,
  });

export const authorizer = (properties: JsonObject = {}): Resource =>
  resource('AWS::ApiGatewayV2::Authorizer', 'Authorizer', {
    ApiId: apiId,
    AuthorizerType: 'JWT',
    Name: 'jwt',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['web'] },
    ...properties,
  });

/** What a route needs to be behind the authorizer. */
export const protectedBy = (scopes: string[] = []): JsonObject => ({
  AuthorizationType: 'JWT',
  AuthorizerId: authorizer().ref,
  AuthorizationScopes: scopes,
});

/** The one API of some resources, which must be runnable. */
export function apiOf(resources: Resource[]): HttpApi {
  const [only] = readHttpApis(resources, environment);
  if (!only) throw new Error('there is no API');
  return only;
}
