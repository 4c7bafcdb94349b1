import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { postmanCollection } from './postman/collection.ts';
import type { OpenApiDocument } from './postman/openapi.ts';

// Writes the Postman collection from openapi.json. Run after a change of that: a test fails until it is done.
const project = resolve(import.meta.dirname, '..');
const document: OpenApiDocument = JSON.parse(readFileSync(resolve(project, 'openapi.json'), 'utf8'));
const collection = JSON.stringify(postmanCollection(document), null, 2);
writeFileSync(resolve(project, 'clients/postman/unicorn-rides.postman_collection.json'), `${collection}\n`);
