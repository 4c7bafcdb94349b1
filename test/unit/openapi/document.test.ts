import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { components } from '../../../lib/openapi/components.ts';
import { openApiDocument } from '../../../lib/openapi/document.ts';

const committed = readFileSync(resolve(import.meta.dirname, '../../../openapi.json'), 'utf8');
const document: {
  paths: Record<string, Record<string, { operationId: string }>>;
  components: { schemas: Record<string, object> };
} = JSON.parse(committed);

test('openapi.json is what the operations say: npm run openapi writes it', () => {
  expect(committed).toBe(`${JSON.stringify(openApiDocument(), null, 2)}\n`);
});

test("openapi.json passes the linter's recommended rules, and its examples fit their schemas", async () => {
  const config = await createConfig({
    extends: ['recommended'],
    rules: { 'no-invalid-schema-examples': 'error', 'no-invalid-parameter-examples': 'error' },
  });
  const problems = await lintFromString({ source: committed, absoluteRef: 'openapi.json', config });
  expect(problems.map(({ ruleId, message, location }) => ({ ruleId, message, at: location[0]?.pointer }))).toEqual([]);
});

test.for(Object.entries(components))('the example of %s fits it', ([, { schema, example }]) => {
  expect(schema.parse(example)).toEqual(example);
});

test.for(Object.entries(document.components.schemas))(
  '%s says its own members, and where others stand',
  ([, schema]) => {
    expect(schema).toMatchObject({ type: 'object', properties: expect.any(Object) });
  },
);

test('every reference has something behind it', () => {
  const references = Array.from(committed.matchAll(/"\$ref": "#\/components\/schemas\/(\w+)"/g), ([, name]) => name);
  expect(references).not.toHaveLength(0);
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(references));
  expect(committed).not.toContain('#/$defs/');
});
