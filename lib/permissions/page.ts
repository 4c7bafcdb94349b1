import { functionsIn, type Grant, grantsIn, type Template } from './grants.ts';

const introduction = `# Permissions

What each function may do, and each role that a schedule or a deployment takes, as the synthesized templates of all stages
say it: each cell is one action, and says on which partition keys (\`dynamodb:LeadingKeys\`, \`*\` being any text), and in
which index where it is not the table itself. What is not here is denied. \`npm run permissions\` makes this page from the
templates; the tests fail until it is up to date, when a function is denied something that it does, and when it is granted
something that it does not do.
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
    togetherOnFunctions(template, grantsIn(template)).map((grant) => ({ ...grant, resource: seenFrom(grant), stage })),
  );
  const merged = Map.groupBy(found, ({ stage: _, ...grant }) => JSON.stringify(grant));
  const grants = [...merged.values()].flatMap((same) => {
    const in_ = [...new Set(same.map(({ stage }) => stage))];
    const only = in_.length === stages.length ? '' : ` (${in_.join(', ')} only)`;
    return same.slice(0, 1).map((grant) => ({ ...grant, only }));
  });
  const functions = [
    ...new Set(
      Object.values(templates)
        .flatMap(functionsIn)
        .map(({ name }) => name),
    ),
  ];
  const byResource = Map.groupBy(grants, ({ resource }) => resource);
  const sections = Array.from(byResource, ([resource, list]) => {
    const among = [...new Set(list.map(({ holder }) => holder))];
    // Where most may do something, it is of interest who may not.
    const isCommon = among.length > functions.length / 2;
    return { resource, table: isCommon ? commonTable(list, functions) : tableOf(rowsOf(list, among), list) };
  });
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

/** A function's own log group is called the same for every function; a table's stream is not the table. */
function seenFrom({ holder, resource, part }: Grant): string {
  if (resource === '*') return 'Any resource';
  if (part === '/stream') return `The stream of ${resource}`;
  return resource.startsWith(`${holder}/`) ? `Its own ${resource.slice(holder.length + 1).toLowerCase()}` : resource;
}

/** Has a role that may do the same to every function say so once. */
function togetherOnFunctions(template: Template, grants: readonly Grant[]): Grant[] {
  const functions = new Set(functionsIn(template).map(({ name }) => `${name}/Function`));
  const like = ({ resource: _, ...grant }: Grant) => JSON.stringify(grant);
  const onFunctions = Map.groupBy(
    grants.filter(({ resource }) => functions.has(resource)),
    like,
  );
  return grants.map((grant) =>
    onFunctions.get(like(grant))?.length === functions.size ? { ...grant, resource: 'Every function' } : grant,
  );
}

/** All functions, or one row for all where all may do the same. */
function commonTable(grants: readonly ShownGrant[], functions: readonly string[]): string {
  const rows = rowsOf(grants, functions);
  const alike = new Set(rows.map(({ cells }) => cells.join('|'))).size === 1;
  return tableOf(alike ? rows.slice(0, 1).map(({ cells }) => ({ holder: 'every function', cells })) : rows, grants);
}

interface Row {
  readonly holder: string;
  readonly cells: readonly string[];
}

/** One row a holder and one column an action. */
function rowsOf(grants: readonly ShownGrant[], holders: readonly string[]): Row[] {
  return holders.map((holder) => ({
    holder,
    cells: actionsOf(grants).map((action) =>
      grants
        .filter((grant) => grant.holder === holder && grant.action === action)
        .map(wordsFor)
        .join('<br>'),
    ),
  }));
}

function tableOf(rows: readonly Row[], grants: readonly ShownGrant[]): string {
  const actions = actionsOf(grants);
  return [
    ['Function', ...actions.map((action) => `\`${action}\``)],
    ['---', ...actions.map(() => '---')],
    ...rows.map(({ holder, cells }) => [holder, ...cells]),
  ]
    .map((line) => `| ${line.join(' | ')} |\n`)
    .join('');
}

function actionsOf(grants: readonly ShownGrant[]): string[] {
  return [...new Set(grants.map(({ action }) => action))].sort();
}

function wordsFor({ part, keys, only }: ShownGrant): string {
  const index = part.replace(/^\/index\//, '');
  const where = part === '' || part === '/stream' ? '' : ` ${part.startsWith(':') ? 'of' : 'in'} ${index}`;
  return `${keys === undefined ? 'yes' : `\`${keys}\``}${where}${only}`;
}
