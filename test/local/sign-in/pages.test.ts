import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Browser, Client, callback, type Running, startServer, userPool } from './support.ts';
import { mailed, password, visitor } from './visitor.ts';

const pool = userPool('Pages1234', { codeMail: { subject: 'Your code', body: 'It is {####}.' } });
const closed = userPool('Closed123', { selfSignUp: false, recoversByEmail: false });

let running: Running;
let issuer: string;

beforeAll(async () => {
  running = await startServer([pool, closed]);
  issuer = running.signIn.issuerUrl(pool.id);
});
afterAll(() => running.close());

test('what is mailed can be read from the page that waits for it', async () => {
  const { client, base, send } = await visitor(issuer);
  const name = 'reader@example.org';
  const [, link = ''] =
    /<a href="([^"]*\/mail\?[^"]*)"/.exec(await (await send('sign-up', { name, password })).text()) ?? [];
  const page = await client.browser.get(new URL(link.replaceAll('&amp;', '&'), issuer).href);
  expect(await page.text()).toContain(`It is ${mailed(running, name)}.`);
  expect(await (await client.browser.get(`${base}/mail?name=noone@example.org`)).text()).toContain('nothing yet');
});

test('text that people send never becomes markup', async () => {
  const name = `"><script>alert(1)</script>'&@example.org`;
  const { send } = await visitor(issuer);
  for (const step of ['sign-in', 'sign-up', 'confirm', 'resend', 'forgot', 'reset']) {
    const text = await (await send(step, { name, password, code: '1' })).text();
    expect(text, step).toContain('&quot;&gt;&lt;script&gt;');
    expect(text, step).not.toContain('<script');
  }
  const { base, client } = await visitor(issuer);
  const mail = await client.browser.get(`${base}/mail?${new URLSearchParams({ name })}`);
  expect(await mail.text()).not.toContain('<script');
  const hinted = await visitor(issuer, { login_hint: name });
  expect(hinted.text).toContain('value="&quot;&gt;&lt;script&gt;');
  expect(hinted.text).not.toContain('<script');
  const error = await new Browser().get(new Client(issuer, name).authorizeUrl({ lang: '"><script>' }));
  expect(await error.text()).not.toContain('<script');
});

test('each page runs no script, loads nothing, is in no frame, and its forms lead to the client alone', async () => {
  const { base, client } = await visitor(issuer);
  for (const step of ['sign-in', 'sign-up', 'confirm', 'forgot', 'reset']) {
    const page = await client.browser.get(`${base}/${step}`);
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; /);
    expect(policy).toContain(`form-action 'self' ${new URL(callback).origin};`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(await page.text()).not.toMatch(/<script|<img|\son[a-z]+=|\sstyle=/);
  }
});

describe('the language', () => {
  test.each([
    ['ko-KR,ko;q=0.9,en;q=0.8', '', '로그인'],
    ['fr;q=0.9,en;q=0.5,ko;q=0.7', '', '로그인'],
    ['fr', '', 'Sign in'],
    ['en,ko;q=0', '?lang=ko', '로그인'],
    ['ko', '?lang=en', 'Sign in'],
    ['ko', '?lang=xx', '로그인'],
  ])('%s with "%s" is that of %s', async (accept, query, title) => {
    const { client, base } = await visitor(issuer);
    const page = await client.browser.get(`${base}/sign-in${query}`, { 'accept-language': accept });
    expect(await page.text()).toContain(`<h1>${title}</h1>`);
    expect(page.headers.get('content-language')).toBe(title === '로그인' ? 'ko' : 'en');
  });

  test('is what the client asked for, and stays on the way', async () => {
    const { text, client } = await visitor(issuer, { lang: 'ko' });
    expect(text).toContain('<html lang="ko">');
    const [, action = ''] = /action="([^"]*sign-in[^"]*)"/.exec(text) ?? [];
    const wrong = await client.browser.send(new URL(action, issuer).href, { name: 'a@b.c', password: 'x' });
    expect(await wrong.text()).toContain('올바르지 않습니다');
  });
});

describe('a form', () => {
  test.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])('sent from %s is refused', async (origin) => {
    const { client, base } = await visitor(issuer);
    const response = await client.browser.send(`${base}/at-hand`, { person: 'rider' }, { origin });
    expect([response.status, response.headers.get('location')]).toEqual([403, null]);
  });

  test('sent by another browser, or for a sign-in that is over, is refused', async () => {
    const { client, base, send } = await visitor(issuer);
    expect((await new Browser().send(`${base}/at-hand`, { person: 'rider' })).status).toBe(400);
    expect((await client.codeOf(await send('at-hand', { person: 'rider' }))).length).toBeGreaterThan(20);
    const again = await send('at-hand', { person: 'rider' });
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('start again')]);
  });

  test('for one sign-in is not for another in the same browser', async () => {
    const { client, base } = await visitor(issuer);
    const cookie = Array.from(client.browser.cookies, ([key, { value }]) => `${key.split(' ')[0]}=${value}`).join('; ');
    const body = new URLSearchParams({ person: 'rider' });
    const answer = async (url: string) => fetch(url, { method: 'POST', headers: { cookie }, body, redirect: 'manual' });
    expect((await answer(`${base}x/at-hand`)).status).toBe(400);
    expect((await answer(`${base}/at-hand`)).status).toBe(303);
  });

  test('that is too long, or no form, is refused', async () => {
    const { client, base, send } = await visitor(issuer);
    expect((await send('sign-in', { name: 'a', password: 'x'.repeat(20_000) })).status).toBe(413);
    const json = await client.browser.send(`${base}/sign-in`, {}, { 'content-type': 'application/json' });
    expect(json.status).toBe(415);
  });

  test.each(['/sign-in', ''])('that its sender leaves unfinished is no fault to tell of: %s', async (step) => {
    const own = await startServer([pool]);
    const said = vi.spyOn(console, 'error');
    const { base, client } = await visitor(own.signIn.issuerUrl(pool.id));
    const { port, pathname } = new URL(
      step === '' ? `${own.signIn.issuerUrl(pool.id)}/oauth2/token` : `${base}${step}`,
    );
    const cookie = Array.from(client.browser.cookies, ([key, { value }]) => `${key.split(' ')[0]}=${value}`).join('; ');
    const type = 'application/x-www-form-urlencoded';
    const headers = { cookie, 'content-type': type, 'content-length': '100', expect: '100-continue' };
    const sending = request({ host: '127.0.0.1', port, path: pathname, method: 'POST', headers });
    sending.on('error', () => undefined).flushHeaders();
    await once(sending, 'continue');
    sending.write('name=', () => sending.socket?.resetAndDestroy());
    await new Promise((resolve) => sending.once('close', resolve));
    await own.close();
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });

  test('for nobody at hand, and a page that is not there, are not found', async () => {
    const { client, base, send } = await visitor(issuer);
    expect((await send('at-hand', { person: 'root' })).status).toBe(404);
    expect((await send('elsewhere', {})).status).toBe(404);
    expect((await client.browser.get(`${base}/at-hand`)).status).toBe(404);
  });
});

test('a pool without sign-up and recovery has neither page nor link', async () => {
  const { text, send, client, base } = await visitor(running.signIn.issuerUrl(closed.id));
  expect(text).not.toMatch(/sign-up|forgot/);
  for (const step of ['sign-up', 'forgot', 'reset']) {
    expect((await client.browser.get(`${base}/${step}`)).status, step).toBe(404);
    expect((await send(step, { name: 'a@b.c', password, code: '123456' })).status, step).toBe(404);
  }
});
