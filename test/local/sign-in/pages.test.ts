import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Browser, Client, callback, type Running, startServer, userPool } from './support.ts';

const pool = userPool('Pages1234', { codeMail: { subject: 'Your code', body: 'It is {####}.' } });
const closed = userPool('Closed123', { selfSignUp: false, recoversByEmail: false });
const named = userPool('Named1234', { signInName: 'username', caseSensitive: true, groups: [] });

let running: Running;
let issuer: string;

beforeAll(async () => {
  running = await startServer([pool, closed, named]);
  issuer = running.signIn.issuerUrl(pool.id);
});
afterAll(() => running.close());
afterEach(() => {
  vi.useRealTimers();
});

const good = 'Correct-horse-1';

/** The code in the newest mail to an address. */
const mailed = (to: string) => /\b\d{6}\b/.exec(running.mailbox.list(to)[0]?.body ?? '')?.[0] ?? '';
const otherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** A browser at the sign-in page, that sends forms from there. */
async function visitor(changes: Readonly<Record<string, string>> = {}, at = issuer) {
  const client = new Client(at);
  const { base, text } = await client.open(changes);
  const send = (step: string, fields: Readonly<Record<string, string>>) =>
    client.browser.send(`${base}/${step}`, fields);
  return { client, base, text, send };
}

/** Signs up someone new, and confirms the address. */
async function signUp(name: string): Promise<string> {
  const { client, send } = await visitor();
  await send('sign-up', { name, password: good });
  const { body } = await client.redeem(await client.codeOf(await send('confirm', { name, code: mailed(name) })));
  return body.id_token ?? '';
}

test('someone signs up, confirms the address by the mailed code, and is signed in', async () => {
  const { client, send } = await visitor();
  const asked = await send('sign-up', { name: 'Dana@Example.org', password: good });
  expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining('<h1>Confirm your e-mail</h1>')]);
  expect(running.mailbox.list('dana@example.org')).toMatchObject([
    { subject: 'Your code', body: expect.stringMatching(/^It is \d{6}\.$/) },
  ]);
  const back = await send('confirm', { name: 'Dana@Example.org', code: mailed('dana@example.org') });
  const { body } = await client.redeem(await client.codeOf(back));
  const claims = decodeJwt(body.id_token ?? '');
  expect(claims).toMatchObject({ email: 'dana@example.org', email_verified: true, 'cognito:username': claims.sub });
  expect(claims).not.toHaveProperty('cognito:groups');
  const response = await fetch(`${running.signIn.tokenUrl}?user=dana@example.org&pool=${pool.id}`);
  expect(decodeJwt(JSON.parse(await response.text()).id_token).sub).toBe(claims.sub);

  const later = await visitor();
  const again = await later.send('sign-in', { name: ' dana@EXAMPLE.org ', password: good });
  const second = await later.client.redeem(await later.client.codeOf(again));
  expect(decodeJwt(second.body.id_token ?? '').sub).toBe(claims.sub);
});

test('a wrong password and an unknown address are one answer, in plain words', async () => {
  await signUp('wrong@example.org');
  const { send } = await visitor();
  const answer = async (name: string) => {
    const response = await send('sign-in', { name, password: 'Wrong-horse-1' });
    expect(response.status).toBe(400);
    return (await response.text()).replaceAll(name, 'NAME');
  };
  const wrong = await answer('wrong@example.org');
  expect(wrong).toContain('role="alert"');
  expect(wrong).toContain('That is not right');
  expect(await answer('nobody@example.org')).toBe(wrong);
});

test('signing up with an address that has an account looks as any other, and its owner is told', async () => {
  await signUp('taken@example.org');
  const { send } = await visitor();
  const answer = async (name: string) => {
    const response = await send('sign-up', { name, password: 'Another-horse-2' });
    return { status: response.status, text: (await response.text()).replaceAll(name, 'NAME') };
  };
  expect(await answer('taken@example.org')).toEqual(await answer('new@example.org'));
  expect(running.mailbox.list('taken@example.org')[0]?.subject).toBe('You have an account already');
  const kept = await visitor();
  expect((await kept.send('sign-in', { name: 'taken@example.org', password: good })).status).toBe(303);
  expect((await kept.send('sign-in', { name: 'taken@example.org', password: 'Another-horse-2' })).status).toBe(400);
});

describe('a mailed code', () => {
  test('is wrong with one digit changed, and no longer good after five of those', async () => {
    const { send } = await visitor();
    const name = 'guess@example.org';
    await send('sign-up', { name, password: good });
    const code = mailed(name);
    for (let guess = 0; guess < 5; guess += 1) {
      const response = await send('confirm', { name, code: otherThan(code) });
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('This code is wrong')]);
    }
    expect((await send('confirm', { name, code })).status).toBe(400);
    await send('resend', { name });
    expect((await send('confirm', { name, code: mailed(name) })).status).toBe(303);
  });

  test('is good once, however many bring it at the same moment', async () => {
    const visitors = await Promise.all([visitor(), visitor(), visitor()]);
    const name = 'once@example.org';
    await visitors[0]?.send('sign-up', { name, password: good });
    const code = mailed(name);
    const answers = await Promise.all(visitors.map(({ send }) => send('confirm', { name, code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 400, 400]);
  });

  test('expires: after a day for an address, after an hour for a password', async () => {
    const { send } = await visitor();
    const name = 'late@example.org';
    await send('sign-up', { name, password: good });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 24 * 3_600_000 });
    const next = await visitor();
    expect((await next.send('confirm', { name, code: mailed(name) })).status).toBe(400);
    await next.send('resend', { name });
    expect((await next.send('confirm', { name, code: mailed(name) })).status).toBe(303);
    await next.send('forgot', { name });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    const last = await visitor();
    expect((await last.send('reset', { name, code: mailed(name), password: 'Another-horse-2' })).status).toBe(400);
  });

  test('is for what it was mailed for, and of the newest mail', async () => {
    const { send } = await visitor();
    const name = 'newest@example.org';
    await send('sign-up', { name, password: good });
    const first = mailed(name);
    await send('resend', { name });
    const newest = mailed(name);
    if (first !== newest) expect((await send('confirm', { name, code: first })).status).toBe(400);
    expect((await send('reset', { name, code: newest, password: good })).status).toBe(400);
    expect((await send('confirm', { name, code: newest })).status).toBe(303);
  });
});

test('who did not confirm yet gets a new code when signing in, and not in', async () => {
  const { send } = await visitor();
  const name = 'half@example.org';
  await send('sign-up', { name, password: good });
  const response = await send('sign-in', { name, password: good });
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('not confirmed yet')]);
  expect(running.mailbox.list(name)).toHaveLength(2);
  expect((await send('sign-in', { name, password: 'Wrong-horse-1' })).status).toBe(400);
  expect(running.mailbox.list(name)).toHaveLength(2);
});

test('a forgotten password is chosen anew by a mailed code; the old one is no good any more', async () => {
  const name = 'forgot@example.org';
  await signUp(name);
  const { send } = await visitor();
  const asked = (await (await send('forgot', { name })).text()).replaceAll(name, 'NAME');
  const nobody = 'noone@example.org';
  expect((await (await send('forgot', { name: nobody })).text()).replaceAll(nobody, 'NAME')).toBe(asked);
  expect(running.mailbox.list(nobody)).toEqual([]);
  const code = mailed(name);
  expect((await send('reset', { name, code: otherThan(code), password: 'Another-horse-2' })).status).toBe(400);
  expect((await send('reset', { name: nobody, code, password: 'Another-horse-2' })).status).toBe(400);
  expect((await send('reset', { name, code, password: 'short' })).status).toBe(400);
  expect((await send('reset', { name, code, password: 'Another-horse-2' })).status).toBe(303);
  const next = await visitor();
  expect((await next.send('sign-in', { name, password: good })).status).toBe(400);
  expect((await next.send('reset', { name, code, password: good })).status).toBe(400);
  expect((await next.send('sign-in', { name, password: 'Another-horse-2' })).status).toBe(303);
});

test.each([
  ['short', ['at least 8 characters', 'a capital letter', 'a digit', 'a sign']],
  ['alllowercase', ['a capital letter', 'a digit', 'a sign']],
  ['UPPER-CASE-1', ['a small letter']],
  [` ${good}`, ['no space at its start or end']],
  [`${good}${'x'.repeat(256)}`, ['at most 256 characters']],
])('the password "%s" is refused with all that it lacks', async (password, lacks) => {
  const { send } = await visitor();
  const response = await send('sign-up', { name: 'policy@example.org', password });
  expect(response.status).toBe(400);
  const said = Array.from((await response.text()).matchAll(/<li>([^<]*)<\/li>/g), ([, text]) => text);
  expect(said).toEqual(lacks.map((lack) => expect.stringContaining(lack)));
});

test.each(['', 'no-address', 'a b@c.d', `${'a'.repeat(65)}@b.c`, `a@${'b'.repeat(260)}`, 'a@b@c'])(
  '"%s" is no e-mail address to sign up with',
  async (name) => {
    const { send } = await visitor();
    const response = await send('sign-up', { name, password: good });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('no e-mail address')]);
  },
);

test('text that people send never becomes markup', async () => {
  const name = `"><script>alert(1)</script>'&@example.org`;
  const { send } = await visitor();
  for (const step of ['sign-in', 'sign-up', 'confirm', 'resend', 'forgot', 'reset']) {
    const text = await (await send(step, { name, password: good, code: '1' })).text();
    expect(text, step).toContain('&quot;&gt;&lt;script&gt;');
    expect(text, step).not.toContain('<script');
  }
  const hinted = await visitor({ login_hint: name });
  expect(hinted.text).toContain('value="&quot;&gt;&lt;script&gt;');
  expect(hinted.text).not.toContain('<script');
  const error = await new Browser().get(new Client(issuer, name).authorizeUrl({ lang: '"><script>' }));
  expect(await error.text()).not.toContain('<script');
});

test('each page runs no script, loads nothing, is in no frame, and its forms lead to the client alone', async () => {
  const { base, client } = await visitor();
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
    const { client, base } = await visitor();
    const page = await client.browser.get(`${base}/sign-in${query}`, { 'accept-language': accept });
    expect(await page.text()).toContain(`<h1>${title}</h1>`);
    expect(page.headers.get('content-language')).toBe(title === '로그인' ? 'ko' : 'en');
  });

  test('is what the client asked for, and stays on the way', async () => {
    const { text, client } = await visitor({ lang: 'ko' });
    expect(text).toContain('<html lang="ko">');
    const [, action = ''] = /action="([^"]*sign-in[^"]*)"/.exec(text) ?? [];
    const wrong = await client.browser.send(new URL(action, issuer).href, { name: 'a@b.c', password: 'x' });
    expect(await wrong.text()).toContain('올바르지 않습니다');
  });
});

describe('a form', () => {
  test.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])('sent from %s is refused', async (origin) => {
    const { client, base } = await visitor();
    const response = await client.browser.send(`${base}/at-hand`, { person: 'rider' }, { origin });
    expect([response.status, response.headers.get('location')]).toEqual([403, null]);
  });

  test('sent by another browser, or for a sign-in that is over, is refused', async () => {
    const { client, base, send } = await visitor();
    expect((await new Browser().send(`${base}/at-hand`, { person: 'rider' })).status).toBe(400);
    expect((await client.codeOf(await send('at-hand', { person: 'rider' }))).length).toBeGreaterThan(20);
    const again = await send('at-hand', { person: 'rider' });
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('start again')]);
  });

  test('that is too long, or no form, is refused', async () => {
    const { client, base, send } = await visitor();
    expect((await send('sign-in', { name: 'a', password: 'x'.repeat(20_000) })).status).toBe(413);
    const json = await client.browser.send(`${base}/sign-in`, {}, { 'content-type': 'application/json' });
    expect(json.status).toBe(415);
  });

  test('for nobody at hand, and a page that is not there, are not found', async () => {
    const { client, base, send } = await visitor();
    expect((await send('at-hand', { person: 'root' })).status).toBe(404);
    expect((await send('elsewhere', {})).status).toBe(404);
    expect((await client.browser.get(`${base}/at-hand`)).status).toBe(404);
  });
});

test('a pool without sign-up and recovery has neither page nor link', async () => {
  const { text, send, client, base } = await visitor({}, running.signIn.issuerUrl(closed.id));
  expect(text).not.toMatch(/sign-up|forgot/);
  for (const step of ['sign-up', 'forgot', 'reset']) {
    expect((await client.browser.get(`${base}/${step}`)).status, step).toBe(404);
    expect((await send(step, { name: 'a@b.c', password: good, code: '123456' })).status, step).toBe(404);
  }
});

test('a pool of user names asks for a name and an address', async () => {
  const at = running.signIn.issuerUrl(named.id);
  const { client, send } = await visitor({}, at);
  expect((await send('sign-up', { name: 'a b', email: 'd@example.org', password: good })).status).toBe(400);
  await send('sign-up', { name: 'Dana', email: 'd@example.org', password: good });
  const back = await send('confirm', { name: 'Dana', code: mailed('d@example.org') });
  const { body } = await client.redeem(await client.codeOf(back));
  expect(decodeJwt(body.id_token ?? '')).toMatchObject({ 'cognito:username': 'Dana', email: 'd@example.org' });
  const other = await visitor({}, at);
  const taken = await other.send('sign-up', { name: 'Dana', email: 'e@example.org', password: good });
  expect(taken.status).toBe(400);
  expect((await other.send('sign-in', { name: 'dana', password: good })).status).toBe(400);
  expect((await other.send('sign-in', { name: 'Dana', password: good })).status).toBe(303);
});
