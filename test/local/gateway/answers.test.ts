import { expect, test } from 'vitest';
import { InvokeRefusal } from '../../../local/functions/failures.ts';
import { invoked, send, serve, serveInvoking } from './harness.ts';
import { api, integration, lambda, permission, route, routeTo, stage } from './template.ts';

const anything = [api(), stage(), ...route('$default')];
const internalError = { status: 500, body: '{"message":"Internal Server Error"}' };

test.each([
  ['an object', { name: 'John', age: 30 }, '{"name":"John","age":30}'],
  ['a list', [1, 2], '[1,2]'],
  ['a text', 'Hello "you"', 'Hello "you"'],
  ['an empty text', '', ''],
  ['a number', 42, '42'],
  ['true', true, 'true'],
  ['null', null, 'null'],
  ['nothing', undefined, 'null'],
  ['an object with a body but no status', { body: 'hi' }, '{"body":"hi"}'],
])('%s without a statusCode is the body of a 200', async (_, payload, body) => {
  const { url } = await serve(anything, () => payload);
  const got = await send(url, '/');
  expect(got).toMatchObject({ status: 200, body });
  expect(got.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': String(body.length) });
});

test('with a statusCode, status, headers, cookies and body are the function’s', async () => {
  const { url } = await serve(anything, () => ({
    statusCode: 201,
    headers: { 'Content-Type': 'application/problem+json', 'X-Count': 3, 'X-Flag': true, ETag: '"1"' },
    cookies: ['a=1; Path=/', 'b=2'],
    multiValueHeaders: { 'X-Ignored': ['a', 'b'] },
    body: '{"é":1}',
  }));
  const got = await send(url, '/');
  expect(got).toMatchObject({ status: 201, body: '{"é":1}' });
  expect(got.headers).toMatchObject({
    'content-type': 'application/problem+json',
    'content-length': '8',
    'x-count': '3',
    'x-flag': 'true',
    etag: '"1"',
    'set-cookie': ['a=1; Path=/', 'b=2'],
    date: expect.any(String),
    'apigw-requestid': expect.stringMatching(/^[\w-]{15}=$/),
  });
  expect(got.headers).not.toHaveProperty('x-ignored');
});

test('a body without a content type is plain text', async () => {
  const { url } = await serve(anything, () => ({ statusCode: 200, body: 'hi' }));
  expect((await send(url, '/')).headers['content-type']).toBe('text/plain; charset=utf-8');
});

test('a base64 body is sent as its bytes', async () => {
  const bytes = Buffer.from([0, 255, 10, 128]);
  const { url } = await serve(anything, () => ({
    statusCode: 200,
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  }));
  expect((await send(url, '/')).bytes).toEqual(bytes);
});

test.each([204, 304])('a %i has neither body nor type', async (statusCode) => {
  const { url } = await serve(anything, () => ({ statusCode, headers: { etag: '"1"' }, body: 'ignored' }));
  const got = await send(url, '/');
  expect(got).toMatchObject({ status: statusCode, body: '' });
  expect(got.headers).not.toHaveProperty('content-type');
  expect(got.headers).not.toHaveProperty('content-length');
  expect(got.headers.etag).toBe('"1"');
});

test('HEAD has the headers of the answer and no body', async () => {
  const { url } = await serve(anything, () => ({ statusCode: 200, body: 'four' }));
  const got = await send(url, '/', { method: 'HEAD' });
  expect(got).toMatchObject({ status: 200, body: '', headers: { 'content-length': '4' } });
});

test('headers that belong to the connection or the gateway are not the function’s to set', async () => {
  const { url } = await serve(anything, () => ({
    statusCode: 200,
    headers: { 'Content-Length': '99', 'Transfer-Encoding': 'chunked', Connection: 'close', 'Apigw-RequestId': 'mine' },
    body: 'four',
  }));
  const got = await send(url, '/');
  expect(got).toMatchObject({ status: 200, body: 'four', headers: { 'content-length': '4' } });
  expect(got.headers).not.toHaveProperty('transfer-encoding');
  expect(got.headers['apigw-requestid']).not.toBe('mine');
});

test.each([
  ['a status that is a fraction', { statusCode: 200.5 }],
  ['a status that is a word', { statusCode: 'ok' }],
  ['a status out of range', { statusCode: 99 }],
  ['a status that only starts an answer', { statusCode: 101 }],
  ['a status that is null', { statusCode: null }],
  ['a body that is an object', { statusCode: 200, body: { a: 1 } }],
  ['headers that are a list', { statusCode: 200, headers: ['a'] }],
  ['a header that is a list', { statusCode: 200, headers: { a: ['b'] } }],
  ['a header name with a space', { statusCode: 200, headers: { 'a b': 'c' } }],
  ['a header value with a line break', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
  ['cookies that are a text', { statusCode: 200, cookies: 'a=1' }],
  ['a cookie with a line break', { statusCode: 200, cookies: ['a=1\nb'] }],
])('%s is an internal error', async (_, payload) => {
  const { url, records } = await serve(anything, () => payload);
  expect(await send(url, '/')).toMatchObject(internalError);
  expect(records[0]?.error).toContain("the function's answer is no good");
});

test('a function that fails is an internal error, and only the console is told more', async () => {
  const { gateway, records } = await serveInvoking(anything, async () => ({
    ...invoked({ errorMessage: 'secret' }),
    error: { errorType: 'TypeError', errorMessage: 'secret' },
  }));
  const got = await send(gateway.url, '/');
  expect(got).toMatchObject(internalError);
  expect(got.headers['content-type']).toBe('application/json');
  expect(records).toMatchObject([{ error: 'TypeError: secret', lambdaRequestId: 'lambda-request' }]);
});

test.each([
  ['ResourceNotFoundException', 500, 'Internal Server Error'],
  ['RequestTooLargeException', 413, 'Request Entity Too Large'],
  ['TooManyRequestsException', 503, 'Service Unavailable'],
] as const)('a call that Lambda refuses with %s is %i', async (name, status, message) => {
  const { gateway, records } = await serveInvoking(anything, () => Promise.reject(new InvokeRefusal(name, 'why')));
  expect(await send(gateway.url, '/')).toMatchObject({ status, body: JSON.stringify({ message }) });
  expect(records).toMatchObject([{ status, error: 'why' }]);
});

test('a function over its integration’s time is 503, and the next request works', async () => {
  const resources = [
    api(),
    stage(),
    lambda('slow'),
    integration('slow', { TimeoutInMillis: 50 }),
    permission('slow'),
    routeTo('slow', '$default'),
  ];
  const { url, records } = await serve(resources, ({ rawPath }) =>
    rawPath === '/never' ? new Promise(() => undefined) : 'here',
  );
  expect(await send(url, '/never')).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
  expect(records[0]?.error).toContain('50 ms');
  expect(await send(url, '/')).toMatchObject({ status: 200, body: 'here' });
});
