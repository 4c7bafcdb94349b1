import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { partsOf } from '../../bin/diff-base/runbook.ts';
import { resourcesOf, stageNames, templateOf } from './templates.ts';

describe('the runbook', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
  const parts = partsOf(text);
  /** What is written for no alarm. */
  const others = [
    'what-is-watched-and-why-that',
    'how-to-look',
    'the-account-costs-more-than-expected',
    'somebody-floods-the-api',
    'restore-the-table',
    'a-deployment-rolled-back',
  ];
  const linked = new Set(
    stageNames
      .flatMap((stage) => resourcesOf(templateOf(stage), 'AWS::CloudWatch::Alarm'))
      .map(({ Properties }) => String(Properties.AlarmDescription).replace(/.*#/, '')),
  );

  test('has a part for each alarm of each stage, and no part of an alarm that is gone', () => {
    expect([...linked].sort()).toEqual([...parts.keys()].filter((part) => !others.includes(part)).sort());
  });

  test.each([...linked])('says of %s what it means, how to look and what to do', (part) => {
    expect(parts.get(part)).toMatch(/\*\*Means\*\*:[^*]+\S[\s\S]*\*\*Look\*\*:\s+\S[\s\S]*\*\*Do\*\*:\s+\S/);
  });

  test('points at no part that is not there', () => {
    const links = Array.from(text.matchAll(/\]\(#([^)]+)\)/g), ([, anchor]) => anchor);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((anchor) => anchor === undefined || !parts.has(anchor))).toEqual([]);
  });
});
