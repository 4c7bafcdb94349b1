import { spawn } from 'node:child_process';
import { endGroup } from './process-group.ts';

export interface Ended {
  /** The exit code; 127 where there is no such command. */
  readonly code: number;
  readonly stdout: string;
  /** What it wrote to its output and its error output, in the order it came. */
  readonly output: string;
}

/** Takes what is to be done when the whole run ends, however it does. */
export type AtEnd = (ending: () => Promise<void>) => void;

export interface RunOptions {
  readonly cwd?: string;
  /** Its whole environment; that of this process unless told. */
  readonly env?: NodeJS.ProcessEnv;
  /** Gets what ends it early, with all that it has started; it is in a group of its own then. */
  readonly atEnd?: AtEnd;
}

/** Runs a command to its end. It is up to the caller what its exit code means. */
export function run(command: string, args: readonly string[], { atEnd, ...options }: RunOptions = {}): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const detached = atEnd !== undefined;
  const child = spawn(command, args, { ...options, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  // Where it has ended long ago, its number may be somebody else's.
  atEnd?.(async () => {
    if (child.exitCode === null && child.signalCode === null) await endGroup(child);
  });
  let stdout = '';
  let output = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    output += chunk;
  });
  child.stderr.on('data', (chunk) => (output += chunk));
  child.on('error', (error) => {
    if ('code' in error && error.code === 'ENOENT') resolve({ code: 127, stdout, output: error.message });
    else reject(error);
  });
  child.on('close', (code, signal) =>
    resolve({ code: code ?? 128, stdout, output: signal ? `${output}${signal}` : output }),
  );
  return promise;
}
