import { expect, test } from 'vitest';
import { reasonsAgainst } from '../../bin/diff-base/gate.ts';
import { markdownOf } from '../../bin/diff-base/markdown.ts';
import type { Review } from '../../bin/diff-base/review.ts';
import { textOf } from '../../bin/diff-base/text.ts';
import { findingsOf } from './support/templates.ts';

/** The review of a change by which the bucket goes, of a commit with a message. */
function reviewOf(subject: string): Review {
  const findings = findingsOf(
    (resources) => {
      delete resources.Files1;
      delete resources.FilesPolicy1;
    },
    ['dev', 'prod'],
  );
  const reasons = reasonsAgainst({ findings, contract: [], page: undefined });
  return { base: { hash: '0123456789abcdef', subject }, findings, contract: [], notes: ['Something is so'], reasons };
}

test('a terminal is told what happens, where, and why it must not pass', () => {
  expect(textOf(reviewOf('Keep files'), false)).toBe(`The working tree against 0123456789 (Keep files)

Resources of Small
  - Files (AWS::S3::Bucket, Files1) is REMOVED  [dev, prod]
  - Files/Policy (AWS::S3::BucketPolicy, FilesPolicy1) is REMOVED  [dev, prod]

Note: Something is so.

Must not pass, for one reason:
  Files (AWS::S3::Bucket, Files1) is REMOVED: its files would be lost in dev, prod
`);
  expect(textOf(reviewOf('Keep files'), true)).toContain('\u001b[31m');
});

test('a comment has the reasons at once and the rest folded, and nothing in it comes to life', () => {
  const text = markdownOf(reviewOf('```` @everyone <img src=x>'));
  const [head = '', ...folded] = text.split('<details>');
  expect(head).toContain('its files would be lost in dev, prod');
  expect(folded).toEqual([expect.stringContaining('<summary>Resources of Small (2)</summary>')]);
  // The fence around it is longer than the one in it.
  expect(head).toContain('`````diff\nThe working tree against 0123456789 (```` @everyone <img src=x>)\n`````\n');
});
