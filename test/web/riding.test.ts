import { expect, test } from 'vitest';
import { mailedCode, putUnicorn, ridesOf, signInAs, standAt } from './support/steps.ts';
import { desk, expectNoTrouble, target, visit } from './support/visitor.ts';

test('someone new signs up, confirms the e-mail, fills in a profile, books, and cancels', async () => {
  const visitor = await visit();
  const { page } = visitor;
  const email = `newcomer-${crypto.randomUUID()}@example.org`;
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in or sign up' }).click();
  await page.getByRole('link', { name: 'No account yet? Sign up' }).click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill('Correct-horse-7-battery');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByLabel('Code').fill(await mailedCode(email));
  await page.getByRole('button', { name: 'Confirm' }).click();

  await page.getByRole('link', { name: 'Profile', exact: true }).click();
  await expect.poll(() => page.getByLabel('E-mail').inputValue()).toBe(email);
  await page.getByLabel('Name').fill('Kim 🦄 한별');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your profile is saved.').waitFor();

  await page.getByRole('link', { name: 'Ride', exact: true }).click();
  await page.getByRole('button', { name: 'My location' }).click();
  const to = page.getByRole('combobox', { name: 'Where to' });
  await to.fill('47.45, -122.31');
  await to.press('Enter');
  await page.getByText('$23.40').waitFor();
  await page.getByRole('button', { name: /^Book / }).click();
  await page.getByText('On the way').waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/rides\/.+/);
  await page.getByText(/^Arrives about/).waitFor();

  await page.getByRole('button', { name: 'Cancel this ride' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel this ride' }).click();
  await page.getByText('The ride is cancelled.').waitFor();
  await page.getByRole('link', { name: 'My rides' }).click();
  await page.getByRole('main').getByText('Cancelled', { exact: true }).and(page.locator('.status')).waitFor();
  expectNoTrouble(visitor);
  await visitor.close();
});

test('a link into the page asks to sign in, and then shows what it is of', async () => {
  const visitor = await visit({ viewport: desk });
  const { page } = visitor;
  await page.goto('/rides');
  await page.getByText('Sign in to go on where you were.').waitFor();
  await signInAs(page, 'rider');
  await page.getByRole('heading', { name: 'My rides' }).waitFor();
  expect(page.url()).toBe(`${target.pageUrl}/rides`);
  expectNoTrouble(visitor);
  await visitor.close();
});

test('a unicorn that someone else took meanwhile is replaced by the next, and the rider is told', async () => {
  await putUnicorn('meanwhile-near', 'Erste', 0.5, -30);
  await putUnicorn('meanwhile-far', 'Zweite', 0.55, -30);
  const slow = await visit({ user: 'slow' });
  const quick = await visit({ user: 'quick' });
  for (const { page } of [slow, quick]) {
    await page.goto('/');
    await standAt(page, '0.5, -30');
    await page.getByRole('button', { name: 'Book Erste' }).waitFor();
  }
  await quick.page.getByRole('button', { name: 'Book Erste' }).click();
  await quick.page.getByRole('heading', { name: 'Erste is yours' }).waitFor();
  await slow.page.getByRole('button', { name: 'Book Erste' }).click();
  await slow.page.getByText('Erste was taken meanwhile. Zweite comes instead.').waitFor();
  expectNoTrouble(slow);
  await Promise.all([slow.close(), quick.close()]);
});

test('where every unicorn is taken meanwhile, nothing is booked, and the rider may look again', async () => {
  await putUnicorn('last-one', 'Letzte', 0.5, -40);
  const visitor = await visit({ user: 'late' });
  const { page } = visitor;
  await page.goto('/');
  await standAt(page, '0.5, -40');
  await page.getByRole('button', { name: 'Book Letzte' }).waitFor();
  const rival = await visit({ user: 'rival' });
  await rival.page.goto('/');
  await standAt(rival.page, '0.5, -40');
  await rival.page.getByRole('button', { name: 'Book Letzte' }).click();
  await rival.page.getByText('On the way').waitFor();

  await page.getByRole('button', { name: 'Book Letzte' }).click();
  await page.getByText('No unicorn is free.').waitFor();
  await page.getByText('No unicorn is free within 50 km').waitFor();
  expect(await page.getByText('For support:').locator('code').textContent()).toMatch(/.+/);
  expect(await ridesOf('late')).toEqual([]);
  await Promise.all([visitor.close(), rival.close()]);
});

test('a double tap books one ride', async () => {
  const visitor = await visit({ user: 'double-tap' });
  const { page } = visitor;
  await page.goto('/');
  await page.getByRole('button', { name: 'My location' }).click();
  const button = page.getByRole('button', { name: /^Book / });
  await button.waitFor();
  await button.evaluate((element) => {
    for (let tap = 0; tap < 5; tap += 1) element.dispatchEvent(new Event('click', { bubbles: true }));
  });
  await page.getByText('On the way').waitFor();
  expect(await ridesOf('double-tap')).toHaveLength(1);
  await visitor.close();
});

test('a booking whose answer was lost is asked for again, also after a reload, and booked once', async () => {
  const visitor = await visit({ user: 'lost-answer', mayLog: /Failed to load resource/ });
  const { page } = visitor;
  let lost = 0;
  await page.route(`${target.apiUrl}/rides`, async (route) => {
    if (route.request().method() === 'POST') {
      // The request arrives, and its answer does not.
      await route.fetch();
      lost += 1;
    }
    await route.abort('connectionreset');
  });
  await page.goto('/');
  await page.getByRole('button', { name: 'My location' }).click();
  await page.getByRole('button', { name: /^Book / }).click();
  await page.getByText('Did your booking go through?').waitFor();
  expect(lost).toBeGreaterThan(1);
  await page.reload();
  await page.getByText('Did your booking go through?').waitFor();
  await page.unroute(`${target.apiUrl}/rides`);
  await page.getByRole('button', { name: 'Find out' }).click();
  await page.getByText('On the way').waitFor();
  expect(await ridesOf('lost-answer')).toHaveLength(1);
  expectNoTrouble(visitor);
  await visitor.close();
});

test('while a share of the AWS calls goes wrong, a booking still is made, and once', async () => {
  const faults = (rate: number) =>
    fetch(`${target.awsEndpoint}/_local/faults`, { method: 'POST', body: JSON.stringify({ rate }) });
  const visitor = await visit({ user: 'faulty', mayLog: /Failed to load resource/ });
  const { page } = visitor;
  await page.goto('/');
  await page.getByRole('button', { name: 'My location' }).click();
  const button = page.getByRole('button', { name: /^Book / });
  await button.waitFor();
  try {
    await faults(0.3);
    await button.click();
    const ask = page.getByRole('button', { name: 'Find out' }).or(button);
    const booked = page.getByText('On the way').first();
    for (let tries = 0; tries < 20 && !/\/rides\/./.test(page.url()); tries += 1) {
      await booked
        .or(page.getByRole('alert'))
        .or(ask.filter({ hasNotText: 'Booking' }))
        .first()
        .waitFor();
      if (!/\/rides\/./.test(page.url())) await ask.first().click();
    }
  } finally {
    await faults(0);
  }
  await page.getByText('On the way').waitFor();
  expect(await ridesOf('faulty')).toHaveLength(1);
  await visitor.close();
});
