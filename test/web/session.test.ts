import { expect, test } from 'vitest';
import { signInAs } from './support/steps.ts';
import { desk, expectNoTrouble, target, visit } from './support/visitor.ts';

/** Where the library keeps who is signed in. */
const entry = `oidc.user:${target.issuer}:${target.clientId}`;

test('a token that ends is renewed by the refresh token, and nobody notices', async () => {
  const visitor = await visit({ viewport: desk });
  const { page } = visitor;
  await page.goto('/');
  await signInAs(page, 'rider');
  const grants: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.url() === `${target.issuer}/oauth2/token`) grants.push(request.postDataJSON().grant_type);
  });
  const before = await page.evaluate((name) => {
    const user = JSON.parse(sessionStorage.getItem(name) ?? '{}');
    // As an hour later.
    const ended = { ...user, expires_at: 1, profile: { ...user.profile, exp: 1 } };
    sessionStorage.setItem(name, JSON.stringify(ended));
    return user.id_token;
  }, entry);
  await page.goto('/rides');
  await page.getByText('No rides yet').or(page.locator('.line-link').first()).waitFor();
  const after = await page.evaluate((name) => JSON.parse(sessionStorage.getItem(name) ?? '{}').id_token, entry);
  expect(grants).toEqual(['refresh_token']);
  expect(after).not.toBe(before);
  expectNoTrouble(visitor);
  await visitor.close();
});

test('a token that the API refuses is renewed once, and the call made again', async () => {
  const visitor = await visit({ viewport: desk });
  const { page } = visitor;
  await page.goto('/');
  await signInAs(page, 'rider');
  await page.evaluate((name) => {
    const user = JSON.parse(sessionStorage.getItem(name) ?? '{}');
    sessionStorage.setItem(name, JSON.stringify({ ...user, id_token: `${user.id_token}x` }));
  }, entry);
  const answers: number[] = [];
  page.on('response', (response) => {
    if (/\/users\/[^/]+\/rides/.test(response.url()) && response.request().method() === 'GET')
      answers.push(response.status());
  });
  await page.goto('/rides');
  await page.getByText('No rides yet').or(page.locator('.line-link').first()).waitFor();
  expect(answers).toEqual([401, 200]);
  expectNoTrouble(visitor);
  await visitor.close();
});

test('who cannot be renewed is asked to sign in, and comes back to where they were', async () => {
  const visitor = await visit({ viewport: desk });
  const { page } = visitor;
  await page.goto('/');
  await signInAs(page, 'rider');
  await page.evaluate((name) => {
    const { refresh_token: _, ...user } = JSON.parse(sessionStorage.getItem(name) ?? '{}');
    sessionStorage.setItem(name, JSON.stringify({ ...user, id_token: 'a.b.c' }));
  }, entry);
  await page.goto('/rides');
  const notice = page.getByRole('alert').filter({ hasText: 'You are signed out.' });
  await notice.getByRole('button', { name: 'Sign in or sign up' }).click();
  await page.getByRole('heading', { name: 'My rides' }).waitFor();
  await page.getByText('No rides yet').or(page.locator('.line-link').first()).waitFor();
  await visitor.close();
});

test('signing out ends it in every tab, revokes their refresh tokens, and ends the session where people sign in', async () => {
  const visitor = await visit({ viewport: desk });
  const { page, context } = visitor;
  await page.goto('/');
  await signInAs(page, 'rider');
  const other = await context.newPage();
  await other.goto('/');
  await other.getByRole('button', { name: 'Sign in or sign up' }).click();
  await other.waitForURL(`${target.pageUrl}/`);
  await other.getByRole('button', { name: 'My location' }).waitFor();
  const refreshTokenOf = (tab: typeof page): Promise<string> =>
    tab.evaluate((name) => JSON.parse(sessionStorage.getItem(name) ?? '{}').refresh_token, entry);
  const refreshTokens = [await refreshTokenOf(page), await refreshTokenOf(other)];
  expect(new Set(refreshTokens).size).toBe(2);

  await page.getByRole('button', { name: 'Language, Appearance' }).or(page.locator('summary')).first().click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in or sign up' }).waitFor();
  await other.getByRole('button', { name: 'Sign in or sign up' }).waitFor();
  for (const tab of [page, other]) {
    const kept = await tab.evaluate(() => [...Object.keys(sessionStorage), ...Object.keys(localStorage)]);
    expect(kept.filter((name) => name.startsWith('oidc.'))).toEqual([]);
  }
  for (const refresh_token of refreshTokens) {
    const answer = await fetch(`${target.issuer}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token, client_id: target.clientId }),
    });
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
  }
  // The sign-in server asks who it is: there is no session left to go on with.
  await page.getByRole('button', { name: 'Sign in or sign up' }).click();
  await page.getByRole('button', { name: 'Continue as rider' }).waitFor();
  expectNoTrouble(visitor);
  await visitor.close();
});

test('tokens are never in the local storage, which other tabs and later visitors share', async () => {
  const visitor = await visit({ viewport: desk });
  await visitor.page.goto('/');
  await signInAs(visitor.page, 'rider');
  const kept = await visitor.page.evaluate(() => JSON.stringify({ ...localStorage }));
  expect(kept).not.toMatch(/token|eyJ/);
  await visitor.close();
});

test('an answer of sign-in that nobody asked for is refused in plain words', async () => {
  const visitor = await visit({ viewport: desk });
  await visitor.page.goto('/callback?code=stolen&state=forged');
  await visitor.page.getByRole('heading', { name: 'Sign-in did not work' }).waitFor();
  await visitor.page.getByRole('button', { name: 'Sign in or sign up' }).nth(0).waitFor();
  expectNoTrouble(visitor);
  await visitor.close();
});
