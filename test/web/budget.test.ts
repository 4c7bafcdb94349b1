import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, inject, test } from 'vitest';

const { folder } = inject('web');
const html = readFileSync(join(folder, 'index.html'), 'utf8');
const compressed = (path: string) => gzipSync(readFileSync(join(folder, path)), { level: 9 }).length;
const sum = (paths: readonly string[]) => paths.reduce((total, path) => total + compressed(path), 0);

test('all code and style together are at most 150 KB compressed', () => {
  const files = readdirSync(join(folder, 'assets')).filter((file) => /\.(js|css)$/.test(file));
  const total = sum([...files.map((file) => join('assets', file)), 'service-worker.js']);
  console.info(`All code and style of the page: ${(total / 1000).toFixed(1)} KB compressed.`);
  expect(files.length).toBeGreaterThan(5);
  expect(total).toBeLessThanOrEqual(150_000);
});

test('what the first look needs is at most 65 KB compressed: map, fleet and outlines come later', () => {
  const first = Array.from(html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g), ([, path]) => path ?? '');
  const total = sum([...first, 'index.html']);
  console.info(`The first look: ${(total / 1000).toFixed(1)} KB compressed.`);
  expect(first.some((path) => path.endsWith('.css'))).toBe(true);
  expect(total).toBeLessThanOrEqual(65_000);
});

test('nothing of a stage is built in, and nothing stands in the page that its policy would refuse', () => {
  const code = readdirSync(join(folder, 'assets')).filter((file) => file.endsWith('.js'));
  const ofAStage = code.filter((file) =>
    /amazoncognito|cognito-idp|execute-api|unicorn-rides\.example/.test(
      readFileSync(join(folder, 'assets', file), 'utf8'),
    ),
  );
  expect(ofAStage).toEqual([]);
  expect(html).not.toMatch(/<style|style="|\son\w+="|<script(?![^>]*\ssrc=)/);
});
