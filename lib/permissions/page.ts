import { type Grant, grantsIn, type Template } from './grants.ts';

const introduction = `# Permissions

What each function may do, as the synthesized templates of all stages say it: each cell is one action, and says on which
partition keys (\`dynamodb:LeadingKeys\`, \`*\` being any text), and in which index where it is not the table itself. What is
not here is denied. \`npm run permissions\` makes this page from the templates; the tests fail until it is up to date, when
a function is denied something that it does, and when it is granted something that it does not do.
`;

/**
 * The page that shows what the functions of an app may do, for people who review a change of it.
 *
 * @param templates the template of each stage, by the stage's name
 * @throws Error where a grant is none that the page can show
 */
export function permissionsPage(templates: Readonly<Record<string, Template>>): string {
  const stages = Object.keys(templates);
  const found = Object.entries(templates).flatMap(([stage, template]) =>
    grantsIn(template).map((grant) => ({ ...grant, resource: seenFrom(grant), stage })),
  );
  const merged = Map.groupBy(found, ({ stage: _, ...grant }) => JSON.stringify(grant));
  const grants = [...merged.values()].flatMap((same) => {
    const in_ = same.map(({ stage }) => stage);
    const only = in_.length === stages.length ? '' : ` (${in_.join(', ')} only)`;
    return same.slice(0, 1).map((grant) => ({ ...grant, only }));
  });
  const holders = [...new Set(grants.map(({ holder }) => holder))];
  const byResource = Map.groupBy(grants, ({ resource }) => resource);
  const sections = Array.from(byResource, ([resource, list]) => ({ resource, table: tableOf(list, holders) }));
  // What is the same for every function is the shorter and duller part.
  const sorted = sections.sort((one, other) => other.table.length - one.table.length);
  return [introduction, ...sorted.map(({ resource, table }) => `## ${resource}\n\n${table}`)].join('\n');
}

/** The part of the page that says what functions may do to one resource, for showing it elsewhere too. */
export function sectionOf(page: string, resource: string): string {
  const section = page.split('\n## ').find((text) => text.startsWith(`${resource}\n`));
  if (section === undefined) throw new Error(`The page has no section "${resource}".`);
  return section.slice(resource.length).trim();
}

type ShownGrant = Grant & { readonly only: string };

/** A function's own log group is called the same for every function. */
function seenFrom({ holder, resource }: Grant): string {
  if (resource === '*') return 'Any resource';
  return resource.startsWith(`${holder}/`) ? `Its own ${resource.slice(holder.length + 1).toLowerCase()}` : resource;
}

/** One row a function and one column an action; one row for all where all may do the same. */
function tableOf(grants: readonly ShownGrant[], holders: readonly string[]): string {
  const actions = [...new Set(grants.map(({ action }) => action))].sort();
  const rows = holders.map((holder) => ({
    holder,
    cells: actions.map((action) =>
      grants
        .filter((grant) => grant.holder === holder && grant.action === action)
        .map(wordsFor)
        .join('<br>'),
    ),
  }));
  const alike = new Set(rows.map(({ cells }) => cells.join('|'))).size === 1;
  const shown = alike ? rows.slice(0, 1).map(({ cells }) => ({ holder: 'every function', cells })) : rows;
  return [
    ['Function', ...actions.map((action) => `\`${action}\``)],
    ['---', ...actions.map(() => '---')],
    ...shown.map(({ holder, cells }) => [holder, ...cells]),
  ]
    .map((line) => `| ${line.join(' | ')} |\n`)
    .join('');
}

function wordsFor({ part, keys, only }: ShownGrant): string {
  const index = part.replace(/^\/index\//, '');
  return `${keys === undefined ? 'yes' : `\`${keys}\``}${part === '' ? '' : ` in ${index}`}${only}`;
}
