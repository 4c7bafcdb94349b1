import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runOnRequest } from '../../../local/distribution/edge-function.ts';
import { joined, startPage } from './running.ts';

/** A request whose path and headers are sent as they are given, and its body as it came. */
async function ask(url: string, path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  const { hostname, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number | undefined;
    headers: Readonly<Record<string, unknown>>;
    body: Buffer;
  }>();
  const sent = request({ hostname, port, path, ...options }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () =>
      resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
    );
  });
  sent.on('error', reject).end();
  return promise;
}

const script = 'export const answer = 42;\n'.repeat(60);

describe('a page in front of its bucket', () => {
  test('gives files as they were put, the page for paths of its own, and the page with 404 for what is missing', async () => {
    const { url, put } = await startPage();
    await put('assets/a.js', 'let a;', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable');
    const file = await ask(url, '/assets/a.js?x=1');
    expect([file.status, file.body.toString()]).toEqual([200, 'let a;']);
    expect(file.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': '6',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
    for (const path of ['/', '/index.html', '/rides', '/rides/1?from=mail']) {
      const page = await ask(url, path);
      expect([path, page.status, page.body.toString().slice(0, 12)]).toEqual([path, 200, '<p>The page.']);
    }
    for (const path of ['/assets/b.js', '/x.png', '/%2e%2e/files/index.html', '/..%2f..%2fx.y', '/a.%']) {
      const missing = await ask(url, path);
      expect([path, missing.status, missing.body.toString().slice(0, 12)]).toEqual([path, 404, '<p>The page.']);
    }
  });

  test('tells whom it may list the bucket for from whom it may not: 404 and 403', async () => {
    const bare = { distribution: { CustomErrorResponses: [] } };
    const listing = await startPage({ ...bare, actions: ['s3:GetObject', 's3:ListBucket'] });
    const blind = await startPage(bare);
    expect((await ask(listing.url, '/x.png')).status).toBe(404);
    expect((await ask(blind.url, '/x.png')).status).toBe(403);
  });

  test('shows nothing where the bucket’s policy does not let the distribution, or its requests are not signed', async () => {
    const denied = await startPage({ actions: ['s3:PutObject'] });
    const nobody = await startPage({ origin: { OriginAccessControlId: '' } });
    for (const { url } of [denied, nobody]) {
      const answer = await ask(url, '/');
      expect([answer.status, answer.body.toString()]).toEqual([403, expect.not.stringContaining('The page.')]);
    }
  });

  test('answers GET and HEAD alone, and 304 to whom has the file', async () => {
    const { url } = await startPage();
    const got = await ask(url, '/rides');
    const head = await ask(url, '/rides', { method: 'HEAD' });
    expect(head.body).toHaveLength(0);
    for (const name of ['etag', 'content-length', 'content-type', 'last-modified', 'vary']) {
      expect(head.headers[name], name).toBe(got.headers[name]);
    }
    const etag = String(got.headers.etag);
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask(url, '/rides', { headers: { 'if-none-match': tag } });
      expect([tag, again.status, again.body.length, again.headers.etag]).toEqual([tag, 304, 0, etag]);
    }
    const since = { 'if-modified-since': String(got.headers['last-modified']) };
    expect((await ask(url, '/rides', { headers: since })).status).toBe(304);
    expect((await ask(url, '/rides', { headers: { ...since, 'if-none-match': '"other"' } })).status).toBe(200);
    expect((await ask(url, '/x.png', { headers: { 'if-none-match': '*' } })).status).toBe(404);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      expect([method, (await ask(url, '/rides', { method })).status]).toEqual([method, 403]);
    }
  });

  test('compresses what browsers accept, of kinds and sizes that CloudFront does, with a tag of its own', async () => {
    const { url, put } = await startPage();
    await put('a.js', script, 'text/javascript; charset=utf-8');
    await put('small.js', 'let a;', 'text/javascript');
    await put('a.png', Buffer.alloc(2_000), 'image/png');
    const plain = await ask(url, '/a.js');
    const coded = async (path: string, accepted: string) => {
      const answer = await ask(url, path, { headers: { 'accept-encoding': accepted } });
      return { ...answer, coding: answer.headers['content-encoding'] };
    };
    const brotli = await coded('/a.js', 'gzip, deflate, br');
    expect([brotli.coding, brotliDecompressSync(brotli.body).toString()]).toEqual(['br', script]);
    expect(brotli.headers).toMatchObject({ etag: `W/${plain.headers.etag}`, vary: 'Accept-Encoding' });
    const gzip = await coded('/a.js', 'gzip, br;q=0');
    expect([gzip.coding, gunzipSync(gzip.body).toString()]).toEqual(['gzip', script]);
    expect([plain.body.toString(), plain.headers.vary]).toEqual([script, 'Accept-Encoding']);
    for (const accepted of ['identity', 'gzip;q=0', 'deflate'])
      expect((await coded('/a.js', accepted)).coding).toBeUndefined();
    for (const path of ['/small.js', '/a.png']) expect((await coded(path, 'gzip, br')).coding, path).toBeUndefined();

    const gzipOnly = await startPage({ cachePolicy: { EnableAcceptEncodingBrotli: false } });
    const answer = await ask(gzipOnly.url, '/', { headers: { 'accept-encoding': 'gzip, br' } });
    expect(answer.headers['content-encoding']).toBe('gzip');
  });
});

describe('the headers of an answer', () => {
  const security = {
    ContentTypeOptions: { Override: true },
    FrameOptions: { FrameOption: 'SAMEORIGIN', Override: true },
    StrictTransportSecurity: { AccessControlMaxAgeSec: 60, IncludeSubdomains: true, Preload: true, Override: true },
    XSSProtection: { Protection: true, ModeBlock: true, Override: true },
  };

  test('are what the policy sets, adds and removes, on errors and 304 too', async () => {
    const { url } = await startPage({
      headers: {
        SecurityHeadersConfig: security,
        CustomHeadersConfig: {
          Items: [
            { Header: 'Cache-Control', Value: 'no-store', Override: false },
            { Header: 'X-Mine', Value: 'yes', Override: true },
          ],
        },
        RemoveHeadersConfig: { Items: [{ Header: 'x-amz-server-side-encryption' }] },
      },
    });
    const etag = String((await ask(url, '/')).headers.etag);
    for (const [path, headers] of [
      ['/', {}],
      ['/x.png', {}],
      ['/', { 'if-none-match': etag }],
    ] as const) {
      const answer = await ask(url, path, { headers });
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'strict-transport-security': 'max-age=60; includeSubDomains; preload',
        'x-xss-protection': '1; mode=block',
        'cache-control': 'no-cache',
        'x-mine': 'yes',
      });
      expect(answer.headers).not.toHaveProperty('x-amz-server-side-encryption');
    }
    expect((await ask(url, '/', { method: 'POST' })).headers).toMatchObject({ 'cache-control': 'no-store' });
  });

  test('name the addresses of the run in place of those on AWS', async () => {
    const policy = {
      'Fn::Join': [
        ' ',
        [
          "connect-src 'self'",
          { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] },
          joined('https://cognito-idp.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }),
          joined('https://', { Ref: 'Domain' }, '.auth.', { Ref: 'AWS::Region' }, '.amazoncognito.com'),
          joined('https://', { 'Fn::GetAtt': ['Files', 'RegionalDomainName'] }),
          'https://elsewhere.example',
        ],
      ],
    };
    const { run, url } = await startPage({
      headers: { SecurityHeadersConfig: { ContentSecurityPolicy: { ContentSecurityPolicy: policy, Override: true } } },
      others: {
        Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
        Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default' } },
        People: { Type: 'AWS::Cognito::UserPool', Properties: {} },
        Domain: { Type: 'AWS::Cognito::UserPoolDomain', Properties: { UserPoolId: { Ref: 'People' }, Domain: 'mine' } },
      },
    });
    const signIn = new URL(run.tokenUrl).origin;
    const here = [run.apis[0]?.url, signIn, signIn, run.awsEndpoint, 'https://elsewhere.example'];
    expect((await ask(url, '/')).headers).toMatchObject({
      'content-security-policy': `connect-src 'self' ${here.join(' ')}`,
    });
  });
});

describe('a function at the edge', () => {
  test('sees the request as CloudFront gives it, and may answer it', async () => {
    const code = `async function handler(event) {
      return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/there' } }, body: JSON.stringify(event) };
    }`;
    const { url } = await startPage({ code });
    const headers = { cookie: 'a=1; b=2', 'x-one': 'two' };
    const answer = await ask(url, '/here%20?x=1&x=2&y', { headers });
    expect([answer.status, answer.headers.location]).toEqual([302, '/there']);
    const event = JSON.parse(answer.body.toString());
    expect(event).toMatchObject({
      version: '1.0',
      context: {
        eventType: 'viewer-request',
        distributionDomainName: expect.stringMatching(/^d\w{13}\.cloudfront\.net$/),
      },
      viewer: { ip: '127.0.0.1' },
      request: {
        method: 'GET',
        uri: '/here%20',
        querystring: { x: { value: '2', multiValue: [{ value: '1' }, { value: '2' }] }, y: { value: '' } },
        headers: { 'x-one': { value: 'two' } },
        cookies: { a: { value: '1' }, b: { value: '2' } },
      },
    });
    expect(event.request.headers).not.toHaveProperty('cookie');
  });

  test.each([
    ['throws', "function handler() { throw new Error('no luck'); }", 'no luck'],
    ['loops', 'function handler() { for (;;); }', 'timed out'],
    ['looks around', 'function handler() { return process.env; }', 'process is not defined'],
    ['makes code of text', "function handler() { return eval('1'); }", 'Code generation from strings disallowed'],
    ['gives nothing', 'function handler() {}', 'neither a request nor a response'],
    ['is not there', 'const x = 1;', 'handler is not defined'],
  ])('that %s fails by its name', async (_what, code, reason) => {
    const nothing = { method: 'GET', uri: '/', querystring: {}, headers: {}, cookies: {} };
    const context = { distributionId: 'E1', distributionDomainName: 'd1.cloudfront.net', requestId: '1' };
    await expect(runOnRequest({ path: 'Page/Links', code }, nothing, context)).rejects.toThrow(
      new RegExp(`^The CloudFront function Page/Links failed: .*${reason}`),
    );
  });

  test('that fails is 503, and said', async () => {
    const { url, faults } = await startPage({ code: "function handler() { throw new Error('no luck'); }" });
    expect((await ask(url, '/')).status).toBe(503);
    expect(faults.map(String)).toEqual([expect.stringContaining('no luck')]);
  });
});

test('paths go to the first behaviour that has a pattern for them', async () => {
  const behaviour = { TargetOriginId: 'files', ViewerProtocolPolicy: 'allow-all', CachePolicyId: { Ref: 'Caching' } };
  const { url, put } = await startPage({
    distribution: {
      CacheBehaviors: [
        { ...behaviour, PathPattern: '/raw/*' },
        { ...behaviour, PathPattern: 'v?.txt' },
      ],
    },
  });
  await put('raw/name', 'raw', 'text/plain');
  await put('v1.txt', 'one', 'text/plain');
  expect((await ask(url, '/raw/name')).body.toString()).toBe('raw');
  expect((await ask(url, '/v1.txt')).body.toString()).toBe('one');
  // Without the function of the default behaviour there is no such file, and with it there is the page.
  expect((await ask(url, '/raw/other')).status).toBe(404);
  expect((await ask(url, '/RAW/other')).status).toBe(200);
});

test('an open page hears of the next version, by a script that stands beside it and in no other file', async () => {
  const { url, put } = await startPage({}, { reloadsPages: true });
  await put('index.html', `<head><title>1</title></head>${' '.repeat(2_000)}`, 'text/html');
  await put('a.js', script, 'text/javascript');
  const page = await ask(url, '/rides', { headers: { 'accept-encoding': 'br' } });
  expect(brotliDecompressSync(page.body).toString()).toContain(
    '</title><script src="/_local/reload.js"></script></head>',
  );
  expect((await ask(url, '/a.js')).body.toString()).toBe(script);
  expect((await ask(url, '/_local/reload.js')).body.toString()).toContain('/_local/changes');

  const changes = await fetch(`${url}/_local/changes`);
  const events = changes.body?.pipeThrough(new TextDecoderStream()).getReader();
  await put('index.html', '<title>2</title>', 'text/html');
  expect(await events?.read()).toEqual({ done: false, value: 'data: changed\n\n' });
  await events?.cancel();
  const plain = await startPage();
  expect((await ask(plain.url, '/_local/reload.js')).status).toBe(404);
});
