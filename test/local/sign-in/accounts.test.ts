import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Running, startServer, userPool } from './support.ts';
import { anonymous, mailed, password, visitor } from './visitor.ts';

const pool = userPool('Accounts1', { codeMail: { subject: 'Your code', body: 'It is {####}.' } });
const named = userPool('Named1234', { signInName: 'username', caseSensitive: true, groups: [] });

let running: Running;
let issuer: string;

beforeAll(async () => {
  running = await startServer([pool, named]);
  issuer = running.signIn.issuerUrl(pool.id);
});
afterAll(() => running.close());
afterEach(() => {
  vi.useRealTimers();
});

const otherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** Signs up someone new, and confirms the address. */
async function signUp(name: string): Promise<void> {
  const { client, send } = await visitor(issuer);
  await send('sign-up', { name, password });
  await client.codeOf(await send('confirm', { name, code: mailed(running, name) }));
}

test('someone signs up, confirms the address by the mailed code, and is signed in', async () => {
  const { client, send } = await visitor(issuer);
  const asked = await send('sign-up', { name: 'Dana@Example.org', password });
  expect([asked.status, await asked.text()]).toEqual([200, expect.stringContaining('<h1>Confirm your e-mail</h1>')]);
  expect(running.mailbox.list('dana@example.org')).toMatchObject([
    { subject: 'Your code', body: expect.stringMatching(/^It is \d{6}\.$/) },
  ]);
  const back = await send('confirm', { name: 'Dana@Example.org', code: mailed(running, 'dana@example.org') });
  const { body } = await client.redeem(await client.codeOf(back));
  const claims = decodeJwt(body.id_token ?? '');
  expect(claims).toMatchObject({ email: 'dana@example.org', email_verified: true, 'cognito:username': claims.sub });
  expect(claims).not.toHaveProperty('cognito:groups');
  const response = await fetch(`${running.signIn.tokenUrl}?user=dana@example.org&pool=${pool.id}`);
  expect(decodeJwt(JSON.parse(await response.text()).id_token).sub).toBe(claims.sub);

  const later = await visitor(issuer);
  const again = await later.send('sign-in', { name: ' dana@EXAMPLE.org ', password });
  const second = await later.client.redeem(await later.client.codeOf(again));
  expect(decodeJwt(second.body.id_token ?? '').sub).toBe(claims.sub);
});

test('a wrong password and an unknown address are one answer, in plain words', async () => {
  await signUp('wrong@example.org');
  const { send } = await visitor(issuer);
  const answer = async (name: string) => {
    const response = await send('sign-in', { name, password: 'Wrong-horse-1' });
    expect(response.status).toBe(200);
    return anonymous(await response.text(), name);
  };
  const wrong = await answer('wrong@example.org');
  expect(wrong).toContain('role="alert"');
  expect(wrong).toContain('That is not right');
  expect(await answer('nobody@example.org')).toBe(wrong);
});

test('signing up with an address that has an account looks as any other, and its owner is told', async () => {
  await signUp('taken@example.org');
  const { send } = await visitor(issuer);
  const answer = async (name: string) => {
    const response = await send('sign-up', { name, password: 'Another-horse-2' });
    return { status: response.status, text: anonymous(await response.text(), name) };
  };
  expect(await answer('taken@example.org')).toEqual(await answer('new@example.org'));
  expect(running.mailbox.list('taken@example.org')[0]?.subject).toBe('You have an account already');
  const kept = await visitor(issuer);
  expect((await kept.send('sign-in', { name: 'taken@example.org', password })).status).toBe(303);
  expect((await kept.send('sign-in', { name: 'taken@example.org', password: 'Another-horse-2' })).status).toBe(200);
});

describe('a mailed code', () => {
  test('is wrong with one digit changed, and no longer good after five of those', async () => {
    const { send } = await visitor(issuer);
    const name = 'guess@example.org';
    await send('sign-up', { name, password });
    const code = mailed(running, name);
    for (let guess = 0; guess < 5; guess += 1) {
      const response = await send('confirm', { name, code: otherThan(code) });
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('This code is wrong')]);
    }
    expect((await send('confirm', { name, code })).status).toBe(200);
    await send('resend', { name });
    expect((await send('confirm', { name, code: mailed(running, name) })).status).toBe(303);
  });

  test('is good once, however many bring it at the same moment', async () => {
    const visitors = await Promise.all([visitor(issuer), visitor(issuer), visitor(issuer)]);
    const name = 'once@example.org';
    await visitors[0]?.send('sign-up', { name, password });
    const code = mailed(running, name);
    const answers = await Promise.all(visitors.map(({ send }) => send('confirm', { name, code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 303]);
  });

  test('expires: after a day for an address, after an hour for a password', async () => {
    const { send } = await visitor(issuer);
    const name = 'late@example.org';
    await send('sign-up', { name, password });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 24 * 3_600_000 });
    const next = await visitor(issuer);
    expect((await next.send('confirm', { name, code: mailed(running, name) })).status).toBe(200);
    await next.send('resend', { name });
    expect((await next.send('confirm', { name, code: mailed(running, name) })).status).toBe(303);
    await next.send('forgot', { name });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    const last = await visitor(issuer);
    expect((await last.send('reset', { name, code: mailed(running, name), password: 'Another-horse-2' })).status).toBe(
      200,
    );
  });

  test('is for what it was mailed for, and of the newest mail', async () => {
    const { send } = await visitor(issuer);
    const name = 'newest@example.org';
    await send('sign-up', { name, password });
    const first = mailed(running, name);
    await send('resend', { name });
    const newest = mailed(running, name);
    if (first !== newest) expect((await send('confirm', { name, code: first })).status).toBe(200);
    expect((await send('reset', { name, code: newest, password })).status).toBe(200);
    expect((await send('confirm', { name, code: newest })).status).toBe(303);
  });
});

test('who did not confirm yet gets a new code when signing in, and not in', async () => {
  const { send } = await visitor(issuer);
  const name = 'half@example.org';
  await send('sign-up', { name, password });
  const response = await send('sign-in', { name, password });
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('not confirmed yet')]);
  expect(running.mailbox.list(name)).toHaveLength(2);
  await send('sign-in', { name, password: 'Wrong-horse-1' });
  await send('forgot', { name });
  expect(running.mailbox.list(name)).toHaveLength(2);
});

test('a forgotten password is chosen anew by a mailed code; the old one is no good any more', async () => {
  const name = 'forgot@example.org';
  await signUp(name);
  const { send } = await visitor(issuer);
  const nobody = 'noone@example.org';
  const answer = async (to: string) => anonymous(await (await send('forgot', { name: to })).text(), to);
  expect(await answer(nobody)).toBe(await answer(name));
  expect(running.mailbox.list(nobody)).toEqual([]);
  const code = mailed(running, name);
  expect((await send('reset', { name, code: otherThan(code), password: 'Another-horse-2' })).status).toBe(200);
  expect((await send('reset', { name: nobody, code, password: 'Another-horse-2' })).status).toBe(200);
  expect((await send('reset', { name, code, password: 'short' })).status).toBe(200);
  expect((await send('reset', { name, code, password: 'Another-horse-2' })).status).toBe(303);
  const next = await visitor(issuer);
  expect((await next.send('sign-in', { name, password })).status).toBe(200);
  expect((await next.send('reset', { name, code, password })).status).toBe(200);
  expect((await next.send('sign-in', { name, password: 'Another-horse-2' })).status).toBe(303);
});

test.each([
  ['short', ['at least 8 characters', 'a capital letter', 'a digit', 'a sign']],
  ['alllowercase', ['a capital letter', 'a digit', 'a sign']],
  ['UPPER-CASE-1', ['a small letter']],
  [` ${password}`, ['no space at its start or end']],
  [`${password}${'x'.repeat(256)}`, ['at most 256 characters']],
])('the password "%s" is refused with all that it lacks', async (weak, lacks) => {
  const { send } = await visitor(issuer);
  const response = await send('sign-up', { name: 'policy@example.org', password: weak });
  expect(response.status).toBe(200);
  const said = Array.from((await response.text()).matchAll(/<li>([^<]*)<\/li>/g), ([, text]) => text);
  expect(said).toEqual(lacks.map((lack) => expect.stringContaining(lack)));
});

test.each(['', 'no-address', 'a b@c.d', `${'a'.repeat(65)}@b.c`, `a@${'b'.repeat(260)}`, 'a@b@c'])(
  '"%s" is no e-mail address to sign up with',
  async (name) => {
    const { send } = await visitor(issuer);
    const response = await send('sign-up', { name, password });
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('no e-mail address')]);
  },
);

test('a pool of user names asks for a name and an address', async () => {
  const at = running.signIn.issuerUrl(named.id);
  const { client, send } = await visitor(at);
  expect((await send('sign-up', { name: 'a b', email: 'd@example.org', password })).status).toBe(200);
  await send('sign-up', { name: 'Dana', email: 'd@example.org', password });
  const back = await send('confirm', { name: 'Dana', code: mailed(running, 'd@example.org') });
  const { body } = await client.redeem(await client.codeOf(back));
  expect(decodeJwt(body.id_token ?? '')).toMatchObject({ 'cognito:username': 'Dana', email: 'd@example.org' });
  const other = await visitor(at);
  const taken = await other.send('sign-up', { name: 'Dana', email: 'e@example.org', password });
  expect(taken.status).toBe(200);
  expect((await other.send('sign-in', { name: 'dana', password })).status).toBe(200);
  expect((await other.send('sign-in', { name: 'Dana', password })).status).toBe(303);
});
