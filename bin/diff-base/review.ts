import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOut } from './checkouts.ts';
import { type ContractChange, contractChanges } from './contract.ts';
import { type Finding, findingsIn } from './findings.ts';
import { reasonsAgainst } from './gate.ts';
import { type Commit, commitNamed, fileAt } from './git.ts';
import { causeIn } from './last-words.ts';
import { type MadeFile, readMadeFile } from './made-files.ts';
import { pairStacks } from './pairs.ts';
import { runbookFile, unexplainedAlarms } from './runbook.ts';
import { type SynthesizedStack, synthesizeAll } from './stacks.ts';

/** What a change does, and whether it may pass. */
export interface Review {
  readonly base: Commit;
  readonly findings: readonly Finding[];
  readonly contract: readonly ContractChange[];
  /** What a reader has to know of how it was compared. */
  readonly notes: readonly string[];
  /** Why it must not pass; empty where it may. */
  readonly reasons: readonly string[];
}

/**
 * Compares the checkout as it lies there, uncommitted and untracked files included, with a commit: the templates that each
 * one's own code makes, what they allow, and the API's contract. Nothing is installed, and nothing written into the checkout.
 *
 * @param project the folder with `cdk.json`
 * @param ref what git calls the base: a branch, a tag, a hash, `HEAD~1`
 * @throws Error where there is no such commit, or one of the two does not synthesize; the signal's reason where that came
 */
export async function review(project: string, ref: string, signal: AbortSignal): Promise<Review> {
  const base = commitNamed(project, ref);
  const checkouts = checkOut(project, base);
  try {
    const { scratch, head: copy } = checkouts;
    const made = { project, commit: base, copy };
    const work = [
      synthesizeAll(checkouts.base, join(scratch, 'base.out'), signal).catch(
        failed(`${ref} does not synthesize`, signal),
      ),
      synthesizeAll(copy, join(scratch, 'head.out'), signal).catch(
        failed('the working tree does not synthesize', signal),
      ),
      readMadeFile({ path: 'openapi.json', script: 'bin/openapi.ts' }, made, signal),
    ] as const;
    // All have ended when one fails: what they work in is taken away then.
    await Promise.allSettled(work);
    const [before, after, contract] = await Promise.all(work);
    const findings = findingsIn(pairStacks(before, after));
    const isWider = findings.some(({ about }) => about === 'widened');
    const page = isWider
      ? await readMadeFile({ path: 'docs/permissions.md', script: 'bin/permissions.ts' }, made, signal).catch(
          asError(signal),
        )
      : undefined;
    const changes = await compareContracts(contract, scratch);
    return {
      base,
      findings,
      contract: changes,
      notes: notesOn(project, base, contract),
      reasons: [
        ...reasonsAgainst({ findings, contract: changes, page }),
        ...unexplained(after, join(copy, runbookFile), fileAt(project, base, runbookFile)),
      ],
    };
  } finally {
    checkouts.remove();
  }
}

/** The file that clients are given, and what would be made of the operations where that is another. */
async function compareContracts({ before, now, made }: MadeFile, scratch: string): Promise<ContractChange[]> {
  const changes = await contractChanges(before, now, scratch);
  const others = made === undefined ? [] : await contractChanges(before, made, scratch);
  return [...new Map([...changes, ...others].map((change) => [JSON.stringify(change), change])).values()];
}

/** The alarms that the runbook says nothing of, where there is one, or was at the base. */
function unexplained(stacks: readonly SynthesizedStack[], file: string, before: string | undefined): string[] {
  if (existsSync(file)) return unexplainedAlarms(stacks, readFileSync(file, 'utf8'));
  return before === undefined ? [] : unexplainedAlarms(stacks, '');
}

function notesOn(project: string, base: Commit, { now, made }: MadeFile): string[] {
  const lock = join(project, 'package-lock.json');
  const sameLock = !existsSync(lock) || fileAt(project, base, 'package-lock.json') === readFileSync(lock, 'utf8');
  return [
    ...(sameLock
      ? []
      : ['package-lock.json differs: both sides are synthesized with the packages that are installed now']),
    ...(made === undefined || made === now ? [] : ['openapi.json is not what the operations make (npm run openapi)']),
  ];
}

function failed(what: string, signal: AbortSignal): (error: unknown) => never {
  return (error) => {
    signal.throwIfAborted();
    throw new Error(`${what}: ${causeIn(error instanceof Error ? error.message : String(error))}`, { cause: error });
  };
}

function asError(signal: AbortSignal): (error: unknown) => Error {
  return (error) => {
    signal.throwIfAborted();
    return error instanceof Error ? error : new Error(String(error));
  };
}
