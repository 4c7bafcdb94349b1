import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds that processes have to end by themselves. */
const grace = 5_000;

/**
 * Ends a process that was started `detached`, and all that it has started.
 *
 * @param signal what it is asked with first
 */
export async function endGroup(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    signalGroup(child.pid, signal);
    const timer = setTimeout(() => child.pid && signalGroup(child.pid, 'SIGKILL'), grace);
    await exit;
    clearTimeout(timer);
  }
  // What it had started itself may live on in its group.
  signalGroup(child.pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // None of the group is left.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return;
    throw error;
  }
}
