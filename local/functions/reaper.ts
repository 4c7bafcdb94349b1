import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * Reads `+ pid` and `- pid` lines. When the pipe ends, because the local run ended in whatever way, it kills what is left
 * and removes the run folder.
 */
const script = `
pids=
while read -r sign pid; do
  case $sign in
    +) pids="$pids $pid" ;;
    -) left=
       for p in $pids; do [ "$p" = "$pid" ] || left="$left $p"; done
       pids=$left ;;
  esac
done
for pid in $pids; do kill -s KILL -- "-$pid" 2>/dev/null; done
rm -rf -- "$1"
`;

/**
 * A small shell process that outlives the local run by a moment. A function's process ends by itself when its channel to
 * the local run closes, but not from within an endless loop, and nothing else would end it after a `kill -9` of the run.
 */
export class Reaper {
  readonly #pipe: Writable;
  readonly #ended: Promise<void>;

  /** @param folder the run folder, removed at the end */
  constructor(folder: string) {
    // Detached: a Ctrl-C in the terminal goes to the local run alone, which then ends everything in order.
    const child = spawn('/bin/sh', ['-c', script, 'reaper', folder], {
      detached: true,
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#pipe = child.stdin;
    this.#ended = new Promise((resolve, reject) => {
      child.once('exit', () => resolve());
      child.once('error', reject);
    });
    // Whoever waits for the end is told; that there is no shell is no reason to end the run before.
    this.#ended.catch(() => {});
    this.#pipe.on('error', () => {});
    child.unref();
  }

  watch(pid: number): void {
    this.#pipe.write(`+ ${pid}\n`);
  }

  forget(pid: number): void {
    this.#pipe.write(`- ${pid}\n`);
  }

  /** Lets it do its work, and waits for its end. */
  async close(): Promise<void> {
    this.#pipe.end();
    await this.#ended;
  }
}
