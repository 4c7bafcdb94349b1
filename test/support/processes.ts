import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';

// Tests look at processes again and again until something holds: on Linux that takes no process of its own (man 5 proc).
const isLinux = existsSync('/proc/self/stat');

/** The ids of a process's living children. */
export function childrenOf(parent: number): number[] {
  if (!isLinux) {
    const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).split('\n');
    const children = rows.map((row) => row.trim().split(/\s+/)).filter(([, ppid]) => Number(ppid) === parent);
    return children
      .filter(([, , command]) => command !== 'ps')
      .map(([pid]) => Number(pid))
      .filter(isAlive);
  }
  return globSync(`/proc/${parent}/task/*/children`)
    .flatMap((file) => (read(file) ?? '').split(' '))
    .filter((pid) => pid !== '')
    .map(Number)
    .filter(isAlive);
}

/** Whether a process runs: not when it has ended and its parent has not heard of it yet. */
export function isAlive(pid: number): boolean {
  const state = isLinux
    ? // The command's name stands before it, in parentheses, with whatever a name has in it.
      (/^.*\) (\w)/s.exec(read(`/proc/${pid}/stat`) ?? '')?.[1] ?? '')
    : execFileSync('sh', ['-c', `ps -o stat= -p ${pid} || true`], { encoding: 'utf8' }).trim();
  return state !== '' && !state.startsWith('Z') && !state.startsWith('X');
}

/** What a file of a process says, or undefined when the process is gone. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}
