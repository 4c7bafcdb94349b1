import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openApiDocument } from '../lib/openapi/document.ts';

// Writes openapi.json. Run after a change of an operation: a test fails until it is done.
const file = resolve(import.meta.dirname, '../openapi.json');
writeFileSync(file, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
