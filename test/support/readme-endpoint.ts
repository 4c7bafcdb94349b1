import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { editFile } from './edit-file.ts';

const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8');
const [, file = '', code = ''] = /The file, `(lambda\/[^`]+)`:\n\n```ts\n(.*?)```/s.exec(readme) ?? [];
const [, operation = ''] = /export const (\w+) = defineOperation/.exec(code) ?? [];

/** The endpoint of the README's "Add an endpoint": its file, and the name that it exports. */
export const readmeEndpoint = { file, operation } as const;

/** Adds that endpoint to a copy of the project: one new file, and one new line. */
export function addReadmeEndpoint(directory: string): void {
  writeFileSync(join(directory, file), code);
  listOperation(directory, operation, file);
}

/** The line that an operation of a new file takes. */
export function listOperation(directory: string, name: string, file: string): void {
  const path = file.replace('lambda/', './');
  const list = join(directory, 'lambda/operations.ts');
  editFile(list, 'import ', `import { ${name} } from '${path}';\nimport `);
  editFile(list, '] as const', `  ${name},\n] as const`);
}
