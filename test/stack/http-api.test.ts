import { describe, expect, test } from 'vitest';
import { operations } from '../../lambda/operations.ts';
import { calledArn, resourceOf, resourcesOf, stageNames, templateOf } from './templates.ts';

/** Who may call without a token. A route joins them by a decision, not by an oversight. */
const publicRoutes = ['GET /docs', 'GET /hello', 'GET /openapi.json', 'GET /quotes'];

describe.each(stageNames)('in %s', (stage) => {
  const template = templateOf(stage);
  const api = resourceOf(template, 'AWS::ApiGatewayV2::Api');
  const authorizer = resourceOf(template, 'AWS::ApiGatewayV2::Authorizer');
  const gatewayStage = resourceOf(template, 'AWS::ApiGatewayV2::Stage');
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route');
  const routeOf = (key: string) => routes.find(({ Properties }) => Properties.RouteKey === key)?.Properties;

  test('each operation has its route, and no route is without one', () => {
    const keys = routes.map(({ Properties }) => Properties.RouteKey);
    expect(keys.sort()).toEqual(operations.map(({ route }) => route).sort());
  });

  test.each(operations)('$route calls the function of $name, which lets this API and route call it', (operation) => {
    const lambda = calledArn(template, stage, operation.name);
    const target = { 'Fn::Join': ['', ['integrations/', { Ref: expect.any(String) }]] };
    const properties = routeOf(operation.route);
    expect(properties).toMatchObject({ ApiId: { Ref: api.id }, Target: target });
    const integrations = resourcesOf(template, 'AWS::ApiGatewayV2::Integration');
    const integration = integrations.find(({ id }) => JSON.stringify(properties?.Target).includes(`"${id}"`));
    expect(integration?.Properties).toEqual({
      ApiId: { Ref: api.id },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: lambda,
      PayloadFormatVersion: '2.0',
    });

    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').map(({ Properties }) => Properties);
    const own = permissions.filter(({ FunctionName }) => JSON.stringify(FunctionName) === JSON.stringify(lambda));
    const path = operation.route.split(' ')[1];
    const source = { 'Fn::Join': ['', expect.arrayContaining([{ Ref: api.id }, `/*/*${path}`])] };
    expect(own).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: lambda,
        Principal: 'apigateway.amazonaws.com',
        SourceArn: source,
      },
    ]);
  });

  test('every route asks for a token, but those that are for anyone', () => {
    const open = routes.filter(({ Properties }) => Properties.AuthorizationType === 'NONE');
    expect(open.map(({ Properties }) => Properties.RouteKey).sort()).toEqual(publicRoutes);
    for (const { Properties } of routes.filter((route) => !open.includes(route))) {
      expect(Properties).toMatchObject({ AuthorizationType: 'JWT', AuthorizerId: { Ref: authorizer.id } });
    }
    expect(operations.filter(({ auth }) => auth === 'anyone').map(({ route }) => route)).toHaveLength(open.length);
  });

  test("tokens are the user pool's, for the page's client", () => {
    const { id: pool } = resourceOf(template, 'AWS::Cognito::UserPool');
    const { id: client } = resourceOf(template, 'AWS::Cognito::UserPoolClient');
    expect(authorizer.Properties).toMatchObject({
      ApiId: { Ref: api.id },
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: {
        Audience: [{ Ref: client }],
        Issuer: {
          'Fn::Join': ['', ['https://cognito-idp.', { Ref: 'AWS::Region' }, '.amazonaws.com/', { Ref: pool }]],
        },
      },
    });
  });

  test('there is one stage, explicit, deployed at once, with detailed metrics', () => {
    expect(gatewayStage.Properties).toMatchObject({
      ApiId: { Ref: api.id },
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { DetailedMetricsEnabled: true },
    });
  });

  test('booking is throttled tighter than the rest, and still measured', () => {
    const { DefaultRouteSettings, RouteSettings } = gatewayStage.Properties;
    expect(DefaultRouteSettings).toMatchObject(stage === 'prod' ? limits(1_000, 2_000) : limits(100, 200));
    const booking = { ...(stage === 'prod' ? limits(500, 1_000) : limits(50, 100)), DetailedMetricsEnabled: true };
    const workshop = { ...limits(50, 100), DetailedMetricsEnabled: true };
    expect(RouteSettings).toEqual({ 'POST /rides': booking, 'POST /ride': workshop });
    const throttled = routes.filter(({ Properties }) => /^POST \/rides?$/.test(String(Properties.RouteKey)));
    expect(gatewayStage).toMatchObject({ DependsOn: expect.arrayContaining(throttled.map(({ id }) => id)) });
  });

  test('access logs are JSON, one object a request, without what people typed or signed in with', () => {
    const { AccessLogSettings } = gatewayStage.Properties;
    const [logs] = resourcesOf(template, 'AWS::Logs::LogGroup').filter(({ id }) => id.startsWith('ApiAccessLogs'));
    expect(AccessLogSettings).toMatchObject({ DestinationArn: { 'Fn::GetAtt': [logs?.id, 'Arn'] } });
    const format = JSON.parse(Object(AccessLogSettings).Format);
    expect(format).toMatchObject({
      requestId: '$context.requestId',
      routeKey: '$context.routeKey',
      status: '$context.status',
    });
    // The gateway puts quotes of its own around `messageString`: the line would be no JSON.
    expect(Object.values(format).filter((value) => String(value).endsWith('String'))).toEqual([]);
    expect(JSON.stringify(format)).not.toMatch(/email|username|authorization|\$context\.path/i);
  });

  test("pages of the right origins may call it: any in dev, the stage's own elsewhere", () => {
    expect(api.Properties.CorsConfiguration).toEqual({
      AllowOrigins: stage === 'dev' ? ['*'] : [{ Ref: 'PageAddress' }],
      AllowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
      AllowHeaders: ['authorization', 'content-type', 'if-match', 'if-none-match', 'idempotency-key'],
      ExposeHeaders: ['etag', 'location', 'x-request-id', 'idempotent-replayed'],
      MaxAge: 3600,
    });
  });
});

function limits(ThrottlingRateLimit: number, ThrottlingBurstLimit: number) {
  return { ThrottlingRateLimit, ThrottlingBurstLimit };
}
