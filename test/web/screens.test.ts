import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { callAs, putUnicorn, standAt } from './support/steps.ts';
import { desk, expectNoTrouble, phone, visit } from './support/visitor.ts';

const axe = readFileSync(resolve(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8');
/** Where the pictures of the screens go, where someone wants new ones: SCREENSHOTS=docs/screenshots npm run test:web */
const pictures = process.env.SCREENSHOTS;

/** Those that are pictured in Korean too. */
const inKorean: readonly string[] = ['welcome', 'nearest', 'ride'];

interface Screen {
  readonly path: string;
  readonly user?: 'pictured' | 'operator';
  /** Goes to the state that is meant, and waits for it. */
  readonly reach: (page: Page) => Promise<void>;
}

let rideId = '';
let importId = '';

beforeAll(async () => {
  const place = { latitude: 47.6, longitude: -122.31 };
  const ride = await callAs('pictured', '/rides', {
    method: 'POST',
    body: { pickupLocation: place, destination: { latitude: 47.45, longitude: -122.31 } },
  });
  ({ rideId } = JSON.parse(await ride.text()));
  await callAs('pictured', '/users', { method: 'POST', body: { name: 'Kim', home: place } });
  importId = await importRows(
    'unicornId,name,color,gender,latitude,longitude,status\nbad one,Hoof,red,mare,91,0,here\n',
  );
  // Where no other test books one.
  await putUnicorn('pictured-1', 'Comet', 52.5, 13.4);
});

const screens: Readonly<Record<string, Screen>> = {
  welcome: { path: '/', reach: (page) => page.getByRole('button', { name: 'Sign in or sign up' }).waitFor() },
  'sign-in-failed': {
    path: '/callback?error=access_denied&state=x',
    reach: (page) => page.getByRole('heading', { name: 'Sign-in did not work' }).waitFor(),
  },
  start: { path: '/', user: 'pictured', reach: (page) => page.getByRole('button', { name: 'Home' }).waitFor() },
  nearest: {
    path: '/',
    user: 'pictured',
    reach: async (page) => {
      await page.getByRole('button', { name: 'My location' }).click();
      const to = page.getByRole('combobox', { name: 'Where to' });
      await to.fill('47.45, -122.31');
      await to.press('Enter');
      await page.getByText('$23.40').waitFor();
      await page.getByRole('button', { name: /^Book / }).waitFor();
    },
  },
  searching: {
    path: '/',
    user: 'pictured',
    reach: async (page) => {
      await page.getByRole('combobox', { name: 'Where are you?' }).fill('se');
      await page.getByRole('option', { name: 'Seoul' }).waitFor();
    },
  },
  'none-near': {
    path: '/',
    user: 'pictured',
    reach: async (page) => {
      await standAt(page, '-60, -120');
      await page.getByText('No unicorn is free within 50 km').waitFor();
    },
  },
  ride: { path: '/rides/ID', user: 'pictured', reach: (page) => page.getByText('On the way').waitFor() },
  cancel: {
    path: '/rides/ID',
    user: 'pictured',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Cancel this ride' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  'no-ride': { path: '/rides/nobodys', user: 'pictured', reach: (page) => page.getByText('not yours').waitFor() },
  rides: { path: '/rides', user: 'pictured', reach: (page) => page.locator('.line-link').first().waitFor() },
  profile: {
    path: '/profile',
    user: 'pictured',
    reach: (page) => page.getByRole('button', { name: 'Delete my profile' }).waitFor(),
  },
  settings: {
    path: '/profile',
    user: 'pictured',
    reach: async (page) => {
      await page.locator('summary').click();
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
    },
  },
  'not-found': { path: '/nowhere', reach: (page) => page.getByText('There is nothing here').waitFor() },
  forbidden: { path: '/fleet', user: 'pictured', reach: (page) => page.getByText('for operators').waitFor() },
  fleet: {
    path: '/fleet',
    user: 'operator',
    reach: async (page) => {
      await page.getByText('50 shown').waitFor();
      await page.locator('.map-land').first().waitFor({ state: 'attached' });
    },
  },
  'new-unicorn': {
    path: '/fleet/new',
    user: 'operator',
    reach: (page) => page.getByLabel('Id', { exact: true }).waitFor(),
  },
  unicorn: {
    path: '/fleet/unicorns/pictured-1',
    user: 'operator',
    reach: (page) => page.getByRole('button', { name: 'Let it rest' }).waitFor(),
  },
  'open-rides': {
    path: '/fleet/rides',
    user: 'operator',
    reach: (page) => page.getByRole('button', { name: 'Complete' }).first().waitFor(),
  },
  'new-import': { path: '/fleet/imports', user: 'operator', reach: (page) => page.getByLabel('File').waitFor() },
  import: {
    path: '/fleet/imports/IMPORT',
    user: 'operator',
    reach: (page) => page.getByRole('cell', { name: '2', exact: true }).waitFor(),
  },
};

const looks = [
  { name: 'phone', viewport: phone, colorScheme: 'light' },
  { name: 'desk', viewport: desk, colorScheme: 'dark' },
] as const;

describe.each(Object.entries(screens))('%s', (name, { path, user, reach }) => {
  test.each(looks)(
    'on a $name: nothing keeps someone out, in either theme and language, and nothing sticks out',
    async (look) => {
      const visitor = await visit({
        viewport: look.viewport,
        colorScheme: look.colorScheme,
        reducedMotion: 'reduce',
        ...(user !== undefined && { user }),
        ...(user === 'operator' && { groups: 'operators' }),
      });
      const { page } = visitor;
      await page.goto(path.replace('IMPORT', importId).replace('ID', rideId));
      await reach(page);
      expect(await violationsOn(page)).toEqual([]);
      if (pictures !== undefined) await picture(page, `${name}-${look.name}`);
      await page.emulateMedia({ colorScheme: look.name === 'phone' ? 'dark' : 'light' });
      for (const language of ['ko', 'en']) {
        await speak(page, language);
        expect(await violationsOn(page)).toEqual([]);
        if (pictures !== undefined && language === 'ko' && inKorean.includes(name)) {
          await picture(page, `${name}-korean-${look.name}`);
        }
      }
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      expectNoTrouble(visitor);
      await visitor.close();
    },
  );
});

/** Chooses a language, also where a dialog keeps the settings out of reach. */
async function speak(page: Page, language: string): Promise<void> {
  await page
    .locator('.settings select')
    .first()
    .evaluate((element, wanted) => {
      if (!(element instanceof HTMLSelectElement)) throw new Error('There is no choice of languages.');
      element.value = wanted;
      element.dispatchEvent(new Event('change', { bubbles: true }));
    }, language);
  await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
}

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures ?? '', { recursive: true });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(pictures ?? '', `${name}.jpg`), type: 'jpeg', quality: 78 });
}

/** What axe finds, in short. Its code comes by the browser's own door: the page's policy lets no other script in. */
async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations }: { violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] } =
      await Reflect.get(globalThis, 'axe').run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
  });
}

/** Imports a file to its end, as the API's own clients do. */
async function importRows(csv: string): Promise<string> {
  const announced = await callAs('operator', '/fleet/imports', {
    method: 'POST',
    body: { format: 'csv', size: Buffer.byteLength(csv) },
  });
  const { importId: id, upload }: { importId: string; upload: { url: string; headers: Record<string, string> } } =
    JSON.parse(await announced.text());
  await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: csv });
  await vi.waitFor(
    async () => {
      const found: { status: string } = JSON.parse(await (await callAs('operator', `/fleet/imports/${id}`)).text());
      if (found.status !== 'completed') throw new Error(`The import is ${found.status}.`);
    },
    { timeout: 30_000, interval: 200 },
  );
  return id;
}
