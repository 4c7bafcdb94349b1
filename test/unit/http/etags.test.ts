import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { EntityTags, holds, isFresh } from '../../../lambda/http/etags.ts';

const parse = (text: string) => z.parse(EntityTags, text);

test.each([
  ['*', '*'],
  ['"a"', [{ opaque: '"a"', weak: false }]],
  ['""', [{ opaque: '""', weak: false }]],
  ['W/"a"', [{ opaque: '"a"', weak: true }]],
  [
    '"a", W/"b" ,"c,d"',
    [
      { opaque: '"a"', weak: false },
      { opaque: '"b"', weak: true },
      { opaque: '"c,d"', weak: false },
    ],
  ],
  [
    ', ,"a",\t,"b",,',
    [
      { opaque: '"a"', weak: false },
      { opaque: '"b"', weak: false },
    ],
  ],
  ['"W/"', [{ opaque: '"W/"', weak: false }]],
  ['"\u00e9!~"', [{ opaque: '"\u00e9!~"', weak: false }]],
])('reads %s', (text, tags) => {
  expect(parse(text)).toEqual(tags);
});

test('is nothing where the header is absent', () => {
  expect(z.parse(EntityTags, undefined)).toBeUndefined();
});

test.each([
  '',
  ' ',
  ',',
  'a',
  "'a'",
  '"a',
  'a"',
  '"a" "b"',
  '"a""b"',
  '*,"a"',
  '"a", *',
  '**',
  'w/"a"',
  'W /"a"',
  'W/a',
  '"a b"',
  '"a\tb"',
  '"\u0100"',
  '"a";"b"',
])('does not take %j for entity tags', (text) => {
  expect(z.safeParse(EntityTags, text).success).toBe(false);
});

test('refuses a long text that is nearly a list as soon as one that is', () => {
  expect(z.safeParse(EntityTags, `${'"a",'.repeat(2_500)}x`).success).toBe(false);
  expect(z.safeParse(EntityTags, `${' ,'.repeat(5_000)}x`).success).toBe(false);
});

describe('A write', () => {
  test.each([
    ['without a condition', {}, true, true],
    ['If-Match with the tag', { 'if-match': '"now"' }, true, false],
    ['If-Match with the tag among others', { 'if-match': '"then", "now"' }, true, false],
    ['If-Match with the tag, weak', { 'if-match': 'W/"now"' }, false, false],
    ['If-Match with another tag', { 'if-match': '"then"' }, false, false],
    ['If-Match: *', { 'if-match': '*' }, true, false],
    ['If-None-Match with the tag', { 'if-none-match': '"now"' }, false, true],
    ['If-None-Match with the tag, weak', { 'if-none-match': 'W/"now"' }, false, true],
    ['If-None-Match with another tag', { 'if-none-match': '"then"' }, true, true],
    ['If-None-Match: *', { 'if-none-match': '*' }, false, true],
    ['both, of which one fails', { 'if-match': '"now"', 'if-none-match': '"now"' }, false, false],
    ['both, of which the other fails', { 'if-match': '"then"', 'if-none-match': '"then"' }, false, false],
    ['both, which hold', { 'if-match': '*', 'if-none-match': '"then"' }, true, false],
  ])('%s goes ahead as RFC 9110 says, where something is and where nothing is', (_, headers, on, onNothing) => {
    const conditions = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, parse(text)]));
    expect([holds(conditions, '"now"'), holds(conditions, undefined)]).toEqual([on, onNothing]);
  });
});

test.each([
  ['"now"', true],
  ['W/"now"', true],
  ['"then", W/"now"', true],
  ['*', true],
  ['"then"', false],
])('A reader with %s has what is there: %s', (text, fresh) => {
  expect(isFresh(parse(text), '"now"')).toBe(fresh);
});

test('A reader who names no tag has nothing', () => {
  expect(isFresh(undefined, '"now"')).toBe(false);
});
