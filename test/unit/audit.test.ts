import { describe, expect, test } from 'vitest';
import { judge, readExceptions } from '../../bin/audit/judge.ts';

const url = (id: string) => `https://github.com/advisories/${id}`;
const advisory = (id: string, name: string, severity: string) => ({
  source: 1,
  name,
  dependency: name,
  title: `${name} is broken`,
  url: url(id),
  severity,
  range: '<2.0.0',
});

/** As npm 11 writes it. */
const report = {
  auditReportVersion: 2,
  vulnerabilities: {
    deep: { name: 'deep', severity: 'high', isDirect: false, via: [advisory('GHSA-1', 'deep', 'high')] },
    outer: { name: 'outer', severity: 'high', isDirect: true, via: ['deep', advisory('GHSA-2', 'outer', 'moderate')] },
    worst: {
      name: 'worst',
      severity: 'critical',
      via: [advisory('GHSA-3', 'worst', 'critical'), advisory('GHSA-4', 'worst', 'low')],
    },
  },
};
const exception = {
  advisory: 'GHSA-1',
  reason: 'Only its parser is broken, which nothing calls.',
  until: '2026-12-31',
};
const ids = (list: readonly { readonly id: string }[] = []) => list.map(({ id }) => id);

describe('of the faults that a registry knows', () => {
  test('those that are high or critical are found, each once, however many packages lead to it', () => {
    expect(ids(judge(report, [], '2026-11-21')?.found)).toEqual(['GHSA-1', 'GHSA-3']);
  });

  test('an exception holds through its last day, and for no other fault', () => {
    for (const day of ['2026-11-21', '2026-12-31']) {
      const judgement = judge(report, [exception], day);
      expect(ids(judgement?.found), day).toEqual(['GHSA-3']);
      expect(ids(judgement?.excepted), day).toEqual(['GHSA-1']);
    }
    expect(ids(judge(report, [exception], '2027-01-01')?.found)).toEqual(['GHSA-1', 'GHSA-3']);
  });

  test('an exception that nothing needs is named', () => {
    const old = { ...exception, advisory: 'GHSA-9' };
    expect(judge(report, [exception, old], '2026-11-21')?.unneeded).toEqual([old]);
  });

  test('none is found where there are none', () => {
    const none = { auditReportVersion: 2, vulnerabilities: {} };
    expect(judge(none, [], '2026-11-21')).toEqual({ found: [], excepted: [], unneeded: [] });
  });
});

test.each([
  ['an error', { message: '405 Method Not Allowed', statusCode: 405, error: { summary: '' } }],
  ['nothing', undefined],
  ['something else', []],
])('%s in place of a report is no clean bill', (_, answer) => {
  expect(judge(answer, [], '2026-11-21')).toBeUndefined();
});

test('an exception without its reason or its day is refused', () => {
  expect(readExceptions(JSON.stringify([exception]))).toEqual([exception]);
  for (const change of [
    { reason: '' },
    { until: undefined },
    { until: '2026-13-01' },
    { until: '2026' },
    { advisory: 7 },
  ]) {
    expect(() => readExceptions(JSON.stringify([{ ...exception, ...change }])), JSON.stringify(change)).toThrow(
      'An exception',
    );
  }
  expect(() => readExceptions('{}')).toThrow('a list');
});
