import { once } from 'node:events';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../support/chromium.ts';
import { startLocalRun } from '../support/local-run.ts';
import type { Bench, Figure } from './figures.ts';
import { median, ratio, rounded } from './tools/statistics.ts';

const publish = resolve(import.meta.dirname, '../../bin/publish.ts');
/** A phone on a slow network: what Lighthouse throttles to. Milliseconds, and bytes a second. */
const phone = { slowdown: 4, latency: 150, throughput: 1_600_000 / 8 };
/** Milliseconds: the largest paint is the last before somebody does something. */
const settled = 1_500;

/** When the largest thing of the page is painted, for who opens it for the first time, and for a rider who is signed in. */
export async function measurePage(bench: Bench): Promise<Figure[]> {
  const run = await startLocalRun(await bench.assembly(), ['--quiet', '--publish', `${process.execPath} ${publish}`]);
  const floor = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Floor</title><h1>Floor</h1>');
  }).listen(0, '127.0.0.1');
  await once(floor, 'listening');
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  try {
    const address = floor.address();
    const floorUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
    const pageUrl = `${run.pageUrl}/`;
    const rounds = bench.quick ? 1 : 7;
    const [floors, welcomes, homes]: [number[], number[], number[]] = [[], [], []];
    for (let round = 1; round <= rounds; round += 1) {
      bench.say(`page: round ${round} of ${rounds}`);
      floors.push(await largestPaint(browser, floorUrl));
      welcomes.push(await largestPaint(browser, pageUrl));
      homes.push(await largestPaint(browser, pageUrl, signIn));
    }
    const beside = median(floors);
    const figure = (name: string, samples: readonly number[], note?: string): Figure => ({
      name: `Largest paint: ${name}`,
      value: rounded(median(samples)),
      unit: 'ms',
      ratios: samples === floors ? {} : { 'a heading alone': ratio(median(samples), beside) },
      ...(samples === welcomes && { targets: [{ atMost: 2_000 }] }),
      ...(note !== undefined && { note }),
    });
    return [
      figure('a heading alone', floors, 'a phone: a processor 4 times as slow, 1.6 Mbit/s, 150 ms; nothing cached'),
      figure('the page, first visit', welcomes),
      figure('the page, signed in', homes, 'opened again with an empty cache; it waits for the API'),
    ];
  } finally {
    await browser.close();
    floor.close();
    await run.stop();
  }
}

/** Milliseconds from navigation to the largest paint, in a browser that has cached nothing. */
async function largestPaint(browser: Browser, url: string, before?: (page: Page, url: string) => Promise<void>) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, serviceWorkers: 'block' });
  try {
    const page = await context.newPage();
    await before?.(page, url);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.clearBrowserCache');
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: phone.slowdown });
    const { latency, throughput } = phone;
    const network = { offline: false, latency, downloadThroughput: throughput, uploadThroughput: throughput };
    await devtools.send('Network.emulateNetworkConditions', network);
    await page.addInitScript({
      content: `new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.largest = entry.startTime; })
        .observe({ type: 'largest-contentful-paint', buffered: true });`,
    });
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.waitForTimeout(settled);
    const largest: unknown = await page.evaluate('window.largest');
    if (typeof largest !== 'number') throw new Error(`${url} painted nothing.`);
    return largest;
  } finally {
    await context.close();
  }
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.getByRole('button', { name: /rider/i }).first().click();
  await page.waitForURL((address) => address.href.startsWith(url) && address.pathname === '/');
  await page.waitForLoadState('networkidle');
}
