import './compile-cache.ts';

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownOf } from './diff-base/markdown.ts';
import { review } from './diff-base/review.ts';
import { textOf } from './diff-base/text.ts';

// Shows what the working tree would deploy that a commit would not, in all stages, and judges it:
//   npm run diff:base -- main
//   npm run diff:base -- HEAD~1 --markdown --output review.md
// Exits with 1 where the change must not pass, and says why; with 2 where it cannot tell.

const project = resolve(import.meta.dirname, '..');
// Found where the installed packages are compiled already, not where temporary folders lie.
process.env.NODE_COMPILE_CACHE ??= resolve(project, '.build/compile-cache');
process.env.CDK_VALIDATION = 'false';

const interruption = new AbortController();
const endings = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => interruption.abort(new Interrupted(endings[signal])));
}

/** The process was told to end: with which exit code. */
class Interrupted extends Error {
  readonly exitCode: number;
  constructor(exitCode: number) {
    super('interrupted');
    this.exitCode = exitCode;
  }
}

try {
  const { ref, markdown, output } = readArguments();
  const found = await review(project, ref, interruption.signal);
  const isColoured = output === undefined && process.stdout.isTTY && process.stdout.hasColors();
  const text = markdown ? markdownOf(found) : textOf(found, isColoured);
  if (output === undefined) process.stdout.write(text);
  else writeFileSync(output, text);
  if (output !== undefined) process.stdout.write(found.reasons.map((reason) => `${reason}\n`).join(''));
  process.exitCode = found.reasons.length > 0 ? 1 : 0;
} catch (error) {
  process.stderr.write(`diff:base: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof Interrupted ? error.exitCode : 2;
}

function readArguments(): { ref: string; markdown: boolean; output: string | undefined } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { markdown: { type: 'boolean', default: false }, output: { type: 'string' } },
  });
  const [ref, ...others] = positionals;
  if (ref === undefined || ref === '' || others.length > 0) {
    throw new Error('it takes one commit to compare with: npm run diff:base -- REF [--markdown] [--output FILE]');
  }
  return { ref, markdown: values.markdown, output: values.output };
}
