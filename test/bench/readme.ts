import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const file = resolve(import.meta.dirname, '../../README.md');
const begin = '<!-- figures -->';
const end = '<!-- /figures -->';

/**
 * Puts text between the README's marks for figures.
 *
 * @returns what was done, for people
 */
export function writeFigures(text: string): string {
  const readme = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) return `README.md has no ${begin} ... ${end}: it is left as it is.`;
  writeFileSync(file, `${readme.slice(0, from + begin.length)}\n${text}\n${readme.slice(to)}`);
  return 'README.md shows the new figures.';
}
