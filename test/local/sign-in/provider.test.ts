import { createHash } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tokenVerifier } from '../../../local/gateway/token-verifier.ts';
import { appClient, Browser, Client, callback, type Running, signedOut, startServer, userPool } from './support.ts';

const pool = userPool('Provider1', {
  clients: [
    appClient('web-client'),
    appClient('server-client', { secret: 'the secret of it', rotatesRefreshTokens: true }),
    appClient('phone-client', { callbackUrls: ['app.example:/back'], scopes: ['openid', 'phone'] }),
    appClient('api-client', { usesCodeFlow: false }),
  ],
});
const bare = userPool('NoDomain1', { hasDomain: false });

let running: Running;
let issuer: string;

beforeAll(async () => {
  running = await startServer([pool, bare], { callbackUrls: ['http://127.0.0.1:3001/callback'] });
  issuer = running.signIn.issuerUrl(pool.id);
});
afterAll(() => running.close());

const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

test('the discovery document is the one that Cognito gives, and leads to each endpoint', async () => {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  expect(await response.json()).toEqual({
    authorization_endpoint: `${issuer}/oauth2/authorize`,
    end_session_endpoint: `${issuer}/logout`,
    id_token_signing_alg_values_supported: ['RS256'],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code'],
    revocation_endpoint: `${issuer}/oauth2/revoke`,
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
    token_endpoint: `${issuer}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    userinfo_endpoint: `${issuer}/oauth2/userInfo`,
  });
});

test('a pool without a domain has no pages and no endpoints, as on AWS', async () => {
  const url = running.signIn.issuerUrl(bare.id);
  const document = await (await fetch(`${url}/.well-known/openid-configuration`)).json();
  expect(document).not.toHaveProperty('authorization_endpoint');
  expect((await fetch(new Client(url).authorizeUrl())).status).toBe(404);
});

test('a code brings the tokens that Cognito gives, with its claims and no others', async () => {
  const client = new Client(issuer);
  const { status, body } = await client.redeem(await client.signIn('operator'));
  expect(status).toBe(200);
  const { id_token: id = '', access_token: access = '', ...rest } = body;
  expect(rest).toEqual({ refresh_token: expect.stringMatching(/^\S{20,}$/), token_type: 'Bearer', expires_in: '1800' });
  const common = {
    'cognito:groups': ['operators'],
    auth_time: expect.any(Number),
    event_id: uuid,
    exp: expect.any(Number),
    iat: expect.any(Number),
    iss: issuer,
    jti: uuid,
    origin_jti: uuid,
    sub: uuid,
  };
  expect(decodeJwt(id)).toEqual({
    ...common,
    at_hash: createHash('sha256').update(access).digest().subarray(0, 16).toString('base64url'),
    aud: 'web-client',
    'cognito:username': 'operator',
    email: 'operator@example.com',
    email_verified: true,
    nonce: 'the nonce',
    token_use: 'id',
  });
  expect(decodeJwt(access)).toEqual({
    ...common,
    client_id: 'web-client',
    scope: 'openid email profile',
    token_use: 'access',
    username: 'operator',
    version: 2,
  });
  const lifetime = (token: string) => Number(decodeJwt(token).exp) - Number(decodeJwt(token).iat);
  expect([lifetime(access), lifetime(id)]).toEqual([1800, 2700]);
  expect(decodeJwt(id).origin_jti).toBe(decodeJwt(access).origin_jti);
  expect(decodeJwt(id).jti).not.toBe(decodeJwt(access).jti);
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
  for (const token of [id, access]) await expect(jwtVerify(token, keys, { issuer })).resolves.toBeDefined();
  const verify = tokenVerifier(running.signIn.localIssuer);
  expect(await verify(access, pool.issuer)).toHaveProperty('claims');
});

test.each(['rider', 'operator'])('the %s of one click is the person that /token has by this name', async (user) => {
  const client = new Client(issuer);
  const { body } = await client.redeem(await client.signIn(user));
  const response = await fetch(`${running.signIn.tokenUrl}?user=${user}&pool=${pool.id}`);
  const { sub, email, 'cognito:username': name } = decodeJwt(body.id_token ?? '');
  const made = decodeJwt(JSON.parse(await response.text()).id_token);
  expect({ sub, email, name }).toEqual({ sub: made.sub, email: made.email, name: user });
});

test('userInfo says who it is, with texts as Cognito has them', async () => {
  const client = new Client(issuer);
  const { body } = await client.redeem(await client.signIn());
  expect(await client.userInfo(body.access_token ?? '')).toEqual({
    status: 200,
    body: {
      sub: decodeJwt(body.access_token ?? '').sub,
      username: 'rider',
      email: 'rider@example.com',
      email_verified: 'true',
    },
  });
});

test.each([
  ['openid', true],
  ['openid email', true],
  ['openid profile', false],
])('the scopes "%s" show the e-mail: %s', async (scope, seen) => {
  const client = new Client(issuer);
  const { body } = await client.redeem(await client.signIn('rider', { scope }));
  expect('email' in decodeJwt(body.id_token ?? '')).toBe(seen);
  expect('email' in (await client.userInfo(body.access_token ?? '')).body).toBe(seen);
});

test('without openid there is no ID token, and userInfo is closed', async () => {
  const client = new Client(issuer);
  const { body } = await client.redeem(await client.signIn('rider', { scope: 'email', nonce: undefined }));
  expect(body).not.toHaveProperty('id_token');
  expect((await client.userInfo(body.access_token ?? '')).status).toBe(403);
});

test('a request that names no scopes gets all that the client has', async () => {
  const client = new Client(issuer);
  const { body } = await client.redeem(await client.signIn('rider', { scope: undefined }));
  expect(decodeJwt(body.access_token ?? '').scope).toBe('openid email profile');
});

test('a refresh brings new tokens of the same sign-in, and no refresh token where they do not rotate', async () => {
  const client = new Client(issuer);
  const first = (await client.redeem(await client.signIn())).body;
  const { status, body } = await client.refresh(first.refresh_token ?? '');
  expect(status).toBe(200);
  expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'id_token', 'token_type']);
  const before = decodeJwt(first.id_token ?? '');
  const after = decodeJwt(body.id_token ?? '');
  for (const same of ['sub', 'aud', 'auth_time', 'origin_jti', 'cognito:username']) {
    expect(after[same], same).toBe(before[same]);
  }
  expect(after.jti).not.toBe(before.jti);
  expect((await client.refresh(first.refresh_token ?? '')).status).toBe(200);
  expect((await client.userInfo(body.access_token ?? '')).status).toBe(200);
});

test('where refresh tokens rotate, each is good once, and one that comes again ends them all', async () => {
  const secret = Buffer.from('server-client:the secret of it').toString('base64');
  const client = new Client(issuer, 'server-client');
  const refresh = (token = '') =>
    client.token({ grant_type: 'refresh_token', refresh_token: token }, { authorization: `Basic ${secret}` });
  const first = await client.redeem(await client.signIn(), { client_secret: 'the secret of it' });
  const second = await refresh(first.body.refresh_token);
  expect(second.body.refresh_token).not.toBe(first.body.refresh_token);
  expect((await refresh(first.body.refresh_token)).body.error).toBe('invalid_grant');
  expect((await refresh(second.body.refresh_token)).body.error).toBe('invalid_grant');
});

test('revocation answers with nothing, of no type: clients for browsers refuse an answer of another type than JSON', async () => {
  const body = new URLSearchParams({ client_id: 'web-client', token: 'made-up' });
  const response = await fetch(`${issuer}/oauth2/revoke`, { method: 'POST', body });
  expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, null, '']);
});

test('a page may ask from any origin for documents, tokens, userInfo and revocation', async () => {
  const headers = { origin: 'https://page.example', 'access-control-request-method': 'POST' };
  for (const path of ['/oauth2/token', '/oauth2/revoke', '/oauth2/userInfo']) {
    const asked = { ...headers, 'access-control-request-headers': 'authorization' };
    const preflight = await fetch(`${issuer}${path}`, { method: 'OPTIONS', headers: asked });
    expect(preflight.status, path).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin'), path).toBe('https://page.example');
    expect(preflight.headers.get('access-control-allow-headers'), path).toBe('authorization');
    const refused = await fetch(`${issuer}${path}`, { method: 'POST', headers, body: new URLSearchParams({ a: 'b' }) });
    expect(refused.headers.get('access-control-allow-origin'), path).toBe('https://page.example');
  }
});

test('who is signed in comes back at once, silently too, until asked to sign in anew', async () => {
  const client = new Client(issuer);
  await client.signIn('operator');
  const { status, body } = await client.redeem(
    await client.codeOf(await client.browser.get(client.authorizeUrl({ prompt: 'none' }))),
  );
  expect([status, decodeJwt(body.id_token ?? '')['cognito:username']]).toEqual([200, 'operator']);
  for (const prompt of ['login', 'select_account']) {
    expect((await client.open({ prompt })).text, prompt).toContain('<h1>Sign in</h1>');
  }
  const other = await client.redeem(await client.signIn('rider', { prompt: 'login' }));
  expect(decodeJwt(other.body.id_token ?? '')['cognito:username']).toBe('rider');
});

test('state comes back to the letter, and nothing but it and the code', async () => {
  const state = 'a b+c%2F&d=#"<é한🦄';
  const client = new Client(issuer);
  const { base } = await client.open({ state });
  const back = await client.browser.follow(await client.browser.send(`${base}/at-hand`, { person: 'rider' }));
  const url = new URL(back.headers.get('location') ?? '');
  expect(url.origin + url.pathname).toBe(callback);
  expect([...url.searchParams.keys()].sort()).toEqual(['code', 'state']);
  expect(url.searchParams.get('state')).toBe(state);
});

test('whatever name the server is called by, people stay at its own address', async () => {
  const { port, pathname, search, origin } = new URL(new Client(issuer).authorizeUrl());
  const begun = await new Promise<IncomingMessage>((resolve) => {
    get({ host: '127.0.0.1', port, path: `${pathname}${search}`, headers: { host: 'evil.example' } }, resolve);
  });
  begun.resume();
  const cookie = (begun.headers['set-cookie'] ?? []).map((set) => set.replace(/;.*/, '')).join('; ');
  const back = await fetch(`${origin}${begun.headers.location}/at-hand`, {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams({ person: 'rider' }),
    redirect: 'manual',
  });
  expect(back.headers.get('location')).toContain(`${issuer}/oauth2/authorize/`);
});

test('an app of its own scheme gets its code, and so does the page of this run', async () => {
  const phone = new Client(issuer, 'phone-client');
  const asked = { redirect_uri: 'app.example:/back', scope: 'openid phone' };
  const { base, page } = await phone.open(asked);
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self' app.example:;");
  const back = await phone.browser.send(`${base}/at-hand`, { person: 'rider' });
  const location = (await phone.browser.follow(back)).headers.get('location') ?? '';
  expect(location).toMatch(/^app\.example:\/back\?code=/);
  const own = new Client(issuer);
  const redirect = { redirect_uri: 'http://127.0.0.1:3001/callback' };
  expect((await own.redeem(await own.signIn('rider', redirect), redirect)).status).toBe(200);
});

test('sign-out ends the session for good, and goes to one of the client’s addresses', async () => {
  const client = new Client(issuer);
  await client.signIn();
  const keepsCookies = new Browser(client.browser.cookies);
  const query = new URLSearchParams({ client_id: 'web-client', logout_uri: signedOut });
  const out = await client.browser.get(`${issuer}/logout?${query}`);
  expect([out.status, out.headers.get('location')]).toEqual([302, signedOut]);
  for (const browser of [client.browser, keepsCookies]) {
    const silent = await browser.get(client.authorizeUrl({ prompt: 'none' }));
    expect(new URL(silent.headers.get('location') ?? '').searchParams.get('error')).toBe('login_required');
  }
});

test('sign-out can lead to signing in as someone else', async () => {
  const client = new Client(issuer);
  await client.signIn();
  const again = client.authorizeUrl().replace('/oauth2/authorize?', '/logout?');
  const page = await client.browser.follow(await client.browser.get(again));
  expect(await page.text()).toContain('<h1>Sign in</h1>');
});
