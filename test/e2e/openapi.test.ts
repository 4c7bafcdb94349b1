import { expect, test } from 'vitest';
import { type DocumentedOperation, openApi } from './support/documented.ts';
import { anyone, operator } from './support/people.ts';
import { expectProblem } from './support/problems.ts';

const [document, boss] = await Promise.all([openApi(), operator()]);

interface Route {
  readonly route: string;
  readonly method: string;
  readonly path: string;
  readonly operation: DocumentedOperation;
}

const routes: Route[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    route: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path: path.replaceAll(/\{\w+\}/g, 'e2e-nobody'),
    operation,
  })),
);

test("describes the contract's operations and no others", () => {
  expect(routes.map(({ route }) => route).sort()).toEqual([
    'DELETE /unicorns/{unicornId}',
    'DELETE /users/{userId}',
    'GET /docs',
    'GET /fleet',
    'GET /fleet/imports/{importId}',
    'GET /hello',
    'GET /openapi.json',
    'GET /quotes',
    'GET /rides/{rideId}',
    'GET /unicorns',
    'GET /unicorns/{unicornId}',
    'GET /users',
    'GET /users/{userId}',
    'GET /users/{userId}/rides',
    'POST /fleet/imports',
    'POST /ride',
    'POST /rides',
    'POST /rides/{rideId}/cancel',
    'POST /rides/{rideId}/complete',
    'POST /users',
    'PUT /unicorns/{unicornId}',
    'PUT /users/{userId}',
  ]);
});

test.concurrent('is OpenAPI 3.1 as JSON, which clients may keep for a while', async () => {
  const answer = await anyone.get('/openapi.json');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json');
  expect(answer.headers['cache-control']).toMatch(/max-age=\d+|no-cache/);
  expect(answer.headers.etag).toMatch(/^"[^"\s]+"$/);
  expect(document.openapi).toMatch(/^3\.1\.\d+$/);
});

test.concurrent('is not sent again to who has it', async () => {
  const { etag = '' } = (await anyone.get('/openapi.json')).headers;
  for (const noneMatch of [etag, `W/${etag}`, `"a", ${etag}`, '*']) {
    const answer = await anyone.get('/openapi.json', { 'if-none-match': noneMatch });
    expect(answer.status, noneMatch).toBe(304);
    expect(answer.text).toBe('');
    expect(answer.headers.etag).toBe(etag);
    expect(answer.headers['cache-control']).toMatch(/max-age=\d+|no-cache/);
  }
  expect((await anyone.get('/openapi.json', { 'if-none-match': '"a"' })).status).toBe(200);
  expectProblem(await anyone.get('/openapi.json', { 'if-none-match': 'a' }), 400, 'invalid-request', {
    header: 'If-None-Match',
  });
});

test.concurrent.for(routes)('$route is there, for those it says', async ({ method, path, operation }) => {
  const unknown = await anyone.send(method, path);
  if (operation.security.length === 0) expect(unknown.headers['x-request-id']).toMatch(/\S/);
  else expect([unknown.status, unknown.json()]).toEqual([401, { message: 'Unauthorized' }]);
  const answer = await boss.send(method, `${path}?unknown=1`);
  expect(answer.status).toBe(400);
  expect(answer.json()).toMatchObject({
    type: 'urn:unicorn-rides:problem:invalid-request',
    errors: expect.arrayContaining([{ parameter: 'unknown', detail: expect.any(String) }]),
  });
});

test.concurrent('documents what each operation takes and answers', () => {
  for (const { route, path, operation } of routes) {
    const parameters = operation.parameters ?? [];
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    expect(inPath.length, route).toBe(path.split('e2e-nobody').length - 1);
    expect(Object.keys(operation.responses), route).toContain('400');
    const hasTag = /^(GET|PUT) \/(users|unicorns)\/\{\w+\}$/.test(route);
    for (const status of ['200', '201', '304']) {
      const response = operation.responses[status];
      if (hasTag && response) expect(Object.keys(response.headers ?? {}), `${route} ${status}`).toContain('ETag');
    }
  }
});
