import { expect, test } from 'vitest';
import { send, serve } from './harness.ts';
import { api, apiOf, functionArn, integration, lambda, permission, route, routeTo, stage } from './template.ts';

const keys = [
  '$default',
  'ANY /{proxy+}',
  'GET /pets/{proxy+}',
  'GET /pets/dog/{id}',
  'GET /pets/dog/1',
  'ANY /pets/dog/1',
  'GET /trees/{kind}/leaves',
  'GET /trees/oak/{part}',
  'POST /trees/{kind}',
  'GET /open',
  'GET /slash/',
];
const all = [
  api(),
  stage(),
  lambda('shop'),
  integration('shop'),
  permission('shop'),
  // The order in the template must not matter.
  ...keys.map((key) => routeTo('shop', key)),
];

test.each([
  ['GET', '/pets/dog/1', 'GET /pets/dog/1'],
  ['PUT', '/pets/dog/1', 'ANY /pets/dog/1'],
  ['GET', '/pets/dog/2', 'GET /pets/dog/{id}'],
  ['GET', '/pets/cat/1', 'GET /pets/{proxy+}'],
  ['GET', '/pets/dog/1/', 'GET /pets/{proxy+}'],
  ['POST', '/test/5', 'ANY /{proxy+}'],
  ['GET', '/pets', 'ANY /{proxy+}'],
  ['GET', '/pets/', 'ANY /{proxy+}'],
  ['GET', '/', '$default'],
  ['GET', '/trees/oak/leaves', 'GET /trees/oak/{part}'],
  ['GET', '/trees/elm/leaves', 'GET /trees/{kind}/leaves'],
  ['POST', '/trees/', 'ANY /{proxy+}'],
  ['POST', '/trees/a%2Fb', 'POST /trees/{kind}'],
  ['GET', '/slash/', 'GET /slash/'],
  ['GET', '/slash', 'ANY /{proxy+}'],
  ['HEAD', '/open', 'ANY /{proxy+}'],
])('%s %s goes to %s', async (method, path, key) => {
  const { url, events } = await serve(all);
  await send(url, path, { method });
  expect(events[0]?.routeKey).toBe(key);
});

test.each([
  ['GET', '/nothing'],
  ['DELETE', '/pets/7'],
  ['GET', '/pets/7/'],
  ['GET', '//pets/7'],
  ['OPTIONS', '/pets/7'],
])('%s %s is 404 where no route takes it', async (method, path) => {
  const { url, events, records } = await serve([api(), stage(), ...route('GET /pets/{id}')]);
  const got = await send(url, path, { method });
  expect(got).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
  expect(got.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '23' });
  expect(got.headers['apigw-requestid']).toMatch(/^[\w-]{15}=$/);
  expect(events).toEqual([]);
  expect(records).toEqual([{ method, path, status: 404, milliseconds: expect.any(Number) }]);
});

test('each request is told of with its route, function, and call', async () => {
  const { url, records } = await serve([api(), stage(), ...route('GET /pets/{id}')]);
  await send(url, '/pets/7?secret=1');
  expect(records).toEqual([
    {
      method: 'GET',
      path: '/pets/7',
      routeKey: 'GET /pets/{id}',
      status: 200,
      milliseconds: expect.any(Number),
      functionLabel: 'fnGETpetsid',
      cold: false,
      accessKeyId: 'AKIALOCAL',
      lambdaRequestId: 'lambda-request',
    },
  ]);
});

test('a definition is replaced without a new address, and open connections go on', async () => {
  const { gateway, url } = await serve([api(), stage(), ...route('GET /old')]);
  expect((await send(url, '/new')).status).toBe(404);
  gateway.replace(apiOf([api(), stage(), ...route('GET /new')]));
  expect((await send(url, '/new')).status).toBe(200);
  expect((await send(url, '/old')).status).toBe(404);
});

test.each([
  ['none', []],
  ['for another API', [permission('shop', { SourceArn: 'arn:aws:execute-api:us-east-1:000000000000:other/*/*' })]],
  ['for another account', [permission('shop', { SourceAccount: '111111111111' })]],
  ['for another service', [permission('shop', { Principal: 's3.amazonaws.com' })]],
  ['for another function', [lambda('other'), permission('other')]],
  ['for an alias only', [permission('shop', { FunctionName: `${functionArn('shop')}:live` })]],
  ['for another route', [permissionFor('*/GET/cats/*')]],
  ['for another method', [permissionFor('*/POST/pets/*')]],
  ['for another stage', [permissionFor('dev/*/*')]],
])('a function with a permission %s answers 500, and the console says why', async (_, permissions) => {
  const resources = [api(), stage(), lambda('shop'), integration('shop'), routeTo('shop', 'GET /pets/{id}')];
  const { url, events, records } = await serve([...resources, ...permissions]);
  expect(await send(url, '/pets/7')).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
  expect(events).toEqual([]);
  expect(records[0]?.error).toContain('AWS::Lambda::Permission');
  expect(records[0]?.error).toContain('/$default/GET/pets/{id}');
});

test.each([
  ['without a source', [permission('shop', { SourceArn: null })]],
  ['by name', [permission('shop', { FunctionName: 'shop' })]],
  ['for the route', [permissionFor('*/GET/pets/*')]],
  ['for the route, to the letter', [permissionFor('$default/GET/pets/{id}')]],
  ['for the account', [permission('shop', { SourceAccount: '000000000000' })]],
])('a function with a permission %s is called', async (_, permissions) => {
  const resources = [api(), stage(), lambda('shop'), integration('shop'), routeTo('shop', 'GET /pets/{id}')];
  const { url } = await serve([...resources, ...permissions]);
  expect((await send(url, '/pets/7')).status).toBe(200);
});

test('an alias is called by its own ARN and permission', async () => {
  const alias = `${functionArn('shop')}:live`;
  const called: string[] = [];
  const { url } = await serve(
    [
      api(),
      stage(),
      lambda('shop'),
      integration('shop', {
        IntegrationUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${alias}/invocations`,
      }),
      permission('shop', { FunctionName: alias }),
      routeTo('shop', 'GET /pets'),
    ],
    (_event, functionArn) => called.push(functionArn),
  );
  expect((await send(url, '/pets')).status).toBe(200);
  expect(called).toEqual([alias]);
});

function permissionFor(pattern: string) {
  const { ref } = api();
  return permission('shop', { SourceArn: `arn:aws:execute-api:us-east-1:000000000000:${ref}/${pattern}` });
}
