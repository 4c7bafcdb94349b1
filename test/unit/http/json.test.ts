import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../../lambda/http/json.ts';

test.each([
  ['{"a": 1, "b": [true, null, "x"]}', { a: 1, b: [true, null, 'x'] }],
  [' \r\n\t[-0.5e-3] ', [-0.0005]],
  ['"\\u00e9\\n\u2028"', 'é\n\u2028'],
  ['0', 0],
])('gives the value of %s', (text, value) => {
  expect(parseJson(text)).toEqual({ value });
});

test.each([
  ['', 'The JSON ends too early, at line 1, column 1: expected value.'],
  ['{', 'The JSON ends too early, at line 1, column 2: expected member name or "}".'],
  ['{"a"', 'The JSON ends too early, at line 1, column 5: expected ":".'],
  ['{"a":1', 'The JSON ends too early, at line 1, column 7: expected "," or "}".'],
  ['[1,\n 2', 'The JSON ends too early, at line 2, column 3: expected "," or "]".'],
  ['{"a" 1}', 'The JSON breaks at line 1, column 6: expected ":".'],
  ['{"a": }', 'The JSON breaks at line 1, column 7: expected value.'],
  ['{"a": 1,}', 'The JSON breaks at line 1, column 9: expected member name.'],
  ['{a: 1}', 'The JSON breaks at line 1, column 2: expected member name or "}".'],
  ['{"a": 1 "b": 2}', 'The JSON breaks at line 1, column 9: expected "," or "}".'],
  ['{"a": 1]', 'The JSON breaks at line 1, column 8: expected "," or "}".'],
  ['[1, 2,]', 'The JSON breaks at line 1, column 7: expected value.'],
  ['[1 2]', 'The JSON breaks at line 1, column 4: expected "," or "]".'],
  ['[}', 'The JSON breaks at line 1, column 2: expected value or "]".'],
  ['{"a":\n  {"b":\n    tru}}', 'The JSON breaks at line 3, column 5: expected value.'],
  ['[01]', 'The JSON breaks at line 1, column 2: expected value or "]".'],
  ['[1.]', 'The JSON breaks at line 1, column 2: expected value or "]".'],
  ['[.5]', 'The JSON breaks at line 1, column 2: expected value or "]".'],
  ['[+1]', 'The JSON breaks at line 1, column 2: expected value or "]".'],
  ['[NaN]', 'The JSON breaks at line 1, column 2: expected value or "]".'],
  ['["\\x"]', 'The JSON breaks at line 1, column 2: expected value or "]".'],
  ['["a\nb"]', 'The JSON breaks at line 1, column 2: expected value or "]".'],
  ['{} {}', 'The JSON breaks at line 1, column 4: expected nothing more.'],
  ['// no\n{}', 'The JSON breaks at line 1, column 1: expected value.'],
  ['\ufeff{}', 'The JSON breaks at line 1, column 1: expected value.'],
  ["{'a': 1}", 'JSON wants double quotes: a single quote stands at line 1, column 2.'],
  ['{"a":\n \'b\'}', 'JSON wants double quotes: a single quote stands at line 2, column 2.'],
])('says where and why %j is no JSON', (text, detail) => {
  expect(parseJson(text)).toEqual({ detail });
});

test('says a place in the text, or right behind it, for whatever is no JSON', () => {
  const brokenJson = fc.tuple(
    fc.json(),
    fc.nat(),
    fc.constantFrom('', '}', ']', ',', ':', '"', "'", '\\', 'e', '-', '\n'),
  );
  fc.assert(
    fc.property(brokenJson, ([json, at, change]) => {
      const place = at % (json.length + 1);
      const text = json.slice(0, place) + change + json.slice(place + 1);
      const parsed = parseJson(text);
      if ('value' in parsed) {
        expect(parsed.value).toEqual(JSON.parse(text));
        return;
      }
      expect(() => JSON.parse(text)).toThrow(SyntaxError);
      const [, line = '', column = ''] = /line (\d+), column (\d+)/.exec(parsed.detail) ?? [];
      const length = text.split('\n')[Number(line) - 1]?.length ?? -1;
      expect(Number(column)).toBeGreaterThanOrEqual(1);
      expect(Number(column)).toBeLessThanOrEqual(length + 1);
    }),
  );
});

test.each([
  ['a string that never ends', `"${'a'.repeat(65_000)}`],
  ['escapes that never end', `"${'\\\\'.repeat(32_000)}`],
  ['a number that never ends', `[${'1'.repeat(65_000)}`],
  ['lists in lists', '['.repeat(65_000)],
  ['objects in objects', '{"a":'.repeat(13_000)],
  ['spaces', `[${' '.repeat(65_000)}`],
])('finds the fault of %s', (_, text) => {
  expect(parseJson(text)).toEqual({ detail: expect.stringMatching(/^The JSON (ends too early|breaks)/) });
});
