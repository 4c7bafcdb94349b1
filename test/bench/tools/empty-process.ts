import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { usageOf } from './processes.ts';

/** The resident memory of a process of Node that does nothing: bytes. */
export async function emptyProcessBytes(): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log("up")'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (!child.stdout || child.pid === undefined) throw new Error('Node does not start.');
  await once(child.stdout, 'data');
  const { residentBytes } = usageOf(child.pid);
  child.kill();
  return residentBytes;
}
