import { describe, expect, test } from 'vitest';
import { nextTime, parseExpression } from '../../../local/schedules/expression.ts';

/** The next times of an expression after a time, as people write them in UTC. */
function times(expression: string, after: string, { count = 3, zone = 'UTC' } = {}): string[] {
  const parsed = parseExpression(expression, zone);
  const found: string[] = [];
  let time: number | undefined = Date.parse(after);
  while (found.length < count && time !== undefined) {
    time = nextTime(parsed, { origin: Date.parse(after) }, time);
    if (time !== undefined) found.push(new Date(time).toISOString().slice(0, 16));
  }
  return found;
}

describe("AWS's documented cron expressions", () => {
  // 1 June 2026 is a Monday.
  test.each<[string, string, string[]]>([
    ['every day at 10:00', 'cron(0 10 * * ? *)', ['2026-06-01T10:00', '2026-06-02T10:00']],
    ['every day at 12:15', 'cron(15 12 * * ? *)', ['2026-06-01T12:15', '2026-06-02T12:15']],
    [
      '18:00 Monday to Friday',
      'cron(0 18 ? * MON-FRI *)',
      ['2026-06-01T18:00', '2026-06-02T18:00', '2026-06-03T18:00'],
    ],
    ['8:00 on the first of a month', 'cron(0 8 1 * ? *)', ['2026-06-01T08:00', '2026-07-01T08:00']],
    ['every 15 minutes', 'cron(0/15 * * * ? *)', ['2026-06-01T00:15', '2026-06-01T00:30', '2026-06-01T00:45']],
    ['every tenth minute from the first', 'cron(1/10 * * * ? *)', ['2026-06-01T00:01', '2026-06-01T00:11']],
    ['the end of a range', 'cron(0/5 8-17 ? * MON-FRI *)', ['2026-06-01T08:00', '2026-06-01T08:05']],
    ['a range over midnight', 'cron(0/30 20-2 ? * MON-FRI *)', ['2026-06-01T00:30', '2026-06-01T01:00']],
    ['two minutes of an hour', 'cron(5,35 14 * * ? *)', ['2026-06-01T14:05', '2026-06-01T14:35']],
    ['the last Friday of a month', 'cron(15 10 ? * 6L 2026-2027)', ['2026-06-26T10:15', '2026-07-31T10:15']],
    ['the second Tuesday', 'cron(0 9 ? * 3#2 *)', ['2026-06-09T09:00', '2026-07-14T09:00']],
    ['the second Tuesday by name', 'cron(0 9 ? * TUE#2 *)', ['2026-06-09T09:00', '2026-07-14T09:00']],
    [
      'the weekday closest to the third',
      'cron(0 9 3W * ? *)',
      ['2026-06-03T09:00', '2026-07-03T09:00', '2026-08-03T09:00'],
    ],
    ['the last day of a month', 'cron(0 9 L * ? *)', ['2026-06-30T09:00', '2026-07-31T09:00']],
    ['the last weekday of a month', 'cron(0 9 LW * ? *)', ['2026-06-30T09:00', '2026-07-31T09:00', '2026-08-31T09:00']],
    ['the last day of a week', 'cron(0 9 ? * L *)', ['2026-06-06T09:00', '2026-06-13T09:00']],
    ['Sunday as 1', 'cron(0 9 ? * 1 *)', ['2026-06-07T09:00']],
    ['a week-end over the end of the week', 'cron(0 9 ? * SAT-SUN *)', ['2026-06-06T09:00', '2026-06-07T09:00']],
    ['months by name, in any case', 'cron(0 0 1 jan,Nov ? *)', ['2026-11-01T00:00', '2027-01-01T00:00']],
    ['every third month', 'cron(0 0 1 1/3 ? *)', ['2026-07-01T00:00', '2026-10-01T00:00']],
    ['a leap day', 'cron(0 0 29 2 ? *)', ['2028-02-29T00:00']],
    ['every second year', 'cron(0 0 1 1 ? 2027/2)', ['2027-01-01T00:00', '2029-01-01T00:00']],
  ])('%s: %s', (_meaning, expression, expected) => {
    expect(times(expression, '2026-06-01T00:00:00Z', { count: expected.length })).toEqual(expected);
  });

  test.each(['cron(0 0 1 1 ? 2020)', 'cron(0 0 31 2 ? *)'])('%s has no next time', (expression) => {
    expect(times(expression, '2026-06-01T00:00:00Z')).toEqual([]);
  });
});

describe('a time zone', () => {
  const zone = 'America/New_York';

  test('moves with its daylight saving time', () => {
    expect(times('cron(0 9 * * ? *)', '2026-03-07T00:00:00Z', { zone })).toEqual([
      '2026-03-07T14:00',
      '2026-03-08T13:00',
      '2026-03-09T13:00',
    ]);
  });

  test('skips a time that does not exist', () => {
    expect(times('cron(30 2 * * ? *)', '2026-03-07T08:00:00Z', { zone })).toEqual([
      '2026-03-09T06:30',
      '2026-03-10T06:30',
      '2026-03-11T06:30',
    ]);
  });

  test('does not repeat a time that comes twice', () => {
    expect(times('cron(30 1 * * ? *)', '2026-10-31T12:00:00Z', { zone })).toEqual([
      '2026-11-01T05:30',
      '2026-11-02T06:30',
      '2026-11-03T06:30',
    ]);
  });

  test('does not fire for the second of two times where the first is over', () => {
    expect(times('cron(30 1 * * ? *)', '2026-11-01T06:10:00Z', { zone, count: 1 })).toEqual(['2026-11-02T06:30']);
  });

  test('is that of at(...), too', () => {
    const at = (expression: string, other: string) => {
      const parsed = parseExpression(expression, other);
      return parsed.kind === 'at' ? new Date(parsed.time).toISOString() : parsed.kind;
    };
    expect(at('at(2026-11-21T09:30:15)', 'UTC')).toBe('2026-11-21T09:30:15.000Z');
    expect(at('at(2026-11-21T09:30:15)', 'Asia/Seoul')).toBe('2026-11-21T00:30:15.000Z');
    expect(at('at(2026-07-01T09:30:00)', 'Europe/Berlin')).toBe('2026-07-01T07:30:00.000Z');
    expect(at('at(2026-11-01T01:30:00)', zone)).toBe('2026-11-01T05:30:00.000Z');
    expect(at('at(2026-03-08T02:30:00)', zone)).toBe('2026-03-08T07:30:00.000Z');
    expect(at('at(2026-01-01T00:00:00)', 'Pacific/Apia')).toBe('2025-12-31T11:00:00.000Z');
  });
});

describe('a rate', () => {
  test('counts from its beginning, without drift, a day being 24 hours', () => {
    const rate = parseExpression('rate(5 minutes)');
    const origin = Date.parse('2026-06-01T00:00:03Z');
    const next = (after: string) => new Date(nextTime(rate, { origin }, Date.parse(after)) ?? 0).toISOString();
    expect(next('2026-05-31T00:00:00Z')).toBe('2026-06-01T00:00:03.000Z');
    expect(next('2026-06-01T00:00:03Z')).toBe('2026-06-01T00:05:03.000Z');
    expect(next('2026-06-01T00:07:45Z')).toBe('2026-06-01T00:10:03.000Z');
    expect(times('rate(1 day)', '2026-03-07T00:00:00Z', { count: 1, zone: 'America/New_York' })).toEqual([
      '2026-03-08T00:00',
    ]);
    expect(times('rate(2 hours)', '2026-06-01T00:00:00Z', { count: 2 })).toEqual([
      '2026-06-01T02:00',
      '2026-06-01T04:00',
    ]);
  });

  test('keeps to its start and end', () => {
    const [start, end] = [Date.parse('2026-06-01T12:00:00Z'), Date.parse('2026-06-01T12:07:00Z')];
    const rate = parseExpression('rate(5 minutes)');
    const next = (after: number) => nextTime(rate, { origin: start, start, end }, after);
    expect(next(0)).toBe(start);
    expect(next(start)).toBe(start + 300_000);
    expect(next(start + 300_000)).toBeUndefined();
  });
});

describe('an expression is refused', () => {
  test.each([
    'every minute',
    'rate(0 minutes)',
    'rate(5 seconds)',
    'rate(1.5 hours)',
    'rate(5)',
    'at(2026-02-31T00:00:00)',
    'at(2026-11-21)',
    'at(2026-11-21T09:30:00Z)',
    'cron(0 10 * * ?)',
    'cron(0 10 * * * *)',
    'cron(0 10 ? * ? *)',
    'cron(0 10 1 * MON *)',
    'cron(60 10 * * ? *)',
    'cron(0 24 * * ? *)',
    'cron(0 10 0 * ? *)',
    'cron(0 10 32W * ? *)',
    'cron(0 10 ? * 8 *)',
    'cron(0 10 ? * 0 *)',
    'cron(0 10 ? * 3#6 *)',
    'cron(0 10 ? * 3#1,6#3 *)',
    'cron(0 10 * 13 ? *)',
    'cron(0 10 * FOO ? *)',
    'cron(0 10 * * ? 1969)',
    'cron(0 10 * * ? 2200)',
    'cron(*/0 10 * * ? *)',
    'cron(, 10 * * ? *)',
    'cron(0 10 *-5 * ? *)',
  ])('%s', (expression) => {
    expect(() => parseExpression(expression)).toThrow();
  });

  test('in a zone that is none', () => {
    expect(() => parseExpression('cron(0 10 * * ? *)', 'Mars/Olympus')).toThrow('"Mars/Olympus" is no time zone');
    expect(() => parseExpression('cron(0 10 * * ? *)', '+01:00')).toThrow('is no time zone');
  });
});
