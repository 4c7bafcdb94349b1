import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { openApi } from './support/documented.ts';
import { anyone } from './support/people.ts';

const [answer, document] = await Promise.all([anyone.get('/docs'), openApi()]);
const page = answer.text;

test('is a page of HTML for anyone', () => {
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
});

test('names each operation and each schema, and has what it links to', async () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { operationId }] of Object.entries(methods)) {
      expect(page).toContain(`<code>${method.toUpperCase()} ${path}</code>`);
      expect(page).toContain(`id="${operationId}"`);
    }
  }
  for (const name of Object.keys(document.components.schemas)) expect(page).toContain(`id="schema-${name}"`);

  const links = Array.from(page.matchAll(/href="([^"]*)"/g), ([, target = '']) => target);
  for (const target of links.filter((each) => each.startsWith('#'))) expect(page).toContain(`id="${target.slice(1)}"`);
  for (const target of links.filter((each) => !each.startsWith('#'))) {
    expect((await anyone.get(`/${target}`)).status).toBe(200);
  }
});

test('every id stands once', () => {
  const ids = Array.from(page.matchAll(/ id="([^"]*)"/g), ([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('asks no other host for anything, and runs nothing', () => {
  const attributes = page.replaceAll(/<(code|pre)>.*?<\/\1>/gs, '');
  expect(attributes).not.toMatch(/<(script|link|img|iframe|object|embed|base|form|svg|video|audio|source)\b/i);
  expect(attributes).not.toMatch(/\b(src|srcset|action|background|poster|ping|style|on\w+)=/i);
  expect(attributes).not.toMatch(/https?:|\/\/\w|@import|url\(/i);
  expect(attributes).not.toMatch(/http-equiv/i);
});

test('has a policy that allows its own style sheet and nothing else', () => {
  const policy = new Map(
    (answer.headers['content-security-policy'] ?? '').split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(' ');
      return [name, sources];
    }),
  );
  expect(policy.get('default-src')).toEqual(["'none'"]);
  const styles = Array.from(page.matchAll(/<style>(.*?)<\/style>/gs), ([, text = '']) => text);
  const hashes = styles.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  expect(policy.get('style-src')).toEqual(hashes);
  for (const [name, sources] of policy) if (name !== 'style-src') expect(sources, name).toEqual(["'none'"]);
});

test('its markup is well formed', () => {
  const open: string[] = [];
  const tags = page.replace('<!doctype html>', '').matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g);
  for (const [, closes, name = ''] of tags) {
    if (name === 'meta') continue;
    if (closes === '/') expect(open.pop()).toBe(name);
    else open.push(name);
  }
  expect(open).toEqual([]);
});
