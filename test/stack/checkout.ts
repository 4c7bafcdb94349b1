import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const project = resolve(import.meta.dirname, '../..');
const parts = ['bin', 'lib', 'lambda', 'local', 'cdk.json', 'package.json', 'tsconfig.json', 'openapi.json'];

/** Another checkout of the project, for the time of a test: its packages are this one's. */
export function anotherCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const part of parts) cpSync(join(project, part), join(folder, part), { recursive: true });
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Replaces a piece of a file's text. @throws Error where it is not there: the test would prove nothing */
export function replaceIn(file: string, piece: string, replacement: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(piece)) throw new Error(`${file} does not contain ${piece}`);
  writeFileSync(file, text.replace(piece, replacement));
}
