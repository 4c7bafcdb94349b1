import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startPageServer } from './support/page-server.ts';
import { desk, expectNoTrouble, phone, target, visit } from './support/visitor.ts';

test('the page opens without a network, says so, and goes on by itself when it is back', async () => {
  const visitor = await visit({ user: 'offline', mayLog: /ERR_INTERNET_DISCONNECTED/ });
  const { page, context } = visitor;
  await page.goto('/');
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await page.reload();
  await page.getByRole('button', { name: 'My location' }).waitFor();
  await context.setOffline(true);
  await page.goto('/rides');
  await page.getByRole('alert').getByText('You are offline.').waitFor();
  await context.setOffline(false);
  await page.getByText('No rides yet').waitFor();
  await page.getByText('What you see may be old').waitFor({ state: 'detached' });
  expectNoTrouble(visitor);
  await visitor.close();
});

test('no answer of the API is kept for later', async () => {
  const visitor = await visit({ user: 'keeper' });
  const { page } = visitor;
  await page.goto('/');
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await page.reload();
  await page.getByRole('button', { name: 'My location' }).click();
  await page.getByRole('button', { name: /^Book / }).waitFor();
  const kept = await page.evaluate(async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    return (await Promise.all(caches_.map((cache) => cache.keys()))).flat().map(({ url }) => url);
  });
  expect(kept.length).toBeGreaterThan(5);
  expect(kept.filter((url) => !url.startsWith(`${target.pageUrl}/`))).toEqual([]);
  await visitor.close();
});

test('a new version is offered, and comes only when it is wanted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  cpSync(target.folder, folder, { recursive: true });
  const { apiUrl, issuer, clientId } = target;
  const server = await startPageServer({
    folder,
    config: () => ({ apiUrl, issuer, clientId }),
    connect: () => [apiUrl, new URL(issuer).origin],
  });
  const visitor = await visit({ pageUrl: server.url });
  const { page } = visitor;
  await page.goto('/');
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await page.reload();

  const edit = (file: string, from: string, to: string) => {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  };
  edit('index.html', '<title>Unicorn Rides', '<title>Newer');
  edit('index.html', 'name="description" content="', 'name="description" content="Newer. ');
  edit('service-worker.js', 'version:"', 'version:"newer');
  await page.reload();
  await page.getByText('There is a new version of this page.').waitFor();
  const isNewer = () => page.locator('meta[name=description][content^="Newer."]').count();
  expect(await isNewer()).toBe(0);
  await page.getByRole('button', { name: 'Load it' }).click();
  await expect.poll(isNewer).toBe(1);
  await visitor.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('where sign-in cannot be reached, the visitor is told, and may try again', async () => {
  const visitor = await visit({ mayLog: /Failed to load resource/ });
  const { page } = visitor;
  const discovery = `${target.issuer}/.well-known/openid-configuration`;
  await page.route(discovery, (route) => route.abort('connectionrefused'));
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in or sign up' }).click();
  await page.getByRole('alert').getByText('The sign-in server cannot be reached.').waitFor();
  await page.unroute(discovery);
  await page.getByRole('button', { name: 'Sign in or sign up' }).click();
  await page.getByRole('button', { name: 'Continue as rider' }).waitFor();
  expectNoTrouble(visitor);
  await visitor.close();
});

test('a tap on the map is a place, and so is its centre for a keyboard', async () => {
  const visitor = await visit({ user: 'tapper', viewport: desk });
  const { page } = visitor;
  await page.goto('/');
  const map = page.getByRole('region', { name: /^Map/ });
  await map.click({ position: { x: 200, y: 300 } });
  const from = page.getByRole('combobox', { name: 'Where are you?' });
  await expect.poll(() => from.inputValue()).toMatch(/^-?\d+\.\d{4}, -?\d+\.\d{4}$/);
  await map.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('combobox', { name: 'Where to' }).inputValue()).toMatch(/\d/);
  await page.getByText('Fare', { exact: true }).or(page.getByText('No unicorn is free within 50 km')).first().waitFor();
  expectNoTrouble(visitor);
  await visitor.close();
});

test('who does not let the browser say where they are is told the other ways', async () => {
  const visitor = await visit({ user: 'private', permissions: [] });
  const { page } = visitor;
  await page.goto('/');
  await page.getByRole('button', { name: 'My location' }).click();
  await page.getByText('Your browser does not tell where you are.').waitFor();
  expectNoTrouble(visitor);
  await visitor.close();
});

test('where a stage names tiles, the map is made of them, and names their maker as text', async () => {
  const { apiUrl, issuer, clientId, folder } = target;
  const server = await startPageServer({
    folder,
    config: () => ({
      apiUrl,
      issuer,
      clientId,
      tileUrl: '/icon-192.png?tile={z}/{x}/{y}',
      tileAttribution: '© <b>Makers</b>',
    }),
    connect: () => [apiUrl, new URL(issuer).origin],
  });
  const visitor = await visit({ user: 'tiled', pageUrl: server.url });
  const { page } = visitor;
  await page.goto('/');
  await page.locator('img.leaflet-tile-loaded').first().waitFor();
  await page.getByText('© <b>Makers</b>').waitFor();
  expect(await page.locator('.map-land').count()).toBe(0);
  await visitor.close();
  await server.close();
});

test.each([
  [429, 'Too many at once.', JSON.stringify({ message: 'Too Many Requests' })],
  [503, 'Very busy just now.', JSON.stringify({ message: 'Service Unavailable' })],
  [500, 'Trouble on our side.', JSON.stringify({ message: 'Internal Server Error' })],
])('where the gateway answers %i, the rider reads "%s"', async (status, title, body) => {
  const visitor = await visit({ user: 'patient', viewport: desk, mayLog: /Failed to load resource/ });
  const { page } = visitor;
  const list = /\/users\/[^/]+\/rides/;
  const headers = { 'access-control-allow-origin': '*', 'content-type': 'application/json' };
  await page.route(list, (route) => route.fulfill({ status, headers, body }));
  await page.goto('/rides');
  await page.getByRole('alert').getByText(title).waitFor();
  await page.unroute(list);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No rides yet').waitFor();
  expectNoTrouble(visitor);
  await visitor.close();
});

test.each([phone, desk])('text of unicorns stays text at %o, whatever an answer says', async (viewport) => {
  const visitor = await visit({ user: 'wary', viewport });
  const { page } = visitor;
  const names = [
    '<img src=x onerror="document.title=1">',
    '</title><script>document.body.remove()</script>',
    'שלום مرحبا',
    '🦄'.repeat(100),
    'it\'s & "quoted"',
  ];
  await page.route(/\/unicorns\?near/, async (route) => {
    const response = await route.fetch();
    const { items } = await response.json();
    const renamed = items.map((item: object, index: number) => ({
      ...item,
      name: names[index] ?? names[0],
      color: names[0],
    }));
    await route.fulfill({ response, json: { items: renamed } });
  });
  await page.goto('/');
  await page.getByRole('button', { name: 'My location' }).click();
  for (const name of names) await page.getByRole('listitem').getByText(name, { exact: true }).waitFor();
  await page.locator('.map-unicorn').first().hover({ force: true });
  expect(await page.locator('main img, main script').count()).toBe(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
  expectNoTrouble(visitor);
  await visitor.close();
});

test('the browser asks in Korean, and the page answers so; the visitor may choose otherwise, and it stays', async () => {
  const visitor = await visit({ user: 'korean', locale: 'ko-KR' });
  const { page } = visitor;
  await page.goto('/');
  await page.getByRole('button', { name: '내 위치' }).click();
  await page.getByRole('button', { name: /예약$/ }).click();
  await page.getByText('오는 중').waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('ko');
  await page.locator('summary').click();
  await page.getByLabel('언어', { exact: true }).selectOption('English');
  await page.getByText('On the way').waitFor();
  await page.reload();
  await page.getByText('On the way').waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  expectNoTrouble(visitor);
  await visitor.close();
});

test('someone with a keyboard alone books a ride', async () => {
  const visitor = await visit({ user: 'keyboard', viewport: desk });
  const { page } = visitor;
  await page.goto('/');
  const press = async (wanted: string) => {
    for (let steps = 0; steps < 40; steps += 1) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(() => {
        const { activeElement } = document;
        return activeElement?.getAttribute('role') === 'combobox' ? 'combobox' : (activeElement?.textContent ?? '');
      });
      if (name.startsWith(wanted)) return;
    }
    throw new Error(`No Tab comes to ${wanted}.`);
  };
  await page.getByRole('button', { name: 'My location' }).waitFor();
  await press('combobox');
  await page.keyboard.type('seatt');
  await page.getByRole('option', { name: 'Seattle' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Book / }).waitFor();
  await press('Book ');
  await page.keyboard.press('Enter');
  await page.getByText('On the way').waitFor();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  await visitor.close();
});
