import { createHmac } from 'node:crypto';
import { type CryptoKey, createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { tokenVerifier } from '../../../local/gateway/token-verifier.ts';
import type { JsonObject } from '../../../local/template/resources.ts';
import { type Running, send, serve } from './harness.ts';
import { type Issuer, seconds, startIssuer } from './issuer.ts';
import { api, authorizer, protectedBy, route, stage } from './template.ts';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());

const verifyToken = tokenVerifier(() => undefined);

/** An API whose one route wants a token of the issuer. */
const shop = (properties: JsonObject = {}, scopes: string[] = []): Promise<Running> =>
  serve(
    [
      api(),
      stage(),
      authorizer({ JwtConfiguration: { Issuer: issuer.url, Audience: ['web', 'app'] }, ...properties }),
      ...route('ANY /pets', protectedBy(scopes)),
    ],
    () => 'let in',
    verifyToken,
  );

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a good token', () => {
  test.each(['Bearer ', 'bearer ', 'BEARER  ', ''])('is taken after "%s"', async (prefix) => {
    const { url } = await shop();
    const headers = { authorization: `${prefix}${await issuer.token()}` };
    expect(await send(url, '/pets', { headers })).toMatchObject({ status: 200, body: 'let in' });
  });

  test('is taken from where the authorizer says, and nowhere else', async () => {
    const query = await shop({ IdentitySource: ['$request.querystring.access'] });
    const token = await issuer.token();
    expect(await send(query.url, `/pets?access=${token}`)).toMatchObject({ status: 200 });
    expect(await send(query.url, '/pets', bearer(token))).toMatchObject({ status: 401 });
    const header = await shop({ IdentitySource: ['$request.header.X-Token'] });
    expect(await send(header.url, '/pets', { headers: { 'x-token': token } })).toMatchObject({ status: 200 });
  });

  test('shows its claims to the function, each as a text', async () => {
    const { url, events } = await shop();
    const exp = seconds() + 60;
    const token = await issuer.token({
      exp,
      iat: exp - 60,
      email_verified: true,
      'cognito:groups': ['operators', 'admins'],
      none: [],
      nested: { b: 1, a: ['x', 'y'] },
      nothing: null,
      ratio: 0.5,
    });
    await send(url, '/pets', bearer(token));
    expect(events[0]?.requestContext.authorizer).toEqual({
      jwt: {
        claims: {
          iss: issuer.url,
          aud: 'web',
          sub: 'alice',
          exp: String(exp),
          iat: String(exp - 60),
          email_verified: 'true',
          'cognito:groups': '[operators admins]',
          none: '[]',
          nested: 'map[a:[x y] b:1]',
          nothing: '<nil>',
          ratio: '0.5',
        },
        scopes: null,
      },
    });
  });

  test.each([
    ['an audience that is one of several', { aud: ['other', 'app'] }],
    ['the client as audience where there is no aud', { aud: undefined, client_id: 'web' }],
    ['no iat', { iat: undefined }],
    ['an nbf that has come', { nbf: seconds() - 5 }],
  ])('may have %s', async (_, claims) => {
    const { url } = await shop();
    expect(await send(url, '/pets', bearer(await issuer.token(claims)))).toMatchObject({ status: 200 });
  });

  test.each(['RS384', 'RS512'])('may be signed by %s', async (alg) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'own', alg };
    const verify = tokenVerifier(() => ({ issuer: 'me', keys: createLocalJWKSet({ keys: [jwk] }) }));
    const token = await sign(privateKey, { alg, kid: 'own' });
    expect(await verify(token, 'anyone')).toMatchObject({ claims: { sub: 'alice' } });
  });

  const sign = (key: CryptoKey, header: { alg: string; kid: string }) =>
    new SignJWT({ iss: 'me', sub: 'alice', exp: seconds() + 60 }).setProtectedHeader(header).sign(key);

  test('is not good any more once it has expired, though it was seen before', async () => {
    const { url } = await shop();
    const token = await issuer.token();
    expect(await send(url, '/pets', bearer(token))).toMatchObject({ status: 200 });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    try {
      expect(await send(url, '/pets', bearer(token))).toMatchObject({ status: 401 });
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a bad token', () => {
  const refused: [string, string, () => Promise<string>][] = [
    ['no token at all', 'invalid number of segments', async () => 'hello'],
    ['two parts', 'invalid number of segments', async () => 'a.b'],
    ['parts that are no JSON', 'malformed', async () => 'a.b.c'],
    ['a signature that is no base64', 'malformed', async () => `${base64({ alg: 'RS256', kid: 'key-1' })}.W10.c`],
    ['another signature', 'signature', async () => `${(await issuer.token()).slice(0, -6)}AAAAAA`],
    ['no signature', 'signature', async () => (await issuer.token()).replace(/[^.]+$/, '')],
    [
      'changed claims',
      'signature',
      async () => {
        const [header, , signature] = (await issuer.token()).split('.');
        return `${header}.${base64({ iss: issuer.url, aud: 'web', exp: seconds() + 60, admin: true })}.${signature}`;
      },
    ],
    ['alg none', 'signing method', async () => unsigned({ alg: 'none', kid: 'key-1' }, '')],
    [
      'an HMAC with the public key as secret',
      'signing method',
      async () => {
        const [jwk] = issuer.keySet().keys;
        const head = `${base64({ alg: 'HS256', kid: 'key-1' })}.${base64({ iss: issuer.url, aud: 'web', exp: seconds() + 60 })}`;
        return `${head}.${createHmac('sha256', JSON.stringify(jwk)).update(head).digest('base64url')}`;
      },
    ],
    ['no kid', 'key', () => issuer.token({}, { kid: undefined })],
    ['an unknown kid', 'key', () => issuer.token({}, { kid: 'key-99' })],
    ['another issuer', 'issuer', () => issuer.token({ iss: 'https://other.example' })],
    ['the issuer with a slash more', 'issuer', () => issuer.token({ iss: `${issuer.url}/` })],
    ['no issuer', 'issuer', () => issuer.token({ iss: undefined })],
    ['another audience', 'the token does not have a valid audience', () => issuer.token({ aud: 'other' })],
    ['an empty audience', 'audience', () => issuer.token({ aud: [] })],
    ['another audience and the right client', 'audience', () => issuer.token({ aud: 'other', client_id: 'web' })],
    ['neither audience nor client', 'audience', () => issuer.token({ aud: undefined })],
    ['no expiry', 'expired', () => issuer.token({ exp: undefined })],
    ['an expiry that has passed', 'the token has expired', () => issuer.token({ exp: seconds() - 1 })],
    ['an nbf to come', 'not valid yet', () => issuer.token({ nbf: seconds() + 60 })],
    ['an iat to come', 'not valid yet', () => issuer.token({ iat: seconds() + 60 })],
  ];
  const unsigned = (header: object, signature: string) =>
    `${base64(header)}.${base64({ iss: issuer.url, aud: 'web', exp: seconds() + 60 })}.${signature}`;

  test.each(refused)('with %s is 401 and says so', async (_, description, make) => {
    const { url, events } = await shop();
    const got = await send(url, '/pets', bearer(await make()));
    expect(got).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(got.headers['content-type']).toBe('application/json');
    expect(got.headers['www-authenticate']).toMatch(
      /^Bearer scope="" error="invalid_token" error_description="[^"]+"$/,
    );
    expect(got.headers['www-authenticate']).toContain(description);
    expect(events).toEqual([]);
  });

  test.each([undefined, '', 'Bearer', 'Bearer '])(
    'that is not there is 401 and a bare challenge (%o)',
    async (authorization) => {
      const headers = authorization === undefined ? {} : { authorization };
      const { url } = await shop();
      const got = await send(url, '/pets', { headers });
      expect(got).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
      expect(got.headers['www-authenticate']).toBe('Bearer');
    },
  );

  test('in two headers at once is 401', async () => {
    const { url } = await shop();
    const token = await issuer.token();
    const got = await send(url, '/pets', { headers: { authorization: `Bearer ${token},Bearer ${token}` } });
    expect(got.status).toBe(401);
  });
});

describe('the scopes of a route', () => {
  test.each([
    ['one of them in scope', { scope: 'openid pets/read' }, ['openid', 'pets/read']],
    ['one of them in scp', { scp: ['pets/write'] }, ['pets/write']],
  ])('let in a token with %s', async (_, claims, scopes) => {
    const { url, events } = await shop({}, ['pets/read', 'pets/write']);
    expect(await send(url, '/pets', bearer(await issuer.token(claims)))).toMatchObject({ status: 200 });
    expect(events[0]?.requestContext.authorizer?.jwt.scopes).toEqual(scopes);
  });

  test.each([[{}], [{ scope: '' }], [{ scope: 'pets/reader' }]])('keep out a token with %o', async (claims) => {
    const { url, events } = await shop({}, ['pets/read']);
    const got = await send(url, '/pets', bearer(await issuer.token(claims)));
    expect(got).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(got.headers['www-authenticate']).toContain('Bearer scope="pets/read" error="insufficient_scope"');
    expect(events).toEqual([]);
  });
});

describe('the keys of an issuer', () => {
  test('are looked at once for a token, however often it comes', async () => {
    const keys = createLocalJWKSet(issuer.keySet());
    let looked = 0;
    const counting: typeof keys = Object.assign(
      (...parameters: Parameters<typeof keys>) => {
        looked++;
        return keys(...parameters);
      },
      { jwks: keys.jwks },
    );
    const verify = tokenVerifier(() => ({ issuer: issuer.url, keys: counting }));
    const token = await issuer.token();
    for (let index = 0; index < 3; index++) expect(await verify(token, issuer.url)).toHaveProperty('claims');
    expect(looked).toBe(1);
    expect(await verify(`${token.slice(0, -6)}AAAAAA`, issuer.url)).toHaveProperty('refused');
  });

  test('are fetched once for many tokens', async () => {
    const own = await startIssuer();
    const verify = tokenVerifier(() => undefined);
    for (let index = 0; index < 5; index++) {
      expect(await verify(await own.token({ index }), own.url)).toHaveProperty('claims');
    }
    expect(Object.fromEntries(own.asked)).toEqual({ '/.well-known/openid-configuration': 1, '/keys': 1 });
    await own.close();
  });

  test('are fetched again for a key that is new', async () => {
    const own = await startIssuer();
    const verify = tokenVerifier(() => undefined);
    expect(await verify(await own.token(), own.url)).toHaveProperty('claims');
    await own.rotate();
    // Not at once: unknown keys must not make a fetch for every request.
    await vi.waitFor(async () => expect(await verify(await own.token(), own.url)).toHaveProperty('claims'), 5_000);
    await own.close();
  });

  test('that cannot be had refuse the token and tell the console, without asking for each request', async () => {
    const gone = await startIssuer();
    const token = await gone.token();
    await gone.close();
    const { url, records } = await serve(
      [
        api(),
        stage(),
        authorizer({ JwtConfiguration: { Issuer: gone.url, Audience: ['web'] } }),
        ...route('GET /pets', protectedBy()),
      ],
      () => 'never',
      tokenVerifier(() => undefined),
    );
    const got = await send(url, '/pets', bearer(token));
    expect(got).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(got.headers['www-authenticate']).toContain('OIDC discovery endpoint communication error');
    expect(records[0]?.error).toContain(`the keys of ${gone.url} cannot be had`);
    expect(records[0]?.error).toContain('ECONNREFUSED');
  });

  test('of an issuer without a discovery document refuse the token', async () => {
    const own = await startIssuer();
    const verify = tokenVerifier(() => undefined);
    const path = `${own.url}/nowhere`;
    const token = await own.token({ iss: path });
    for (let index = 0; index < 3; index++) {
      expect(await verify(token, path)).toMatchObject({ error: expect.stringContaining('answered 404') });
    }
    expect(own.asked.get('/nowhere/.well-known/openid-configuration')).toBe(1);
    await own.close();
  });
});
