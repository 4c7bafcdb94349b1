import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../web/src/config.ts';
import { countLines } from '../../../web/src/fleet/lines.ts';
import { formatOfFile } from '../../../web/src/fleet/upload.ts';
import { en } from '../../../web/src/language/en.ts';
import { ko } from '../../../web/src/language/ko.ts';
import { personOf } from '../../../web/src/session/person.ts';

const project = resolve(import.meta.dirname, '../../..');

test('the types of the API are made from openapi.json as it is (npm run openapi)', () => {
  const digest = createHash('sha256')
    .update(readFileSync(join(project, 'openapi.json')))
    .digest('hex');
  expect(readFileSync(join(project, 'web/src/api/schema.ts'), 'utf8')).toContain(`// openapi.json: ${digest}\n`);
});

test('the page makes no markup of text, and sets no style by markup', () => {
  const wrong = globSync('web/src/**/*.{ts,tsx}', { cwd: project }).filter((file) =>
    /dangerouslySetInnerHTML|innerHTML\s*=|insertAdjacentHTML|document\.write|\bstyle=|\beval\(/.test(
      readFileSync(join(project, file), 'utf8'),
    ),
  );
  expect(wrong).toEqual([]);
});

describe('the languages', () => {
  test('say something for everything, and Korean in Korean', () => {
    const texts = [...textsIn(ko)];
    expect(texts.length).toBeGreaterThan(100);
    expect([...textsIn(en), ...texts].filter(({ text }) => text.trim() === '')).toEqual([]);
    expect(texts.filter(({ text }) => !/[가-힣]/.test(text))).toEqual([]);
  });

  test('put what they are given into what they say', () => {
    for (const words of [en, ko]) {
      expect(words.home.book('Comet')).toContain('Comet');
      expect(words.ride.taken('Comet', 'Luna')).toMatch(/Comet.*Luna/);
      expect(words.home.away('2 km', '3 min')).toMatch(/2 km.*3 min/);
    }
  });
});

/** All texts of a language, but those that are made when they are said. */
function* textsIn(words: unknown, path = ''): Generator<{ path: string; text: string }> {
  if (typeof words === 'string') yield { path, text: words };
  else if (typeof words === 'object' && words !== null) {
    for (const [name, value] of Object.entries(words)) yield* textsIn(value, `${path}/${name}`);
  }
}

describe('the settings of a stage', () => {
  const whole = { apiUrl: 'https://api.example/', issuer: 'https://id.example', clientId: 'c' };

  test('are read, with what is optional left out', () => {
    expect(parseConfig({ ...whole, tileUrl: '' })).toEqual({ ...whole, apiUrl: 'https://api.example' });
    expect(parseConfig({ ...whole, signOutUrl: 'https://id.example/logout' })).toMatchObject({
      signOutUrl: 'https://id.example/logout',
    });
  });

  test.each([
    [{}, 'apiUrl'],
    [null, 'apiUrl'],
    [{ ...whole, issuer: undefined }, 'issuer'],
    [{ ...whole, clientId: 7 }, 'clientId'],
    [{ ...whole, tileUrl: [] }, 'tileUrl'],
  ])('that are not whole, as %j, name what is wrong', (content, name) => {
    expect(() => parseConfig(content)).toThrow(name);
  });
});

test('an operator is known by the group, and nobody else is one', () => {
  expect(personOf({ sub: 's', 'cognito:groups': ['operators'] }).isOperator).toBe(true);
  for (const groups of [undefined, [], ['riders'], 'operators', { operators: true }]) {
    expect(personOf({ sub: 's', 'cognito:groups': groups }).isOperator).toBe(false);
  }
});

test.each([
  ['fleet.csv', 'csv'],
  ['FLEET.CSV', 'csv'],
  ['a.ndjson', 'ndjson'],
  ['a.jsonl', 'ndjson'],
  ['a.csv.gz', undefined],
  ['csv', undefined],
])('%s is taken for %s', (name, format) => {
  expect(formatOfFile(name)).toBe(format);
});

test.each([
  ['a\nb\n', 'ndjson', 2],
  ['a\nb', 'ndjson', 2],
  ['header\na\nb', 'csv', 2],
  ['header', 'csv', 0],
  ['', 'csv', 0],
] as const)('%j as %s has %i rows', async (text, format, rows) => {
  expect(await countLines(new Blob([text]), format)).toBe(rows);
});
