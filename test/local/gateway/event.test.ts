import { expect, test } from 'vitest';
import { raw, send, serve } from './harness.ts';
import { api, apiId, route, stage } from './template.ts';

const petApi = [api(), stage(), ...route('ANY /pets/{id}'), ...route('GET /files/{path+}'), ...route('$default')];

test('a function gets the event of payload format 2.0', async () => {
  const { url, port, events } = await serve(petApi);
  await send(url, '/pets/7?kind=cat&kind=dog&name=a%20b', {
    method: 'POST',
    headers: { 'User-Agent': 'tester', 'Content-Type': 'application/json', 'X-Seen': ['one', 'two'] },
    body: '{"a":1}',
  });
  const [event] = events;
  expect(event).toEqual({
    version: '2.0',
    routeKey: 'ANY /pets/{id}',
    rawPath: '/pets/7',
    rawQueryString: 'kind=cat&kind=dog&name=a%20b',
    headers: {
      'content-length': '7',
      'content-type': 'application/json',
      host: `127.0.0.1:${port}`,
      'user-agent': 'tester',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': String(port),
      'x-forwarded-proto': 'http',
      'x-seen': 'one,two',
    },
    queryStringParameters: { kind: 'cat,dog', name: 'a b' },
    requestContext: {
      accountId: '000000000000',
      apiId,
      domainName: `${apiId}.execute-api.us-east-1.amazonaws.com`,
      domainPrefix: apiId,
      http: { method: 'POST', path: '/pets/7', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'tester' },
      requestId: expect.stringMatching(/^[\w-]{15}=$/),
      routeKey: 'ANY /pets/{id}',
      stage: '$default',
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
    body: '{"a":1}',
    pathParameters: { id: '7' },
    isBase64Encoded: false,
  });
});

test('members that would be empty are absent, the query as sent aside', async () => {
  const { url, events } = await serve(petApi);
  await send(url, '/');
  const [event] = events;
  for (const member of ['body', 'cookies', 'queryStringParameters', 'pathParameters', 'stageVariables']) {
    expect(event).not.toHaveProperty(member);
  }
  expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false, headers: { 'content-length': '0' } });
  expect(event?.requestContext).not.toHaveProperty('authorizer');
});

test('cookies are a list of their own and no header', async () => {
  const { url, events } = await serve(petApi);
  await send(url, '/', { headers: { Cookie: 'a=1; b=2' } });
  expect(events[0]?.cookies).toEqual(['a=1', 'b=2']);
  expect(events[0]?.headers).not.toHaveProperty('cookie');
});

test('headers repeated in the request are all there, and those of the connection are not', async () => {
  const { port, events } = await serve(petApi);
  await raw(
    port,
    'GET / HTTP/1.1\r\nHost: x\r\nAuthorization: one\r\nAUTHORIZATION: two\r\nCookie: a=1\r\nCookie: b=2\r\n' +
      'X-Forwarded-For: 9.9.9.9\r\nTE: trailers\r\nConnection: close\r\n\r\n',
  );
  expect(events[0]?.headers).toMatchObject({ authorization: 'one,two', 'x-forwarded-for': '9.9.9.9, 127.0.0.1' });
  expect(events[0]?.headers).not.toHaveProperty('connection');
  expect(events[0]?.headers).not.toHaveProperty('te');
  expect(events[0]?.cookies).toEqual(['a=1', 'b=2']);
});

test.each([
  ['text/plain', 'hé', false],
  ['text/csv; charset=utf-8', 'a,b', false],
  ['APPLICATION/JSON', '{}', false],
  ['application/xml', '<a/>', false],
  ['application/javascript', '1', false],
  ['application/x-www-form-urlencoded', 'a=1', true],
  ['application/problem+json', '{}', true],
  ['application/octet-stream', '\u0000\u00ff', true],
  [undefined, 'anything', true],
])('a body of type %s arrives as it does on AWS', async (type, text, base64) => {
  const { url, events } = await serve(petApi);
  await send(url, '/', { method: 'POST', headers: type === undefined ? {} : { 'content-type': type }, body: text });
  expect(events[0]).toMatchObject({
    body: base64 ? Buffer.from(text).toString('base64') : text,
    isBase64Encoded: base64,
  });
});

test.each([
  ['/pets/a%20b', '/pets/a b', 'a b'],
  ['/pets/a%2Fb', '/pets/a/b', 'a/b'],
  ['/pets/%E2%98%95', '/pets/☕', '☕'],
  ['/pets/a+b', '/pets/a+b', 'a+b'],
  ['/pets/%FF', '/pets/\ufffd', '\ufffd'],
  ['/pets/%00', '/pets/\u0000', '\u0000'],
  ['/pets/%3Fx%23', '/pets/?x#', '?x#'],
  ['/pe%74s/%25', '/pets/%', '%'],
])('the path %s is decoded, a segment at a time', async (path, rawPath, id) => {
  const { url, events } = await serve(petApi);
  await send(url, path);
  expect(events[0]).toMatchObject({
    routeKey: 'ANY /pets/{id}',
    rawPath,
    pathParameters: { id },
    requestContext: { http: { path: rawPath } },
  });
});

test('a greedy parameter holds the rest of the path, decoded', async () => {
  const { url, events } = await serve(petApi);
  await send(url, '/files/a/b%20c//d/');
  expect(events[0]?.pathParameters).toEqual({ path: 'a/b c//d/' });
});

test.each([
  ['a=1&b=2', { a: '1', b: '2' }],
  ['a', { a: '' }],
  ['a=&a=', { a: ',' }],
  ['a=b+c%2Bd', { a: 'b c+d' }],
  ['a=1=2', { a: '1=2' }],
  ['&&a=%ZZ&', { a: '%ZZ' }],
  ['a=100%', { a: '100%' }],
  ['a=%FF', { a: '\ufffd' }],
  ['a[]=1', { 'a[]': '1' }],
  ['=x', { '': 'x' }],
])('the query %s is passed on as sent, and decoded', async (query, parameters) => {
  const { url, events } = await serve(petApi);
  await send(url, `/?${query}`);
  expect(events[0]).toMatchObject({ rawQueryString: query });
  expect(events[0]?.queryStringParameters).toEqual(parameters);
});

test('names that mean something to JavaScript are names like any other', async () => {
  const { url, events } = await serve(petApi);
  await send(url, '/?__proto__=1&constructor=2', { headers: { __proto__x: 'a', constructor: 'b' } });
  expect(Object.entries(events[0]?.queryStringParameters ?? {})).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
  ]);
  expect(events[0]?.headers.constructor).toBe('b');
});

test('a named stage is served under its name, which stays in the path but not in what routes see', async () => {
  const variables = { table: 'blue' };
  const { url, events } = await serve([
    api(),
    stage({ StageName: 'dev', StageVariables: variables }),
    ...route('GET /pets/{id}'),
    ...route('GET /'),
  ]);
  await send(url, '/dev/pets/7');
  expect(events[0]).toMatchObject({
    routeKey: 'GET /pets/{id}',
    rawPath: '/dev/pets/7',
    pathParameters: { id: '7' },
    requestContext: { stage: 'dev', http: { path: '/dev/pets/7' } },
    stageVariables: variables,
  });
  await send(url, '/dev');
  expect(events[1]).toMatchObject({ routeKey: 'GET /', rawPath: '/dev' });
  expect(await send(url, '/pets/7')).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
});
