import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isObject } from '../../../local/gateway/properties.ts';
import { tokenVerifier } from '../../../local/gateway/token-verifier.ts';
import type { SignIn } from '../../../local/sign-in/sign-in.ts';
import type { UserPool } from '../../../local/sign-in/user-pools.ts';
import { appClient, type Running, startServer, userPool } from './support.ts';

const riders = userPool('Riders123', { clients: [appClient('web-client'), appClient('app-client')] });
const staff = userPool('Staff1234', { clients: [appClient('staff-client')] });

let folder: string;
/** A server for all tests that do not care whose it is: making a key takes a while. */
let running: Running;
let shared: SignIn;
const open: Running[] = [];

beforeAll(async () => {
  running = await startServer([riders, staff]);
  shared = running.signIn;
});
afterAll(() => running.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sign-in-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
  await rm(folder, { recursive: true });
});

async function start(
  pools: readonly UserPool[] = [riders, staff],
  options: Parameters<typeof startServer>[1] = {},
): Promise<SignIn> {
  const server = await startServer(pools, options);
  open.push(server);
  return server.signIn;
}

async function tokens(signIn: SignIn, query: string): Promise<{ id: string; access: string }> {
  const { id_token, access_token, ...more } = await json(`${signIn.tokenUrl}?${query}`);
  expect(more, query).toEqual({});
  return { id: String(id_token), access: String(access_token) };
}

async function json(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url);
  expect(response.status, url).toBe(200);
  const body = await response.json();
  if (!isObject(body)) throw new Error(`${url} answered no JSON object`);
  return body;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('anyone gets the two tokens that Cognito gives, with its claims', async () => {
  const signIn = shared;
  const { id, access } = await tokens(signIn, 'user=alice&groups=operators,admins');
  const common = {
    sub: expect.stringMatching(uuid),
    'cognito:groups': ['operators', 'admins'],
    iss: `${signIn.url}/${riders.id}`,
    origin_jti: expect.stringMatching(uuid),
    event_id: expect.stringMatching(uuid),
    jti: expect.stringMatching(uuid),
    auth_time: expect.any(Number),
    iat: expect.any(Number),
    exp: expect.any(Number),
  };
  expect(decodeJwt(id)).toEqual({
    ...common,
    token_use: 'id',
    aud: 'web-client',
    'cognito:username': 'alice',
    email: 'alice@example.com',
    email_verified: true,
  });
  expect(decodeJwt(access)).toEqual({
    ...common,
    token_use: 'access',
    client_id: 'web-client',
    username: 'alice',
    scope: 'aws.cognito.signin.user.admin',
  });
  const { iat = 0, exp = 0, sub } = decodeJwt(id);
  expect(exp - iat).toBe(3600);
  expect(decodeJwt(access).sub).toBe(sub);
  expect(decodeProtectedHeader(id)).toEqual({ alg: 'RS256', kid: expect.any(String) });
});

test('the same person has the same subject whatever the groups, also after a restart; another has another', async () => {
  const first = shared;
  const subject = async (signIn: SignIn, query: string) => decodeJwt((await tokens(signIn, query)).id).sub;
  const alice = await subject(first, 'user=alice');
  expect(await subject(first, 'user=alice&groups=operators')).toBe(alice);
  expect(await subject(await start(), 'user=alice')).toBe(alice);
  // The first has the second as e-mail address.
  expect(await subject(first, 'user=alice@example.com')).toBe(alice);
  expect(await subject(first, 'user=bob')).not.toBe(alice);
  expect(await subject(first, 'user=Alice')).not.toBe(alice);
});

test.each(['Zoë 🦄', 'a b', 'Alice', 'O’Brien', '漢字', "x'; --", '.dot', 'a..b', 'a'.repeat(128)])(
  'a person may be called %s, and has an e-mail address that is one',
  async (user) => {
    const { id, access } = await tokens(shared, `user=${encodeURIComponent(user)}`);
    expect(decodeJwt(id)['cognito:username']).toBe(user);
    expect(decodeJwt(access).username).toBe(user);
    expect(decodeJwt(id).email).toMatch(/^[a-z0-9-]{1,64}@example\.com$/);
  },
);

test('an e-mail address may be the name', async () => {
  const { id } = await tokens(shared, 'user=bob%40corp.example');
  expect(decodeJwt(id)).toMatchObject({ 'cognito:username': 'bob@corp.example', email: 'bob@corp.example' });
});

test('pool, client and lifetime can be chosen', async () => {
  const signIn = shared;
  const { id, access } = await tokens(signIn, `user=a&pool=${staff.id}`);
  expect(decodeJwt(id)).toMatchObject({ iss: signIn.issuerUrl(staff.id), aud: 'staff-client' });
  expect(decodeJwt((await tokens(signIn, 'user=a&client=app-client')).access).client_id).toBe('app-client');
  const { exp = 0, iat = 0 } = decodeJwt((await tokens(signIn, 'user=a&expiresIn=-60')).id);
  expect(exp - iat).toBe(-60);
  expect(decodeJwt(access)).not.toHaveProperty('cognito:groups');
  expect(decodeJwt((await tokens(signIn, 'user=a&groups=')).id)).not.toHaveProperty('cognito:groups');
  expect(decodeJwt((await tokens(signIn, 'user=a&groups=x,x')).id)['cognito:groups']).toEqual(['x']);
});

test.each([
  ['', 'user is needed'],
  ['user=', 'user is needed'],
  [`user=${'a'.repeat(129)}`, 'user is needed'],
  ['user=a%00b', 'user is needed'],
  ['user=a%0Ab', 'user is needed'],
  ['user=a&user=b', '"user" stands more than once'],
  ['user=a&group=operators', 'no parameter "group"'],
  ['user=a&__proto__=x', 'no parameter "__proto__"'],
  ['user=a&groups=x,,y', 'groups holds ""'],
  ['user=a&groups=x y', 'groups holds "x y"'],
  [`user=a&groups=${'g'.repeat(129)}`, 'groups holds'],
  ['user=a&pool=us-east-1_Nowhere12', 'no such user pool'],
  ['user=a&client=staff-client', 'no such client'],
  ['user=a&expiresIn=soon', 'expiresIn is a whole number'],
  ['user=a&expiresIn=1.5', 'expiresIn is a whole number'],
  ['user=a&expiresIn=999999999', 'expiresIn is a whole number'],
])('the query "%s" is 400 and says why', async (query, why) => {
  const response = await fetch(`${shared.tokenUrl}?${query}`);
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/json');
  const body = await response.json();
  expect(body).toEqual({ error: 'invalid_request', error_description: expect.stringContaining(why) });
});

test('other methods and paths are refused', async () => {
  const { url, tokenUrl } = shared;
  const posted = await fetch(`${tokenUrl}?user=a`, { method: 'POST' });
  expect(posted.status).toBe(405);
  expect(posted.headers.get('allow')).toBe('GET, HEAD');
  for (const path of ['/', '/token/', `/${riders.id}`, `/${riders.id}/.well-known/`, '/x/.well-known/jwks.json']) {
    expect((await fetch(`${url}${path}`)).status, path).toBe(404);
  }
});

test('without a user pool there are no tokens', async () => {
  const response = await fetch(`${(await start([])).tokenUrl}?user=a`);
  expect(response.status).toBe(400);
});

describe('each pool is an issuer', () => {
  test('whose documents lead to the keys of its tokens', async () => {
    const signIn = shared;
    for (const pool of [riders, staff]) {
      const issuer = signIn.issuerUrl(pool.id);
      const document = await json(`${issuer}/.well-known/openid-configuration`);
      expect(document.issuer).toBe(issuer);
      const keys = createRemoteJWKSet(new URL(String(document.jwks_uri)));
      const { id, access } = await tokens(signIn, `user=a&pool=${pool.id}`);
      for (const token of [id, access]) {
        await expect(jwtVerify(token, keys, { issuer, algorithms: ['RS256'] })).resolves.toBeDefined();
      }
    }
  });

  test('whose documents a page of any origin may read', async () => {
    const signIn = shared;
    const response = await fetch(`${signIn.issuerUrl(riders.id)}/.well-known/openid-configuration`);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('whose documents show no private part of the key', async () => {
    const signIn = shared;
    const { keys } = await json(`${signIn.issuerUrl(riders.id)}/.well-known/jwks.json`);
    expect(keys).toEqual([
      { kty: 'RSA', alg: 'RS256', use: 'sig', kid: expect.any(String), n: expect.any(String), e: 'AQAB' },
    ]);
  });

  test('that stands in for the pool’s address on AWS at the gateway, and takes no other pool’s tokens', async () => {
    const signIn = shared;
    const verify = tokenVerifier(signIn.localIssuer);
    const { id, access } = await tokens(signIn, 'user=alice');
    expect(await verify(id, riders.issuer)).toMatchObject({ claims: { 'cognito:username': 'alice' } });
    expect(await verify(access, riders.issuer)).toHaveProperty('claims');
    expect(await verify(id, staff.issuer)).toEqual({ refused: 'the token does not have a valid issuer' });
    const { id: expired } = await tokens(signIn, 'user=alice&expiresIn=-1');
    expect(await verify(expired, riders.issuer)).toEqual({ refused: 'the token has expired' });
    const stranger = await tokens(await start(), 'user=alice');
    expect(await verify(stranger.id, riders.issuer)).toEqual({ refused: 'the token names an unknown key' });
    expect(signIn.localIssuer('https://issuer.example')).toBeUndefined();
  });

  test('from the moment that a new template has it', async () => {
    const signIn = await start([riders]);
    expect(signIn.localIssuer(staff.issuer)).toBeUndefined();
    signIn.replace([staff]);
    expect(signIn.localIssuer(staff.issuer)).toBeDefined();
    expect(decodeJwt((await tokens(signIn, 'user=a')).id).aud).toBe('staff-client');
  });
});

describe('the signing key', () => {
  test('is kept in the data folder, so that tokens are good after a restart', async () => {
    const dataDirectory = join(folder, 'new', 'sign-in');
    const first = await start([riders, staff], { dataDirectory });
    const { id } = await tokens(first, 'user=alice');
    const port = Number(new URL(first.url).port);
    await open.pop()?.close();
    const second = await start([riders, staff], { dataDirectory, port });
    expect(await tokenVerifier(second.localIssuer)(id, riders.issuer)).toHaveProperty('claims');
    expect(await readdir(dataDirectory)).toEqual(['events', 'signing-key.pem']);
    expect((await stat(join(dataDirectory, 'signing-key.pem'))).mode & 0o077).toBe(0);
  });

  test('that cannot be read is said with its file, and left as it is', async () => {
    const file = join(folder, 'signing-key.pem');
    await writeFile(file, 'broken');
    await expect(startServer([riders], { dataDirectory: folder })).rejects.toThrow(file);
    expect(await readFile(file, 'utf8')).toBe('broken');
  });
});

test('a port in use is an error with its code', async () => {
  const second = startServer([riders], { port: Number(new URL(shared.url).port) });
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
