import { spawn } from 'node:child_process';

export interface Ended {
  /** The exit code; 127 where there is no such command. */
  readonly code: number;
  readonly stdout: string;
  /** What it wrote to its output and its error output, in the order it came. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Its whole environment; that of this process unless told. */
  readonly env?: NodeJS.ProcessEnv;
  /** Ends it early; the promise is rejected then. */
  readonly signal?: AbortSignal;
}

/** Runs a command to its end. It is up to the caller what its exit code means. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
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
