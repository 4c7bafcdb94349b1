import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bundleFunctions } from '../lib/bundles.ts';
import { github } from '../lib/github.ts';
import { sectionOf } from '../lib/permissions/page.ts';
import { stages } from '../lib/stages.ts';
import { synthesizeGitHub, synthesizeTemplate } from '../lib/synthesize.ts';
import { wholePage } from './permissions/page.ts';
import { writeReadmePart } from './readme.ts';

// Writes docs/permissions.md, and its main table into the README. Run after a change of what a function may do: a test fails until it is done.
const bundles = await bundleFunctions(false);
const templates = Object.fromEntries(
  Object.entries(stages).map(([name, stage]) => [name, synthesizeTemplate(name, stage, bundles)]),
);
const file = resolve(import.meta.dirname, '../docs/permissions.md');
const page = wholePage(templates, synthesizeGitHub(github));
writeFileSync(file, page);
writeReadmePart('permissions', sectionOf(page, 'Table'));
