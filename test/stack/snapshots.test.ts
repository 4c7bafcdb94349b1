import { expect, test } from 'vitest';
import type { Template } from '../../lib/permissions/grants.ts';
import { pageTemplateOf, stageNames, templateOf } from './templates.ts';

test.each(stageNames)('the stack of %s is what was last reviewed', async (stage) => {
  await expect(readable(templateOf(stage))).toMatchFileSnapshot(`./__snapshots__/UnicornRides-${stage}.json`);
});

test.each(stageNames)('the page of %s is what was last reviewed', async (stage) => {
  await expect(readable(pageTemplateOf(stage))).toMatchFileSnapshot(`./__snapshots__/UnicornRides-${stage}-Web.json`);
});

/** A template as people compare it: without what changes with the code, or says nothing of what is deployed. */
function readable({ Resources, ...template }: Template & { Parameters?: object; Rules?: object }): string {
  const { Parameters: _parameters, Rules: _rules, ...rest } = template;
  const resources = Object.entries(Resources).map(([id, { Metadata: _, ...resource }]) => [id, resource]);
  const text = print({ ...rest, Resources: Object.fromEntries(resources) });
  return `${text.replaceAll(/[0-9a-f]{64}/g, 'HASH').replaceAll(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1HASH')}\n`;
}

/** JSON in which what fits on a line is one. */
function print(value: unknown, indent = ''): string {
  const short = JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ');
  if (typeof value !== 'object' || value === null || indent.length + short.length <= 120) return short;
  const inner = `${indent}  `;
  const [open, close, lines] = Array.isArray(value)
    ? ['[', ']', value.map((item) => print(item, inner))]
    : ['{', '}', Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${print(item, inner)}`)];
  return `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${close}`;
}
