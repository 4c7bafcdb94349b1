import { describe, expect, test } from 'vitest';
import { readHttpApis } from '../../../local/gateway/read-apis.ts';
import { resourceTypes } from '../../../local/gateway/resource-types.ts';
import { AssemblyError } from '../../../local/template/problem.ts';
import type { Resource } from '../../../local/template/resources.ts';
import {
  api,
  apiId,
  apiOf,
  authorizer,
  environment,
  integration,
  lambda,
  protectedBy,
  resource,
  route,
  routeTo,
  stage,
} from './template.ts';

test('an API has an id and an address like those of AWS, the same in every run', () => {
  expect(api().ref).toMatch(/^[a-z0-9]{10}$/);
  expect(api().attributes).toEqual({
    ApiId: api().ref,
    ApiEndpoint: `https://${api().ref}.execute-api.us-east-1.amazonaws.com`,
  });
  expect(resource('AWS::ApiGatewayV2::Api', 'Other', {}).ref).not.toBe(api().ref);
});

test('every resource type is identified without any property', () => {
  for (const [type, { identify }] of Object.entries(resourceTypes)) {
    const declared = { stack: 'S', logicalId: 'L', path: 'S/L', type, properties: {}, environment };
    expect(typeof identify({ ...declared, generatedName: () => 'S-L' }).ref, type).toBe('string');
  }
});

test('no property is both run and without effect', () => {
  for (const [type, { runs, noEffect = {} }] of Object.entries(resourceTypes)) {
    expect(
      runs.filter((property) => property in noEffect),
      type,
    ).toEqual([]);
  }
});

test('an API is read with its own stages and routes, and not those of another', () => {
  const other = resource('AWS::ApiGatewayV2::Stage', 'Other', { ApiId: 'another', StageName: 'dev' });
  const read = apiOf([api(), stage({ StageVariables: { a: 1 } }), other, ...route('GET /pets')]);
  expect(read).toMatchObject({ id: apiId, name: 'shop', stages: [{ name: '$default', variables: { a: '1' } }] });
  expect(read.routes.map(({ key }) => key)).toEqual(['GET /pets']);
});

test('CORS settings are read also where the template writes numbers and booleans as texts', () => {
  const CorsConfiguration = { AllowOrigins: ['https://a.example'], AllowCredentials: 'true', MaxAge: '60' };
  expect(apiOf([api({ CorsConfiguration }), stage()]).cors).toEqual({
    origins: ['https://a.example'],
    methods: [],
    headers: [],
    exposedHeaders: [],
    maxAge: 60,
    credentials: true,
  });
});

describe('what cannot be run is named with its resource', () => {
  function problemsOf(...resources: Resource[]): readonly string[] {
    try {
      readHttpApis(resources, environment);
      return [];
    } catch (error) {
      if (error instanceof AssemblyError) return error.problems;
      throw error;
    }
  }

  test.each([
    ['a WebSocket API', [api({ ProtocolType: 'WEBSOCKET' }), stage()], 'Api/Resource: ProtocolType WEBSOCKET'],
    ['an API without a stage', [api()], 'Api/Resource: the API has no stage'],
    [
      'credentials for any origin',
      [api({ CorsConfiguration: { AllowOrigins: ['*'], AllowCredentials: true } }), stage()],
      'Api/Resource: CorsConfiguration allows credentials and any origin',
    ],
    ...['GET pets', 'get /pets', 'GET /a{id}', 'GET /{a+}/b', 'TRACE /a', ''].map(
      (key): [string, ReturnType<typeof route>, string] => [
        `the route key "${key}"`,
        [api(), stage(), lambda('shop'), integration('shop'), routeTo('shop', key)],
        `RouteKey "${key}"`,
      ],
    ),
    [
      'a route key that stands twice',
      [api(), stage(), ...route('GET /a'), ...route('GET /a')],
      'RouteKey "GET /a" stands twice',
    ],
    ['a route without a target', [api(), stage(), ...route('GET /a', { Target: null })], 'Target names no integration'],
    ['a function of nowhere', [api(), stage(), integration('shop'), routeTo('shop', 'GET /a')], 'names no function'],
    ...(
      [
        [{ PayloadFormatVersion: '1.0' }, 'PayloadFormatVersion 1.0 is not run locally'],
        [{ IntegrationType: 'HTTP_PROXY' }, 'IntegrationType HTTP_PROXY is not run locally'],
        [{ TimeoutInMillis: 31_000 }, 'TimeoutInMillis 31000'],
      ] as const
    ).map(([properties, problem]): [string, ReturnType<typeof route>, string] => [
      problem,
      [api(), stage(), lambda('shop'), integration('shop', properties), routeTo('shop', 'GET /a')],
      `shopIntegration/Resource: ${problem}`,
    ]),
    ...['AWS_IAM', 'CUSTOM'].map((type): [string, ReturnType<typeof route>, string] => [
      `authorization by ${type}`,
      [api(), stage(), ...route('GET /a', { AuthorizationType: type })],
      `AuthorizationType ${type} is not run locally`,
    ]),
    ['an authorizer of nowhere', [api(), stage(), ...route('GET /a', protectedBy())], 'names no authorizer'],
    ...(
      [
        [{ AuthorizerType: 'REQUEST' }, 'AuthorizerType REQUEST is not run locally'],
        [{ JwtConfiguration: { Audience: ['a'] } }, 'JwtConfiguration.Issuer is no URL'],
        [{ JwtConfiguration: { Issuer: 'https://a.example' } }, 'JwtConfiguration.Audience is empty'],
        [{ IdentitySource: ['$context.path'] }, 'IdentitySource of a JWT authorizer is one'],
        [{ IdentitySource: ['$request.header.a', '$request.header.b'] }, 'IdentitySource of a JWT authorizer is one'],
      ] as const
    ).map(([properties, problem]): [string, ReturnType<typeof route>, string] => [
      problem,
      [api(), stage(), authorizer(JSON.parse(JSON.stringify(properties))), ...route('GET /a', protectedBy())],
      `Authorizer/Resource: ${problem}`,
    ]),
  ])('%s', (_, resources, problem) => {
    expect(problemsOf(...resources)).toEqual([expect.stringContaining(problem)]);
  });

  test('all of it at once, each thing once', () => {
    const shared = [api(), stage(), lambda('shop'), integration('shop', { PayloadFormatVersion: '1.0' })];
    const problems = problemsOf(
      ...shared,
      routeTo('shop', 'GET /a'),
      routeTo('shop', 'GET /b'),
      ...route('GET /c', { AuthorizationType: 'CUSTOM' }),
    );
    expect(problems).toHaveLength(2);
  });
});
