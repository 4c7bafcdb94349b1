import { functionsIn, type Template } from '../../lib/permissions/grants.ts';
import { permissionsPage } from '../../lib/permissions/page.ts';
import { isObject, parseJson } from '../../local/template/json.ts';
import { pairStacks, type Side } from '../diff-base/pairs.ts';
import { type Rule, rulesIn } from '../diff-base/statements.ts';

/**
 * All of docs/permissions.md: what functions may do, who else may come to them and to what they use, and what GitHub's
 * workflows may do.
 *
 * @param stages the template of each stage, by the stage's name
 * @param github the template of GitHub's roles
 */
export function wholePage(stages: Readonly<Record<string, Template>>, github: Template): string {
  return `${permissionsPage(stages)}
## Who else may come

What the policies of resources and the trust of roles let others do to them, and what these deny.

${ruleTable(stages, ({ principal }) => principal !== '')}
## GitHub's workflows

Who may take the roles of \`lib/github-stack.ts\`, and what these may do then.

${ruleTable({ github }, () => true)}`;
}

interface Row {
  readonly to: string;
  readonly who: string;
  readonly what: string;
  readonly where: string;
}

/** The rules of a stack's policies in all stages: the same of several things, or in several stages, in one row. */
function ruleTable(templates: Readonly<Record<string, Template>>, isShown: (rule: Rule) => boolean): string {
  const stages = Object.keys(templates);
  const found = Object.entries(templates).flatMap(([stage, template]) =>
    rowsIn(template, isShown).map((row) => ({ stage, row })),
  );
  const lines = Array.from(Map.groupBy(found, ({ row }) => JSON.stringify(row)).values(), (same) => {
    const in_ = same.map(({ stage }) => stage);
    const only = in_.length === stages.length ? '' : ` (${in_.join(', ')} only)`;
    return same.slice(0, 1).map(({ row }) => `| ${row.to}${only} | ${row.who} | ${row.what} | ${row.where} |\n`);
  });
  return `| To | Who | What | Where |\n| --- | --- | --- | --- |\n${lines.flat().join('')}`;
}

function rowsIn(template: Template, isShown: (rule: Rule) => boolean): Row[] {
  const side = sideOf(template);
  const functions = new Set(functionsIn({ Resources: side.resources }).map(({ name }) => name));
  const rows = rulesIn(side).filter(isShown).map(rowOf);
  const groups = Map.groupBy(rows, ({ to: _, ...row }) => JSON.stringify(row));
  return [...groups.values()].flatMap((same) => {
    const names = [...new Set(same.map(({ to }) => to))];
    const isEvery = names.length > 1 && names.length === functions.size && names.every((name) => functions.has(name));
    return same.slice(0, 1).map((row) => ({ ...row, to: isEvery ? 'every function' : names.join('<br>') }));
  });
}

function sideOf(document: Template): Side {
  const copy = parseJson(JSON.stringify(document));
  const template = isObject(copy) ? copy : {};
  const [pair] = pairStacks([], [{ name: 'stack', family: 'stack', stage: undefined, template, isProtected: false }]);
  if (pair === undefined) throw new Error('A stack has no pair.');
  return pair.after;
}

/** What conditions say in one word; any other operator goes by its own name. */
const operators: Readonly<Record<string, string>> = { ArnLike: 'like', Bool: 'is', StringEquals: 'is' };

/** Calls go to a function's alias where a stage has aliases: that is the function to who reads this. */
function rowOf({ effect, holder, principal, action, resource, conditions }: Rule): Row {
  const to = holder.replace(/\/Live$/, '');
  const place = resource.replace(/\/Live$/, '');
  const part = place === to ? [] : [`on \`${shortened(place.startsWith(`${to}/`) ? place.slice(to.length) : place)}\``];
  const when = conditions.map(
    ({ operator, key, value }) => `\`${key}\` ${operators[operator] ?? operator} \`${shortened(value)}\``,
  );
  return {
    to,
    who: principal === '' ? 'itself' : principal === '*' ? 'anyone' : principal.replace(/^(Service|Federated) /, ''),
    what: `${effect === 'Deny' ? 'denied: ' : ''}\`${action}\``,
    where: [...part, ...when].join('<br>'),
  };
}

/** Without what every ARN of the account and region has. */
function shortened(arn: string): string {
  return arn.replace(/^arn:\$\{AWS::Partition\}:([\w-]+):(\$\{AWS::Region\})?:\$\{AWS::AccountId\}:/, '$1:');
}
