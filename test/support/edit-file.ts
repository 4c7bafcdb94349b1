import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Replaces the first piece of a file's text by another, as somebody who edits it.
 *
 * @throws Error where the piece is not there: what a test means to change must change
 */
export function editFile(file: string, piece: string | RegExp, replacement: string): void {
  const before = readFileSync(file, 'utf8');
  const after = before.replace(piece, replacement);
  if (after === before) throw new Error(`${file} has no ${piece} to replace.`);
  writeFileSync(file, after);
}
