import { headline, type Line, sectionsOf, verdict } from './report.ts';
import type { Review } from './review.ts';

/** GitHub takes 65,536 characters in a comment. */
const most = 60_000;

/**
 * A review for a comment: the verdict at once, details folded. What stands in it comes from a change that nobody has
 * reviewed: it is shown as code, so that no text of it is markup, a link or a mention.
 */
export function markdownOf(review: Review): string {
  const isRefused = review.reasons.length > 0;
  const parts = [
    `### ${isRefused ? '❌' : '✅'} What this change deploys`,
    code([headline(review)]),
    verdict(review),
    ...(isRefused ? [code(review.reasons)] : []),
    ...sectionsOf(review).map(({ title, lines }) => folded(`${title} (${lines.length})`, code(lines.flatMap(linesOf)))),
    ...review.notes.map((note) => `Note: ${note}.`),
  ];
  return `${within(parts).join('\n\n')}\n`;
}

/** As a diff, which GitHub colours by the first character of a line. */
function linesOf({ mark, text, stages, details }: Line): string[] {
  const where = stages.length > 0 ? `  [${stages.join(', ')}]` : '';
  return [`${mark} ${text}${where}`, ...details.map((detail) => `    ${detail}`)];
}

/** A block of code that ends where it is to end, whatever stands in it. */
function code(lines: readonly string[]): string {
  const text = lines.join('\n');
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}diff\n${text}\n${fence}`;
}

function folded(summary: string, content: string): string {
  const escaped = summary.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<details><summary>${escaped}</summary>\n\n${content}\n\n</details>`;
}

/** As many parts as a comment holds. */
function within(parts: readonly string[]): string[] {
  let length = 0;
  const fitting = parts.filter((part) => {
    length += part.length + 2;
    return length < most;
  });
  const left = parts.length - fitting.length;
  return left === 0 ? fitting : [...fitting, `${left} parts are too long for a comment: npm run diff:base shows them.`];
}
