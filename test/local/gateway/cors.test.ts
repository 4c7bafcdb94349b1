import { describe, expect, test } from 'vitest';
import { type Handler, send, serve } from './harness.ts';
import { api, authorizer, protectedBy, route, stage } from './template.ts';

const page = 'https://page.example';
const settings = {
  AllowOrigins: [page, 'http://*'],
  AllowMethods: ['GET', 'POST'],
  AllowHeaders: ['authorization', 'content-type'],
  ExposeHeaders: ['etag', 'location'],
  MaxAge: 600,
};
const shop = (cors: object = settings) => [
  api({ CorsConfiguration: JSON.parse(JSON.stringify(cors)) }),
  stage(),
  authorizer(),
  ...route('GET /pets'),
  ...route('POST /pets', protectedBy()),
];
const preflight = (origin: string, method = 'POST') => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization' },
});
const corsOf = (headers: object) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));

describe('a preflight', () => {
  test('is answered by the API itself, without a route and before the authorizer', async () => {
    const { url, events, records } = await serve(shop());
    for (const path of ['/pets', '/nothing']) {
      const got = await send(url, path, preflight(page));
      expect(got).toMatchObject({ status: 204, body: '' });
      expect(corsOf(got.headers)).toEqual({
        'access-control-allow-origin': page,
        'access-control-allow-methods': 'GET,POST',
        'access-control-allow-headers': 'authorization,content-type',
        'access-control-max-age': '600',
      });
      expect(got.headers['apigw-requestid']).toBeDefined();
    }
    expect(events).toEqual([]);
    expect(records).toMatchObject([{ status: 204 }, { status: 204 }]);
  });

  test.each([
    ['https://other.example', undefined],
    [`${page}.evil.example`, undefined],
    ['https://page.example:8443', undefined],
    ['null', undefined],
    ['http://localhost:5173', 'http://localhost:5173'],
  ])('from %s is told %s', async (origin, allowed) => {
    const { url } = await serve(shop());
    const got = await send(url, '/pets', preflight(origin));
    expect(got.status).toBe(204);
    expect(got.headers['access-control-allow-origin']).toBe(allowed);
    if (allowed === undefined) expect(corsOf(got.headers)).toEqual({});
  });

  test('for any origin is told so', async () => {
    const { url } = await serve(shop({ AllowOrigins: ['*'], AllowMethods: ['*'], AllowHeaders: ['*'] }));
    expect(corsOf((await send(url, '/pets', preflight('null'))).headers)).toEqual({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': '*',
      'access-control-allow-headers': '*',
    });
  });

  test('says that credentials are allowed where they are', async () => {
    const { url } = await serve(shop({ AllowOrigins: [page], AllowCredentials: true }));
    expect(corsOf((await send(url, '/pets', preflight(page))).headers)).toEqual({
      'access-control-allow-origin': page,
      'access-control-allow-credentials': 'true',
    });
  });

  test.each([
    ['without an origin', { 'access-control-request-method': 'GET' }],
    ['without a method', { origin: page }],
  ])('%s gets no CORS headers', async (_, headers) => {
    const { url } = await serve(shop());
    const got = await send(url, '/pets', { method: 'OPTIONS', headers });
    expect(got.status).toBe(204);
    expect(corsOf(got.headers)).toEqual({});
  });

  test.each(['OPTIONS /pets', 'ANY /{proxy+}', '$default'])('that %s takes goes there', async (key) => {
    const { url, events } = await serve([...shop(), ...route(key)], () => ({ statusCode: 200, body: 'mine' }));
    const got = await send(url, '/pets', preflight(page));
    expect(got).toMatchObject({ status: 200, body: 'mine' });
    expect(corsOf(got.headers)).toMatchObject({ 'access-control-allow-origin': page, 'access-control-max-age': '600' });
    expect(events[0]?.routeKey).toBe(key);
  });

  test('that a protected $default takes is refused, as AWS documents', async () => {
    const { url } = await serve([...shop(), ...route('$default', protectedBy())]);
    expect(await send(url, '/pets', preflight(page))).toMatchObject({ status: 401 });
  });
});

describe('an answer', () => {
  const answering: Handler = () => ({
    statusCode: 200,
    headers: { 'Access-Control-Allow-Origin': 'https://function.example', 'Access-Control-Max-Age': '1', etag: '"1"' },
    body: 'ok',
  });

  test('to an allowed origin has the API’s CORS headers and none of the function’s', async () => {
    const { url } = await serve(shop(), answering);
    const { headers } = await send(url, '/pets', { headers: { origin: page } });
    expect(corsOf(headers)).toEqual({
      'access-control-allow-origin': page,
      'access-control-expose-headers': 'etag,location',
    });
    expect(headers.etag).toBe('"1"');
  });

  test.each([[{}], [{ origin: 'https://other.example' }]])('to %o has none at all', async (headers) => {
    const { url } = await serve(shop(), answering);
    expect(corsOf((await send(url, '/pets', { headers })).headers)).toEqual({});
  });

  test('is the function’s alone where the API has no CORS settings', async () => {
    const { url } = await serve([api(), stage(), ...route('GET /pets')], answering);
    expect(corsOf((await send(url, '/pets', { headers: { origin: page } })).headers)).toEqual({
      'access-control-allow-origin': 'https://function.example',
      'access-control-max-age': '1',
    });
    expect(await send(url, '/pets', preflight(page))).toMatchObject({ status: 404 });
  });

  test.each([
    ['404', 'GET', '/nothing', 404],
    ['401', 'POST', '/pets', 401],
    ['500', 'GET', '/pets?fail', 500],
    ['400', 'GET', '/%zz', 400],
  ])('of the gateway’s own has them too: %s', async (_, method, path, status) => {
    const { url } = await serve(shop(), () => ({ statusCode: 'broken' }));
    const got = await send(url, path, { method, headers: { origin: page } });
    expect(got.status).toBe(status);
    expect(got.headers['access-control-allow-origin']).toBe(page);
  });
});
