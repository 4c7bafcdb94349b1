import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { appClient, Browser, Client, type Running, signedOut, startServer, userPool } from './support.ts';

const clients = [
  appClient('web-client'),
  appClient('server-client', { secret: 'the secret of it' }),
  appClient('lasting-client', { revokesTokens: false }),
  appClient('api-client', { usesCodeFlow: false }),
];
const pool = userPool('Refusals1', { clients });
const otherPool = userPool('Refusals2', { clients });

let running: Running;
let issuer: string;

beforeAll(async () => {
  running = await startServer([pool, otherPool]);
  issuer = running.signIn.issuerUrl(pool.id);
});
afterAll(() => running.close());
afterEach(() => {
  vi.useRealTimers();
});

/** Moves this process's clock, the server's too. */
function later(seconds: number) {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
}

const invalidGrant = { status: 400, body: { error: 'invalid_grant' } };

describe('a code', () => {
  test('is good once: when it comes again, what it brought is ended too', async () => {
    const client = new Client(issuer);
    const code = await client.signIn();
    const { body } = await client.redeem(code);
    expect(await client.redeem(code)).toMatchObject(invalidGrant);
    expect((await client.userInfo(body.access_token ?? '')).status).toBe(401);
    expect(await client.refresh(body.refresh_token ?? '')).toMatchObject(invalidGrant);
  });

  test('is good once however many bring it at the same moment', async () => {
    const client = new Client(issuer);
    const code = await client.signIn();
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.redeem(code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('needs the verifier that it was asked for with', async () => {
    const client = new Client(issuer);
    const code = await client.signIn();
    for (const verifier of ['', 'x'.repeat(43), `${client.verifier}x`, client.verifier.slice(0, -1)]) {
      const { status, body } = await client.redeem(code, { code_verifier: verifier });
      expect([status, body.error], verifier).toEqual([400, expect.stringMatching(/^invalid_(grant|request)$/)]);
    }
    const asked = { prompt: 'login', code_challenge: undefined, code_challenge_method: undefined };
    const plain = await client.signIn('rider', asked);
    expect(await client.redeem(plain)).toMatchObject(invalidGrant);
  });

  test('needs the redirect address that it was asked for with, and its own client', async () => {
    const client = new Client(issuer);
    const code = await client.signIn();
    expect(await client.redeem(code, { redirect_uri: signedOut })).toMatchObject(invalidGrant);
    expect(await client.redeem(code, { client_id: 'lasting-client' })).toMatchObject(invalidGrant);
    const elsewhere = new Client(running.signIn.issuerUrl(otherPool.id));
    expect(await elsewhere.redeem(code, { code_verifier: client.verifier })).toMatchObject(invalidGrant);
    expect(await client.redeem(code)).toMatchObject({ status: 200 });
  });

  test('expires after five minutes', async () => {
    const client = new Client(issuer);
    const [early, late] = [await client.signIn(), await client.signIn('rider', { prompt: 'login' })];
    later(299);
    expect((await client.redeem(early)).status).toBe(200);
    later(2);
    expect(await client.redeem(late)).toMatchObject(invalidGrant);
  });

  test('that nobody was given is refused', async () => {
    expect(await new Client(issuer).redeem('made-up')).toMatchObject(invalidGrant);
  });
});

describe('the authorize endpoint sends nobody away to an address that is not the client’s to the letter', () => {
  test.each([
    '//evil.example',
    'https://evil.example/callback',
    'http://localhost:5173/callback/',
    'http://localhost:5173/callback?a=b',
    'http://localhost:5173/callback#a',
    'http://localhost:5174/callback',
    'http://LOCALHOST:5173/callback',
    'http://localhost:5173@evil.example/callback',
    'http://localhost:5173/callback/../../evil',
    'javascript:alert(1)',
    'https://callback.invalid/',
    '',
  ])('%s', async (redirect) => {
    for (const prompt of [undefined, 'none']) {
      const response = await new Browser().get(new Client(issuer).authorizeUrl({ redirect_uri: redirect, prompt }));
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    }
  });

  test.each([
    [{ client_id: 'nobody' }],
    [{ client_id: undefined }],
    [{ client_id: 'api-client' }],
    [{ redirect_uri: undefined }],
  ])('%j', async (changes) => {
    const response = await new Browser().get(new Client(issuer).authorizeUrl(changes));
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });

  test('nor after sign-out', async () => {
    for (const query of [
      `client_id=web-client&logout_uri=${encodeURIComponent('https://evil.example/')}`,
      'client_id=web-client&logout_uri=//evil.example',
      `client_id=web-client&logout_uri=${encodeURIComponent(`${signedOut}x`)}`,
      `client_id=nobody&logout_uri=${encodeURIComponent(signedOut)}`,
      `logout_uri=${encodeURIComponent(signedOut)}`,
      'client_id=web-client&response_type=code&redirect_uri=https://evil.example/',
      'client_id=web-client',
    ]) {
      const response = await new Browser().get(`${issuer}/logout?${query}`);
      expect([response.status, response.headers.get('location')], query).toEqual([400, null]);
    }
  });
});

test.each([
  [{ response_type: 'token' }, 'unsupported_response_type'],
  [{ response_type: undefined }, 'invalid_request'],
  [{ code_challenge_method: 'plain' }, 'invalid_request'],
  [{ code_challenge_method: undefined }, 'invalid_request'],
  [{ code_challenge: undefined }, 'invalid_request'],
  [{ code_challenge: 'short' }, 'invalid_request'],
  [{ scope: 'openid phone' }, 'invalid_scope'],
  [{ scope: 'openid aws.cognito.signin.user.admin' }, 'invalid_scope'],
  [{ scope: 'openid made/up' }, 'invalid_scope'],
  [{ prompt: 'none' }, 'login_required'],
  [{ prompt: 'none login' }, 'invalid_request'],
  [{ request: 'a.b.c' }, 'request_not_supported'],
])('what is wrong with %j goes back to the client as %s, with its state', async (changes, error) => {
  const response = await new Browser().get(new Client(issuer).authorizeUrl(changes));
  const { search, hash } = new URL(response.headers.get('location') ?? '');
  // What was asked for in the fragment comes back there.
  const answer = new URLSearchParams(search || hash.slice(1));
  expect([answer.get('error'), answer.get('state')]).toEqual([error, 'the state']);
  expect(answer.has('code')).toBe(false);
});

describe('the token endpoint', () => {
  test.each([
    [{ client_id: 'nobody', grant_type: 'refresh_token', refresh_token: 'x' }, 'invalid_client'],
    [{ grant_type: 'password', username: 'a', password: 'b' }, 'unsupported_grant_type'],
    [{ grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    [{ grant_type: 'authorization_code' }, 'invalid_request'],
    [{ grant_type: 'refresh_token' }, 'invalid_request'],
    [{ grant_type: 'refresh_token', refresh_token: 'made-up' }, 'invalid_grant'],
    [{}, 'invalid_request'],
  ])('refuses %j', async (fields, error) => {
    const { status, body } = await new Client(issuer).token(fields);
    expect([status, body.error]).toEqual([400, error]);
  });

  test('refuses in JSON, whatever a client would rather have', async () => {
    const { body } = await new Client(issuer).token({}, { accept: 'text/html' });
    expect(body.error).toBe('invalid_request');
  });

  test('needs the secret of a client that has one', async () => {
    const client = new Client(issuer, 'server-client');
    const code = await client.signIn();
    expect((await client.redeem(code)).body.error).toBe('invalid_client');
    expect((await client.redeem(code, { client_secret: 'another' })).body.error).toBe('invalid_client');
    expect((await client.redeem(code, { client_secret: 'the secret of it' })).status).toBe(200);
  });

  test('reads no body that is too long', async () => {
    const { status, body } = await new Client(issuer).token({
      grant_type: 'refresh_token',
      refresh_token: 'x'.repeat(70_000),
    });
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });
});

describe('tokens', () => {
  test('that were changed, are no access tokens of this pool, or are expired, open no userInfo', async () => {
    const client = new Client(issuer);
    const { body } = await client.redeem(await client.signIn());
    const { access_token: access = '', id_token: id = '', refresh_token: refresh = '' } = body;
    const [header, payload = '', signature] = access.split('.');
    const claims = { ...decodeJwt(access), username: 'operator' };
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    const madeUp = await (await fetch(`${running.signIn.tokenUrl}?user=rider&pool=${pool.id}`)).json();
    const wrong = [
      `${header}.${forged}.${signature}`,
      `${unsigned}.${payload}.`,
      `${header}.${payload}.`,
      id,
      refresh,
      String(decodeJwt(access).jti),
      JSON.stringify(madeUp),
      'x',
    ];
    for (const token of wrong) expect((await client.userInfo(token)).status, token).toBe(401);
    expect((await new Client(running.signIn.issuerUrl(otherPool.id)).userInfo(access)).status).toBe(401);
    expect((await client.userInfo(access)).status).toBe(200);
    later(1801);
    expect((await client.userInfo(access)).status).toBe(401);
  });

  test('are ended by revoking the refresh token: no refresh, no userInfo; other sign-ins stay', async () => {
    const client = new Client(issuer);
    const { body } = await client.redeem(await client.signIn());
    const other = await client.redeem(await client.signIn('rider', { prompt: 'login' }));
    const { body: refreshed } = await client.refresh(body.refresh_token ?? '');
    expect(await client.revoke(body.refresh_token ?? '')).toEqual({ status: 200, body: {} });
    expect(await client.refresh(body.refresh_token ?? '')).toMatchObject(invalidGrant);
    for (const { access_token: access = '' } of [body, refreshed]) {
      expect((await client.userInfo(access)).status).toBe(401);
    }
    expect((await client.refresh(other.body.refresh_token ?? '')).status).toBe(200);
  });

  test('are revoked by their own client alone, by the refresh token, and where the client has revocation', async () => {
    const client = new Client(issuer);
    const { body } = await client.redeem(await client.signIn());
    expect((await client.revoke(body.access_token ?? '')).body.error).toBe('unsupported_token_type');
    expect((await client.revoke('')).body.error).toBe('invalid_request');
    expect((await client.revoke('made-up')).status).toBe(200);
    await new Client(issuer, 'lasting-client').revoke(body.refresh_token ?? '');
    expect((await client.refresh(body.refresh_token ?? '')).status).toBe(200);
    const lasting = new Client(issuer, 'lasting-client');
    const kept = await lasting.redeem(await lasting.signIn());
    expect((await lasting.revoke(kept.body.refresh_token ?? '')).body.error).toBe('invalid_request');
    expect((await lasting.refresh(kept.body.refresh_token ?? '')).status).toBe(200);
  });

  test('are refreshed until the refresh token expires', async () => {
    const client = new Client(issuer);
    const { body } = await client.redeem(await client.signIn());
    later(86_390);
    expect((await client.refresh(body.refresh_token ?? '')).status).toBe(200);
    later(20);
    expect(await client.refresh(body.refresh_token ?? '')).toMatchObject(invalidGrant);
  });
});

test('a session ends after an hour', async () => {
  const client = new Client(issuer);
  await client.signIn();
  later(3601);
  const silent = await client.browser.get(client.authorizeUrl({ prompt: 'none' }));
  expect(silent.headers.get('location')).toContain('error=login_required');
});

test('one pool’s session is not another’s, and both last side by side', async () => {
  const client = new Client(issuer);
  await client.signIn();
  const other = new Client(running.signIn.issuerUrl(otherPool.id), 'web-client', client.browser);
  const silent = async (at: Client) =>
    (await client.browser.get(at.authorizeUrl({ prompt: 'none' }))).headers.get('location');
  expect(await silent(other)).toContain('error=login_required');
  await other.signIn();
  expect(await silent(other)).toContain('code=');
  expect(await silent(client)).toContain('code=');
});
