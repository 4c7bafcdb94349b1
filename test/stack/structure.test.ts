import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { consumers } from '../../lambda/consumers.ts';
import { operations } from '../../lambda/operations.ts';

const project = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(project, file), 'utf8');
const filesIn = (...folders: string[]) =>
  folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx,mts,mjs}`, { cwd: project, exclude: ['**/node_modules/**'] }))
    .sort();

/** The files of this project that a file imports, relative to the project, and the packages. */
function importsOf(file: string): { path: string; typeOnly: boolean }[] {
  const statements =
    /^\s*(import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/gm;
  return Array.from(read(file).matchAll(statements), ([, , type, name, dynamic]) => {
    const named = name ?? dynamic ?? '';
    const path = named.startsWith('.') ? join(dirname(file), named) : named;
    return { path, typeOnly: type !== undefined };
  });
}

/** Who may import what: a folder and the places that its files may take from, beside packages. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  bin: ['bin/', 'lib/', 'lambda/', 'local/', 'cdk.json'],
  lib: ['lib/', 'lambda/', 'cdk.json'],
  lambda: ['lambda/', 'openapi.json'],
  'lambda/domain': ['lambda/domain/'],
  local: ['local/'],
  'web/src': ['web/src/', 'lambda/'],
  examples: ['examples/', 'web/src/api/schema.ts'],
};

describe('imports go one way', () => {
  test.each(Object.entries(arrows))('%s takes from %j only', (folder, allowed) => {
    const own = (path: string) => /^(bin|lib|lambda|local|web|test|examples)\/|^[^/@:]+\.json$|^\.\./.test(path);
    const wrong = filesIn(folder).flatMap((file) =>
      importsOf(file)
        .filter(({ path }) => own(path) && !allowed.some((place) => path.startsWith(place)))
        .map(({ path }) => `${file} -> ${path}`),
    );
    expect(filesIn(folder).length).toBeGreaterThan(1);
    expect(wrong).toEqual([]);
  });

  test('the rules take from no package either: they run anywhere', () => {
    const outside = filesIn('lambda/domain').flatMap((file) =>
      importsOf(file)
        .filter(({ path }) => !path.startsWith('lambda/domain/'))
        .map(({ path }) => `${file} -> ${path}`),
    );
    expect(outside).toEqual([]);
  });

  test('what runs in Lambda knows nothing of the CDK, and the page and the examples take types only', () => {
    const cdk = filesIn('lambda').filter((file) =>
      importsOf(file).some(({ path }) => /^(aws-cdk|constructs)/.test(path)),
    );
    expect(cdk).toEqual([]);
    const code = filesIn('web/src').flatMap((file) =>
      importsOf(file)
        .filter(({ path, typeOnly }) => path.startsWith('lambda/') && !typeOnly)
        .map(({ path }) => `${file} -> ${path}`),
    );
    expect(code).toEqual([]);
    const copied = filesIn('examples').flatMap((file) => importsOf(file).filter(({ path }) => path.startsWith('web/')));
    expect(copied.filter(({ typeOnly }) => !typeOnly)).toEqual([]);
  });

  test('the local run imports the types of node:http only: its values would bring undici along', () => {
    const importing = filesIn('local').filter((file) =>
      importsOf(file).some(({ path, typeOnly }) => /^(node:)?http$/.test(path) && !typeOnly),
    );
    expect(importing).toEqual([]);
  });

  test('the local run knows no name of this app', () => {
    const names = [...operations, ...consumers].map(({ name }) => name);
    const words = ['unicorns?', 'rides?', 'fleet', ...names].join('|');
    const code = (file: string) => read(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    const wrong = filesIn('local').filter((file) => new RegExp(`\\b(${words})\\b`, 'i').test(code(file)));
    expect(wrong).toEqual([]);
  });
});

describe('one file is one operation', () => {
  const files = filesIn('lambda/users', 'lambda/unicorns', 'lambda/rides', 'lambda/fleet', 'lambda/meta').filter(
    (file) => read(file).includes('defineOperation({'),
  );

  test.each(files)('%s is one operation with its handler, and is in the list', async (file) => {
    const exported: Record<string, unknown> = await import(join(project, file));
    const { handler, ...rest } = exported;
    expect(handler).toBeTypeOf('function');
    const own = operations.filter((operation) => Object.values(rest).includes(operation));
    expect(own.map(({ name }) => name)).toHaveLength(1);
    const kebab = own[0]?.name.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
    expect(file).toMatch(new RegExp(`/${kebab}\\.ts$`));
  });

  test('the list has no other operations, and none twice', () => {
    expect(operations).toHaveLength(files.length);
    expect(new Set(operations.map(({ name }) => name)).size).toBe(files.length);
    expect(new Set(operations.map(({ route }) => route)).size).toBe(files.length);
  });

  test.each(files)('%s is at most 80 lines long', (file) => {
    expect(read(file).split('\n').length - 1).toBeLessThanOrEqual(80);
  });

  test('one file is one consumer with its handler, and the list has no others', async () => {
    const own = filesIn('lambda').filter((file) => read(file).includes('defineConsumer({'));
    const found = await Promise.all(
      own.map(async (file) => {
        const { handler, ...rest }: Record<string, unknown> = await import(join(project, file));
        expect(handler, file).toBeTypeOf('function');
        return consumers.filter((consumer) => Object.values(rest).includes(consumer)).map(({ name }) => name);
      }),
    );
    expect(found.flat().sort()).toEqual(consumers.map(({ name }) => name).sort());
    const files = own.map((file) => file.replace(/.*\//, ''));
    const kebab = consumers.map(({ name }) => `${name.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()}.ts`);
    expect(files).toEqual(kebab.sort());
  });

  test('the stack only wires: at most 100 lines', () => {
    expect(read('lib/rides-stack.ts').split('\n').length - 1).toBeLessThanOrEqual(100);
  });
});
