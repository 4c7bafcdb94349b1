import type { Identifying, ResourceType, ResourceTypes } from '../template/resources.ts';
import { madeUpId } from './made-up-id.ts';

/** The `identify` of a type whose `Ref` is an id that AWS makes, and which also gives it as an attribute. */
const madeId = (attribute: string, length: number): ResourceType['identify'] => {
  return (resource: Identifying) => {
    const id = madeUpId(resource.generatedName(), length);
    return { ref: id, attributes: { [attribute]: id } };
  };
};

/** The `identify` of a type whose `Ref` is one of its own properties. */
const named = (property: string): ResourceType['identify'] => {
  return ({ properties, generatedName }) => ({ ref: String(properties[property] ?? generatedName()) });
};

const words = 'a text for people; nothing reads it';
const noMetrics = 'no metrics are kept locally';
const newest = 'a local stage always serves the newest definition';
const ownAddress = 'the API is called by its local address';

/** What the local run knows of API Gateway's HTTP APIs (CloudFormation's `AWS::ApiGatewayV2`). */
export const resourceTypes: ResourceTypes = {
  'AWS::ApiGatewayV2::Api': {
    identify: ({ environment, generatedName }) => {
      const id = madeUpId(generatedName(), 10);
      const endpoint = `https://${id}.execute-api.${environment.region}.${environment.urlSuffix}`;
      return { ref: id, attributes: { ApiId: id, ApiEndpoint: endpoint } };
    },
    runs: [
      'Name',
      'ProtocolType',
      'CorsConfiguration.AllowCredentials',
      'CorsConfiguration.AllowHeaders',
      'CorsConfiguration.AllowMethods',
      'CorsConfiguration.AllowOrigins',
      'CorsConfiguration.ExposeHeaders',
      'CorsConfiguration.MaxAge',
    ],
    noEffect: {
      Description: words,
      Version: words,
      Tags: words,
      DisableExecuteApiEndpoint: ownAddress,
      IpAddressType: ownAddress,
      RouteSelectionExpression: 'an HTTP API has only one form of it',
    },
  },
  'AWS::ApiGatewayV2::Stage': {
    identify: named('StageName'),
    runs: ['ApiId', 'StageName', 'StageVariables'],
    noEffect: {
      AutoDeploy: newest,
      DeploymentId: newest,
      AccessLogSettings: 'every request is a line on the console instead',
      DefaultRouteSettings: `nothing is throttled locally, and ${noMetrics}`,
      RouteSettings: `nothing is throttled locally, and ${noMetrics}`,
      Description: words,
      Tags: words,
    },
  },
  'AWS::ApiGatewayV2::Route': {
    identify: madeId('RouteId', 7),
    runs: ['ApiId', 'RouteKey', 'Target', 'AuthorizationType', 'AuthorizerId', 'AuthorizationScopes'],
    noEffect: { OperationName: words, ApiKeyRequired: 'HTTP APIs have no API keys' },
  },
  'AWS::ApiGatewayV2::Integration': {
    identify: madeId('IntegrationId', 7),
    runs: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'TimeoutInMillis'],
    noEffect: {
      Description: words,
      ConnectionType: 'an integration with a function has only INTERNET',
      IntegrationMethod: 'API Gateway always calls a function by POST',
    },
  },
  'AWS::ApiGatewayV2::Authorizer': {
    identify: madeId('AuthorizerId', 6),
    runs: ['ApiId', 'AuthorizerType', 'Name', 'IdentitySource', 'JwtConfiguration.Issuer', 'JwtConfiguration.Audience'],
  },
  'AWS::ApiGatewayV2::Deployment': {
    identify: madeId('DeploymentId', 6),
    runs: [],
    noEffectType: newest,
  },
  'AWS::ApiGatewayV2::DomainName': {
    identify: ({ properties, environment, generatedName }) => {
      const id = madeUpId(generatedName(), 10);
      const domain = String(properties.DomainName ?? '');
      return {
        ref: domain,
        attributes: {
          DomainNameArn: `arn:${environment.partition}:apigateway:${environment.region}::/domainnames/${domain}`,
          RegionalDomainName: `d-${id}.execute-api.${environment.region}.${environment.urlSuffix}`,
          RegionalHostedZoneId: `Z${id.toUpperCase()}`,
        },
      };
    },
    runs: [],
    noEffectType: ownAddress,
  },
  'AWS::ApiGatewayV2::ApiMapping': {
    identify: madeId('ApiMappingId', 6),
    runs: [],
    noEffectType: ownAddress,
  },
};
