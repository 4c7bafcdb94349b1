import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process and all that it started, as Linux accounts for them. */
export interface Usage {
  /** Of all threads and children, also of those that ended. */
  readonly cpuMilliseconds: number;
  /** Resident memory together, in bytes. What processes share counts for each, so it is more than they take. */
  readonly residentBytes: number;
  /** How many processes these are now. */
  readonly processes: number;
}

/**
 * What a process and its descendants use.
 *
 * @throws Error where there is no /proc: this measure is Linux's (man 5 proc)
 */
export function usageOf(pid: number): Usage {
  return totalOf(familyOf(pid, readProcesses()));
}

/** What a local run uses, in parts. */
export interface RunUsage {
  /** Its own process: the API, the AWS endpoint and all services. */
  readonly itself: Usage;
  /** Each process of one of its functions, by its id. */
  readonly ofFunction: ReadonlyMap<number, Usage>;
}

/**
 * What a local run uses by itself, and what one of its functions does.
 *
 * @param functionName as Lambda has it
 * @throws Error where there is no /proc
 */
export function usageOfRun(pid: number, functionName: string): RunUsage {
  const family = familyOf(pid, readProcesses());
  // Each function's process is told which one it is: configuration-envvars.html.
  const name = `\0AWS_LAMBDA_FUNCTION_NAME=${functionName}\0`;
  const ofFunction = family.filter((member) => `\0${readOf(member.pid, 'environ') ?? ''}`.includes(name));
  return {
    itself: totalOf(family.filter((member) => member.pid === pid)),
    ofFunction: new Map(ofFunction.map((member) => [member.pid, totalOf([member])])),
  };
}

const totalOf = (processes: readonly Process[]): Usage => ({
  cpuMilliseconds: (sum(processes, ({ ticks }) => ticks) * 1000) / ticksPerSecond(),
  residentBytes: sum(processes, ({ pages }) => pages) * pageBytes(),
  processes: processes.length,
});

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Processor time, that of its ended children included. */
  readonly ticks: number;
  readonly pages: number;
}

function readProcesses(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const stat = readOf(name, 'stat');
    if (stat === undefined) return [];
    // The command's name stands in parentheses and may hold anything: the fields are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const field = (number: number) => Number(fields[number - 3]);
    return [
      {
        pid: Number(name),
        parent: field(4),
        ticks: field(14) + field(15) + field(16) + field(17),
        pages: field(24),
      },
    ];
  });
}

/** Nothing where the process has ended since the folder was listed. */
function readOf(pid: string | number, file: 'stat' | 'environ'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

function familyOf(pid: number, all: readonly Process[]): Process[] {
  const children = Map.groupBy(all, ({ parent }) => parent);
  const family = all.filter((process) => process.pid === pid);
  for (const member of family) family.push(...(children.get(member.pid) ?? []));
  return family;
}

const sum = (family: readonly Process[], of: (process: Process) => number) =>
  family.reduce((total, process) => total + of(process), 0);

const ticksPerSecond = () => systemValue('CLK_TCK');
const pageBytes = () => systemValue('PAGESIZE');

const systemValues = new Map<string, number>();

function systemValue(name: string): number {
  const known = systemValues.get(name) ?? Number(execFileSync('getconf', [name], { encoding: 'utf8' }));
  systemValues.set(name, known);
  return known;
}
