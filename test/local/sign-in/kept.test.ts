import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Client, type Running, startServer, userPool } from './support.ts';

const pool = userPool('Kept12345');
const password = 'Correct-horse-1';

let folder: string;
const open: Running[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sign-in-kept-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
  await rm(folder, { recursive: true });
});

async function start(dataDirectory: string, port = 0): Promise<Running> {
  const running = await startServer([pool], { dataDirectory, port });
  open.push(running);
  return running;
}

const codeFor = (running: Running, to: string) => /\d{6}/.exec(running.mailbox.list(to)[0]?.body ?? '')?.[0] ?? '';

test('users, codes, sessions and tokens are there after the run was killed, and what was ended stays so', async () => {
  const data = join(folder, 'data');
  const before = await start(data);
  const issuer = before.signIn.issuerUrl(pool.id);
  const client = new Client(issuer);
  const { base } = await client.open();
  await client.browser.send(`${base}/sign-up`, { name: 'half@example.org', password });
  await client.browser.send(`${base}/sign-up`, { name: 'kept@example.org', password });
  const confirmed = { name: 'kept@example.org', code: codeFor(before, 'kept@example.org') };
  const code = await client.codeOf(await client.browser.send(`${base}/confirm`, confirmed));
  const { body } = await client.redeem(code);
  const other = new Client(issuer);
  const ended = (await other.redeem(await other.signIn())).body;
  await other.revoke(ended.refresh_token ?? '');

  // What the folder holds at this moment is what a kill would leave.
  const left = join(folder, 'left');
  await cp(data, left, { recursive: true });
  await open.pop()?.close();
  const after = await start(left, Number(new URL(before.signIn.url).port));

  expect((await client.userInfo(body.access_token ?? '')).status).toBe(200);
  expect((await client.refresh(body.refresh_token ?? '')).status).toBe(200);
  const silent = await client.codeOf(await client.browser.get(client.authorizeUrl({ prompt: 'none' })));
  const again = await client.redeem(silent);
  expect(decodeJwt(again.body.id_token ?? '').email).toBe('kept@example.org');
  expect((await client.refresh(ended.refresh_token ?? '')).body.error).toBe('invalid_grant');
  expect((await client.redeem(code)).body.error).toBe('invalid_grant');

  const visitor = new Client(issuer);
  const page = await visitor.open();
  const signIn = { name: 'kept@example.org', password };
  expect((await visitor.browser.send(`${page.base}/sign-in`, signIn)).status).toBe(303);
  const pending = { name: 'half@example.org', code: codeFor(after, 'half@example.org') };
  expect((await visitor.browser.send(`${page.base}/confirm`, pending)).status).toBe(303);
});

test('a password is kept as a salted hash alone', async () => {
  const data = join(folder, 'data');
  const { signIn } = await start(data);
  const client = new Client(signIn.issuerUrl(pool.id));
  const { base } = await client.open();
  for (const name of ['a@example.org', 'b@example.org']) {
    await client.browser.send(`${base}/sign-up`, { name, password });
  }
  const events = join(data, 'events');
  const files = await Promise.all((await readdir(events)).map((file) => readFile(join(events, file), 'latin1')));
  const text = files.join('');
  expect(text).toContain('b@example.org');
  expect(text).not.toContain(password);
  const hashes = Array.from(text.matchAll(/"password":"([^"]+)"/g), ([, hash]) => hash);
  expect(hashes.length).toBeGreaterThanOrEqual(2);
  expect(new Set(hashes).size).toBe(2);
});

test('the pools of a changed template hold from then on, for those who are signed in too', async () => {
  const { signIn } = await start(join(folder, 'data'));
  const client = new Client(signIn.issuerUrl(pool.id));
  const { body } = await client.redeem(await client.signIn());
  const [web] = pool.clients;
  if (!web) throw new Error('the pool has a client');
  signIn.replace([{ ...pool, clients: [{ ...web, callbackUrls: ['http://localhost:9/other'] }] }]);
  expect((await client.browser.get(client.authorizeUrl())).status).toBe(400);
  expect((await client.refresh(body.refresh_token ?? '')).status).toBe(200);
  signIn.replace([{ ...pool, clients: [] }]);
  expect((await client.refresh(body.refresh_token ?? '')).body.error).toBe('invalid_client');
});
