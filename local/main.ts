import { help, readArguments, UsageError } from './arguments.ts';
import { Console, messageOf } from './console.ts';
import { serve } from './serve.ts';

/** A signal that comes within this time of another is the same: npm passes on the Ctrl-C that came here too. Milliseconds. */
const sameSignal = 500;

/**
 * The command, from its start to its stop.
 *
 * @param argv what stands behind the command's name
 * @returns the exit code: 0 when it was stopped, 1 when it could not run, 2 when the command line is wrong
 */
export async function main(argv: readonly string[]): Promise<number> {
  const stop = stopSignal();
  try {
    const args = readArguments(argv);
    if (args === 'help') process.stdout.write(`${help}\n`);
    else await serve(args, new Console(args.quiet), stop);
    return 0;
  } catch (error) {
    if (stop.aborted) return 0;
    process.stderr.write(`${messageOf(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Says when to stop: on SIGINT, SIGTERM and SIGHUP, or when nobody reads the output any more. A second one does not wait. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  let since = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stopping.signal.aborted) since = performance.now();
      else if (performance.now() - since > sameSignal) process.exit(1);
      stopping.abort();
    });
  }
  process.stdout.on('error', () => stopping.abort());
  return stopping.signal;
}
