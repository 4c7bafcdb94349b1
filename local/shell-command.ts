import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Its standard input: nothing, or a pipe that ends when this process does, in whatever way. */
  readonly input?: 'ignore' | 'pipe';
  /** What it writes goes here; without it, to where this process writes to. */
  readonly onOutput?: (text: string) => void;
  /** Leaves out what it writes to its standard output. */
  readonly quiet?: boolean;
  /** Stops the command, with all that it started. */
  readonly signal?: AbortSignal;
}

/** How long a command that is to stop may take before it is killed. Milliseconds. */
const patience = 5_000;

/**
 * Runs a shell command to its end.
 *
 * @throws Error that names the command and its exit code or signal; the abort signal's reason where that stopped it
 */
export async function runCommand(command: string, options: CommandOptions = {}): Promise<void> {
  const { cwd, env, input = 'ignore', onOutput, quiet = false, signal } = options;
  signal?.throwIfAborted();
  const output = onOutput ? 'pipe' : 'inherit';
  // A process group of its own: a shell that is killed would leave running what it started. And a Ctrl-C in the terminal
  // goes to this process alone, which then ends everything in order.
  const child = spawn(command, {
    cwd,
    env,
    shell: true,
    detached: true,
    stdio: [input, quiet ? 'ignore' : output, output],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (onOutput) stream?.setEncoding('utf8').on('data', onOutput);
  }
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    endGroup(child.pid, 'SIGTERM');
    timer = setTimeout(() => endGroup(child.pid, 'SIGKILL'), patience);
  };
  signal?.addEventListener('abort', stop);
  try {
    const [code, killedBy]: (number | string | null)[] = await once(child, 'close');
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(`${command} ended with ${killedBy ?? `exit code ${code}`}`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** Signals a process and all it started, where it has not ended by itself just now. */
function endGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!isGone) throw error;
  }
}
