import { isObject, ownObject, ownText } from '../../local/template/json.ts';
import type { SynthesizedStack } from './stacks.ts';

/** Where it is written what each alarm means and what to do. */
export const runbookFile = 'docs/runbook.md';

/** The parts of a runbook, by the anchors that GitHub gives their headings. */
export function partsOf(runbook: string): Map<string, string> {
  const parts = runbook.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [anchorOf(part.slice(0, part.indexOf('\n'))), part]));
}

/** What to say of each alarm that leaves who is woken by it alone: its description leads to no part of the runbook. */
export function unexplainedAlarms(stacks: readonly SynthesizedStack[], runbook: string): string[] {
  const parts = partsOf(runbook);
  const found = stacks.flatMap(({ name, template }) =>
    Object.entries(ownObject(template, 'Resources')).flatMap(([id, resource]) => {
      if (!isObject(resource) || resource.Type !== 'AWS::CloudWatch::Alarm') return [];
      const description = ownText(ownObject(resource, 'Properties'), 'AlarmDescription') ?? '';
      if (parts.has(/#([\w-]+)$/.exec(description)?.[1] ?? '')) return [];
      const path = ownText(ownObject(resource, 'Metadata'), 'aws:cdk:path')?.replace(/\/Resource$/, '');
      return [`${path ?? `${name}/${id}`}: the alarm leads to no part of ${runbookFile}`];
    }),
  );
  return found.sort();
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
