import { costChanges } from './costs.ts';
import type { StackPair } from './pairs.ts';
import { type PermissionChange, permissionChanges } from './permissions.ts';
import { codeChanges, type ResourceChange, resourceChanges } from './resources.ts';
import type { Rule } from './statements.ts';
import { changeInWords } from './values.ts';

/** One thing to tell a reviewer, once for all stages in which it is the same. */
export interface Finding {
  readonly about: 'resources' | 'widened' | 'narrowed' | 'costs' | 'code';
  /** The stack, without its stage. */
  readonly family: string;
  /** Empty for a stack of no stage. */
  readonly stages: readonly string[];
  readonly mark: Mark;
  /** The construct's path, the function or the policy that it is about. */
  readonly subject: string;
  /** What is to be said of it; the same of several subjects is told once. */
  readonly text: string;
  readonly details: readonly string[];
  /** What is lost with the resource that goes. */
  readonly loss?: string;
}

/** Added, changed, replaced, removed. */
export type Mark = '+' | '~' | '!' | '-';

type Single = Omit<Finding, 'family' | 'stages'>;

/** All that the stacks' updates would change, the same in several stages told once. */
export function findingsIn(pairs: readonly StackPair[]): Finding[] {
  const found = pairs.flatMap((pair) =>
    findingsOf(pair).map((finding) => ({ finding: { ...finding, family: pair.family }, stage: pair.stage })),
  );
  const groups = Map.groupBy(found, ({ finding }) => JSON.stringify(finding));
  return [...groups.values()].flatMap((same) => {
    const stages = same.flatMap(({ stage }) => stage ?? []);
    return same.slice(0, 1).map(({ finding }) => ({ ...finding, stages }));
  });
}

function findingsOf(pair: StackPair): Single[] {
  const changes = resourceChanges(pair);
  const { widened, narrowed } = permissionChanges(pair);
  return [
    ...protectionFindings(pair),
    ...resourceFindings(pair, changes),
    ...widened.map((change) => ({ about: 'widened' as const, mark: '+' as const, ...permission(change) })),
    ...narrowed.map((change) => ({ about: 'narrowed' as const, mark: '-' as const, ...permission(change) })),
    ...costChanges(pair, changes).map((cost) => ({
      about: 'costs' as const,
      mark: '~' as const,
      ...cost,
      details: [],
    })),
    ...codeChanges(pair).map((path) => ({
      about: 'code' as const,
      mark: '~' as const,
      subject: path.replace(/\/Function$/, ''),
      text: '',
      details: [],
    })),
  ];
}

/** Whether the stack may be deleted, which no template says. */
function protectionFindings({ presence, before, after }: StackPair): Single[] {
  if (presence !== 'both' || before.isProtected === after.isProtected) return [];
  const text = `: termination protection is ${after.isProtected ? 'on' : 'OFF'} now`;
  return [{ about: 'resources', mark: after.isProtected ? '~' : '!', subject: 'The stack', text, details: [] }];
}

/** A stack that is new is told in numbers: there is nothing to compare it with. */
function resourceFindings({ presence }: StackPair, changes: readonly ResourceChange[]): Single[] {
  if (presence !== 'new') return changes.map(resourceFinding);
  const byType = Map.groupBy(changes, ({ type }) => type);
  const details = Array.from(byType, ([type, list]) => `${list.length} ${type}`).sort();
  const text = ` is new, with ${changes.length} resources`;
  return [{ about: 'resources', mark: '+', subject: 'The stack', text, details }];
}

const marks = { added: '+', changed: '~', replaced: '!', removed: '-' } as const satisfies Record<string, Mark>;

function resourceFinding({ kind, id, path, type, values, replacedFor, loss }: ResourceChange): Single {
  const isStatementsOnly = kind === 'changed' && values.length === 0;
  const why = replacedFor.length > 0 ? `, for its ${replacedFor.join(', ')}` : '';
  const text = {
    added: ` (${type})`,
    changed: ` (${type})${isStatementsOnly ? ': its statements, see permissions' : ''}`,
    replaced: ` (${type}, ${id}) is REPLACED${why}`,
    removed: ` (${type}, ${id}) is REMOVED`,
  }[kind];
  const details = values.map((value) => `${value.path}: ${changeInWords(value)}`);
  return { about: 'resources', mark: marks[kind], subject: path, text, details, ...(loss !== undefined && { loss }) };
}

function permission({ rule, how }: PermissionChange): Pick<Single, 'subject' | 'text' | 'details'> {
  const before = how === 'lifted' ? 'no longer denied: ' : how === 'denied' ? 'denied now: ' : '';
  return { subject: rule.holder, text: `: ${before}${describe(rule)}`, details: [] };
}

function describe({ holder, principal, action, resource, conditions }: Rule): string {
  const who = principal === '' ? '' : `${principal === '*' ? 'anyone (*)' : principal} may `;
  const where = resource === holder ? '' : ` on ${resource}`;
  const when = conditions.map(({ operator, key, value }) => `${key} ${operator} ${value}`).join(' and ');
  return `${who}${action}${where}${when === '' ? '' : ` where ${when}`}`;
}
