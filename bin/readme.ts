import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const file = resolve(import.meta.dirname, '../README.md');

/** What stands in the README between the marks of a part that is made: `<!-- figures -->` and `<!-- /figures -->`. */
export function readmePart(part: string): string {
  const { text, from, to } = locate(part);
  return text.slice(from, to).trim();
}

/** Puts a made part into the README, between its marks. */
export function writeReadmePart(part: string, content: string): void {
  const { text, from, to } = locate(part);
  writeFileSync(file, `${text.slice(0, from)}\n${content.trim()}\n${text.slice(to)}`);
}

function locate(part: string): { readonly text: string; readonly from: number; readonly to: number } {
  const text = readFileSync(file, 'utf8');
  const begin = `<!-- ${part} -->`;
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf(`<!-- /${part} -->`);
  if (from < begin.length || to < from) throw new Error(`README.md has no ${begin} ... <!-- /${part} -->.`);
  return { text, from, to };
}
