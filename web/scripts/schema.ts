import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';

// Writes the types of the API that the page calls, from the API's own document:
//   node web/scripts/schema.ts
// The document's digest stands in the file, so that a test tells in no time when the types are out of date.

const document = readFileSync(resolve(import.meta.dirname, '../../openapi.json'), 'utf8');
const types = astToString(await openapiTS(document));
const digest = createHash('sha256').update(document).digest('hex');
writeFileSync(
  resolve(import.meta.dirname, '../src/api/schema.ts'),
  `// Made from openapi.json by "npm run openapi": do not edit.\n// openapi.json: ${digest}\n\n${types}`,
);
